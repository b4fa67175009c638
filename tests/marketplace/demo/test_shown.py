"""The demo market shows the studio's pictures, each in all sizes of the pages."""

import pytest
from PIL import Image

from marketplace.demo import shown
from marketplace.demo.facts import all_facts
from marketplace.demo.pictures.masters import master


@pytest.fixture
def one_master(monkeypatch, tmp_path):
    """Of two products the first has a finished picture of its whole, in a size of our own."""
    vase, scarf = all_facts()[0], all_facts()[15]
    path = tmp_path / "vase.webp"
    Image.new("RGB", (1000, 1000), "#336699").save(path, "WEBP")
    monkeypatch.setattr(
        shown,
        "master",
        lambda code, kind, view: path if (code, view) == (vase.code, "whole") else None,
    )
    return [vase, scarf]


def test_a_master_is_laid_out_square_in_every_size_once(one_master, tmp_path):
    folder = tmp_path / "images"
    with shown.pictures_made(one_master, folder, lambda text: None):
        pass
    assert [shown.views_of(facts) for facts in one_master] == [("whole",), ()]
    assert {path.name: Image.open(path).size for path in folder.iterdir()} == {
        "D00001-whole.webp": (1000, 1000),
        "D00001-whole.w1200.webp": (1000, 1000),
        "D00001-whole.w640.webp": (640, 640),
        "D00001-whole.w320.webp": (320, 320),
    }
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with shown.pictures_made(one_master, folder, lambda text: None):
        pass
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_pictures_that_nobody_waits_for_are_left(tmp_path):
    """What is made beside them failed: so has the market, which says so at once."""
    with (
        pytest.raises(RuntimeError, match="no producer"),
        shown.pictures_made(all_facts(), tmp_path / "images", lambda text: None),
    ):
        raise RuntimeError("no producer")
    assert len(list((tmp_path / "images").iterdir())) < 240 * 4 // 2


def test_every_product_is_shown_whole():
    assert {facts.code for facts in all_facts() if "whole" not in shown.views_of(facts)} == set()


def test_what_is_not_rendered_has_no_master():
    assert master("D00001", "no-such-kind", "whole") is None
