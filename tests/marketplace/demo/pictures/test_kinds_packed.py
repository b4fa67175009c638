"""What is packed: every value of a fact has its row, and the makers their design.

The rows are read, not run: the studio's modules want Blender.
"""

import ast
from itertools import combinations

import pytest

from marketplace.demo.facts import all_facts
from marketplace.demo.facts.makers import number_of
from marketplace.demo.pictures import code


def table(module: str, name: str) -> dict:
    """A table's keys with the syntax of its values."""
    node = code.parsed(module)[0][name].value  # type: ignore[attr-defined]
    return {ast.literal_eval(key): value for key, value in zip(node.keys, node.values, strict=True)}


def keys(node: ast.Dict) -> set:
    return {ast.literal_eval(key) for key in node.keys if key}


@pytest.fixture
def packed():
    return [facts for facts in all_facts() if facts.kind == "packaging"]


@pytest.fixture
def grown():
    return [facts for facts in all_facts() if facts.kind == "produce"]


def test_every_packed_product_has_pack_body_and_pattern(packed):
    packs = table("kinds.packaging", "PACKS_BY_VESSEL")
    bodies = {form: keys(row) for form, row in table("foods", "BODIES_BY_FORM").items()}
    patterns = table("foods", "EXTRAS_BY_PATTERN")
    missing = [
        facts.code
        for facts in packed
        if facts.vessel not in packs
        or facts.material not in bodies.get(facts.form, set())
        or facts.pattern not in patterns
        or facts.colour
    ]
    assert missing == []


def test_no_row_stands_there_for_nothing(packed):
    said = {(facts.form, facts.material) for facts in packed}
    rows = {
        (form, material)
        for form, row in table("foods", "BODIES_BY_FORM").items()
        for material in keys(row)
    }
    assert rows == said
    assert set(table("kinds.packaging", "PACKS_BY_VESSEL")) == {facts.vessel for facts in packed}


def test_every_fruit_has_pieces_of_its_colour(grown):
    rows = {
        (form, *key) for form, row in table("harvest", "GOODS_BY_FORM").items() for key in keys(row)
    }
    assert rows == {(facts.form, facts.material, facts.colour) for facts in grown}
    assert set(table("kinds.produce", "PACKS_BY_VESSEL")) == {facts.vessel for facts in grown}


def test_every_maker_has_a_house_and_no_two_the_same(packed, grown):
    houses = {key: ast.dump(row) for key, row in table("labels", "HOUSES").items()}
    assert set(houses) == {number_of(f.place, f.maker) for f in [*packed, *grown]}
    assert len(set(houses.values())) == len(houses)
    designs = {ast.literal_eval(row.args[0]) for row in table("labels", "HOUSES").values()}
    assert designs == set(table("labels", "DESIGNS")) and len(designs) >= 5


@pytest.mark.parametrize("kind", ["packaging", "produce"])
def test_two_of_a_kind_differ_in_two_things_that_are_seen(kind):
    seen = ("form", "material", "colour", "pattern", "vessel", "contents")
    goods = [facts for facts in all_facts() if facts.kind == kind]
    near = [
        (one.code, two.code)
        for one, two in combinations(goods, 2)
        if sum(getattr(one, key) != getattr(two, key) for key in seen) < 2
    ]
    assert near == []
