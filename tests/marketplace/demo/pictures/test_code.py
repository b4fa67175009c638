"""Which code a picture depends on: what its scene can reach, and nothing beside it."""

from marketplace.demo.pictures import code


def test_a_kind_depends_on_what_its_scene_reaches():
    found = set(code.reached(("kinds.ceramics", "scene")))
    assert {("kinds.ceramics", "glaze"), ("shapes", "turned"), ("motifs", "bamboo")} <= found
    assert ("grounds", "GROUNDS") not in found


def test_only_the_named_rows_of_the_tables_count():
    rows = code.rows_named("ceramics", code.reached(("kinds.ceramics", "scene")))
    assert {"SETTINGS.workbench", "GROUNDS.oak", "WALLS.lime", "grounds.planks"} <= set(rows)
    assert "SETTINGS.moss" not in rows


def test_docstrings_and_what_nobody_calls_do_not_count(tmp_path, monkeypatch):
    def hashed(text: str) -> str:
        (tmp_path / "kinds" / "cups.py").write_text(text, encoding="utf-8")
        for cached in (code.parsed, code.code_hash):
            cached.cache_clear()
        return code.code_hash("cups")

    (tmp_path / "kinds").mkdir()
    for name in ("studio", "grounds", "room"):
        text = (code.FOLDER / f"{name}.py").read_text(encoding="utf-8")
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for name in ("shapes", "ink", "nodes", "motifs", "shot"):
        text = (code.FOLDER / f"{name}.py").read_text(encoding="utf-8")
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(code, "FOLDER", tmp_path)
    plain = hashed("def scene(facts):\n    return 1\n")
    assert (
        hashed('def scene(facts):\n    "Told."\n    return 1\n\ndef other():\n    ...\n') == plain
    )
    assert hashed("def scene(facts):\n    return 2\n") != plain
    for cached in (code.parsed, code.code_hash):
        cached.cache_clear()
