"""The finished pictures agree with the facts, differ from each other and are small enough."""

import json
from types import SimpleNamespace

import pytest
from PIL import Image

from marketplace.demo.facts import all_facts
from marketplace.demo.pictures.__main__ import fineness
from marketplace.demo.pictures.masters import FOLDER, jobs, picture_hash


@pytest.fixture
def done():
    return [job for job in jobs() if job.picture.exists()]


def test_each_has_a_sidecar_that_tells_the_facts_of_today(done):
    wrong = {}
    for job in done:
        told = job.told()
        if (told.get("facts"), told.get("view")) != (job.facts.as_dict(), job.view):
            wrong[job.picture.name] = "its facts changed: render it again (make pictures)"
        elif told["picture_hash"] != picture_hash(job.picture):
            wrong[job.picture.name] = "the picture is not the one that the sidecar tells of"
    assert wrong == {}


def test_nothing_lies_there_that_no_product_shows(done):
    known = {path for job in done for path in (job.picture, job.sidecar)}
    assert [path.name for path in sorted(FOLDER.rglob("*.*")) if path not in known] == []


def test_no_two_pictures_are_the_same(done):
    hashes = [picture_hash(job.picture) for job in done]
    assert len(set(hashes)) == len(hashes)


def test_they_are_square_and_small(done):
    """What cards show is 800 pixels at least; a detail or a use is seen on its page alone."""
    sizes = {(job.view, *Image.open(job.picture).size) for job in done}
    least = {"whole": 800, "detail": 640, "in_use": 640}
    assert all(wide == high and least[view] <= wide <= 1200 for view, wide, high in sizes), sizes
    total = sum(job.picture.stat().st_size for job in done)
    assert total <= 80 * 1024 * max(1, len(done))


def test_the_sidecars_fact_is_what_the_name_says(done):
    """A celadon vase is told, named and pictured as celadon."""
    by_code = {facts.code: facts for facts in all_facts()}
    for job in done:
        facts = json.loads(job.sidecar.read_text(encoding="utf-8"))["facts"]
        said = by_code[facts["code"]]
        assert said.say("material", "vi") in said.title("vi")
        assert facts["material"] == said.material


def test_only_whole_views_are_rendered_as_fine_as_cards_want():
    coarse, usual = SimpleNamespace(SIZE=900, SAMPLES=3), SimpleNamespace()
    assert [fineness(usual, view, (1000, 8)) for view in ("whole", "detail", "in_use")] == [
        (1000, 8),
        (640, 4),
        (640, 4),
    ]
    assert fineness(coarse, "detail", (1000, 8)) == (640, 3)
