"""Which code a picture depends on: what its scene can reach, and nothing beside it."""

from marketplace.demo.facts import all_facts
from marketplace.demo.pictures import code


def test_a_kind_depends_on_what_its_scene_reaches():
    found = set(code.reached(("kinds.ceramics", "scene")))
    assert {("glazes", "glaze"), ("shapes", "turned"), ("motifs", "bamboo")} <= found
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


def test_of_a_table_by_a_fact_only_the_products_own_row_counts(tmp_path, monkeypatch):
    jar, sack = (
        next(facts for facts in all_facts() if facts.vessel == vessel)
        for vessel in ("glass-jar", "cloth-sack")
    )

    def hashed(text: str) -> tuple[str, str]:
        (tmp_path / "kinds" / "cups.py").write_text(text, encoding="utf-8")
        for cached in (code.parsed, code.code_hash):
            cached.cache_clear()
        return code.code_hash("cups", jar), code.code_hash("cups", sack)

    (tmp_path / "kinds").mkdir()
    for path in code.FOLDER.glob("*.py"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(code, "FOLDER", tmp_path)
    text = """
def jar():
    return 1

def sack():
    return 2

PACKS_BY_VESSEL = {"glass-jar": jar, "cloth-sack": sack}

def scene(facts):
    return PACKS_BY_VESSEL[facts.vessel]()
"""
    first = hashed(text)
    second = hashed(text.replace("return 2", "return 3"))
    assert (first[0] == second[0], first[1] == second[1]) == (True, False)
    text = """
def near():
    return 1

def far():
    return 2

SCENES_BY_VIEW = {"whole": far, "detail": near}

def scene(facts, view):
    return SCENES_BY_VIEW[view]()
"""
    hashed(text)
    before = {view: code.code_hash("cups", jar, view) for view in ("whole", "detail")}
    hashed(text.replace("return 1", "return 3"))
    after = {view: code.code_hash("cups", jar, view) for view in ("whole", "detail")}
    assert [before[view] == after[view] for view in ("whole", "detail")] == [True, False]
    for cached in (code.parsed, code.code_hash):
        cached.cache_clear()


def test_what_a_scene_does_for_another_view_does_not_count(tmp_path, monkeypatch):
    vase = all_facts()[0]
    text = """
def far():
    return 1

def near():
    return 2

def scene(facts, view):
    if view == "detail":
        return near()
    elif view == "in_use":
        return far(), 5
    return far()
"""

    def hashed(text: str) -> list[str]:
        (tmp_path / "kinds" / "cups.py").write_text(text, encoding="utf-8")
        for cached in (code.parsed, code.code_hash):
            cached.cache_clear()
        return [code.code_hash("cups", vase, view) for view in ("whole", "detail", "in_use", "")]

    def kept(old: str, new: str) -> list[bool]:
        return [a == b for a, b in zip(first, hashed(text.replace(old, new)), strict=True)]

    (tmp_path / "kinds").mkdir()
    for path in code.FOLDER.glob("*.py"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(code, "FOLDER", tmp_path)
    first = hashed(text)
    assert len(set(first)) == 4
    assert kept("return 2", "return 3") == [True, False, True, False]
    assert kept("far(), 5", "far(), 6") == [True, True, False, False]
    assert kept("return 1", "return 4") == [False] * 4  # a branch may go on to what follows it
    for cached in (code.parsed, code.code_hash):
        cached.cache_clear()
