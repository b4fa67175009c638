"""The wide pictures: of a village that sells, or of the front page; one size, small, told of."""

import pytest
from PIL import Image as Picture

from marketplace.demo.facts import all_facts
from marketplace.demo.pictures import panoramas


@pytest.fixture
def done():
    return sorted(panoramas.FOLDER.glob("*.webp"))


def test_each_is_of_a_village_that_sells_or_of_the_front_page(done):
    known = {facts.place for facts in all_facts()} | {"home"}
    assert {path.stem for path in done} <= known


def test_they_have_one_size_and_are_small(done):
    assert {Picture.open(path).size for path in done} <= {(1280, 800)}
    assert sum(path.stat().st_size for path in done) <= 130 * 1024 * max(1, len(done))


def test_each_has_a_sidecar_and_none_lies_alone(done):
    assert {path.stem for path in panoramas.FOLDER.glob("*.json")} == {path.stem for path in done}
    assert all(panoramas.told(path.stem)["slug"] == path.stem for path in done)
