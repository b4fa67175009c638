"""Makers' names: the same on the market's pages and on the packs."""

import pytest

from marketplace.demo.facts import all_facts, makers
from marketplace.demo.facts.grants import stars_of
from marketplace.demo.facts.table import LABELLED
from marketplace.demo.goods import FARM_COMMUNES


def test_producers_are_numbered_by_village_then_by_farm():
    assert [makers.number_of("bat-trang", 0), makers.number_of("duong-lam", 0)] == [1, 5]
    assert [makers.number_of("", which) for which in (0, 7)] == [33, 40]


def test_a_name_says_kind_family_and_place():
    assert makers.maker_of("duong-lam", 0) == "Hợp tác xã Thanh Bình Đường Lâm"
    assert makers.maker_of("duong-lam", 1) == "Công ty Tân Tiến Đường Lâm"
    assert makers.maker_of("", 1) == "Trang trại Hương Giang Đan Phượng"
    assert makers.place_of("", 1) == FARM_COMMUNES[1]


def test_no_village_of_that_name_has_makers():
    with pytest.raises(ValueError, match="atlantis"):
        makers.number_of("atlantis", 0)


def test_what_is_sold_in_packs_tells_its_label_and_nothing_else_does():
    told = {facts.kind for facts in all_facts() if "maker" in facts.as_dict()}
    assert told == LABELLED == {"packaging", "produce"}
    honey = next(facts for facts in all_facts() if facts.code == "D00149")
    assert honey.label() == {
        "label": "Mật ong hoa nhãn",
        "maker": "Hợp tác xã Đại Thành Ba Vì",
        "stars": stars_of("D00149"),
    }
