"""Places on a map, and the way there as far as it is known."""

from decimal import Decimal

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", ["no coordinates", "half of them", "not chosen", "deleted"])
def test_a_village_that_is_not_to_be_found_leaves_its_blocks_out(shown, case):
    village = factories.make_village()
    village.latitude, village.longitude = ("20.97500" if case == "half of them" else None), None
    village.save()
    chosen = None if case == "not chosen" else village
    text = shown(
        ("text", "<p>Before.</p>"),
        ("map_point", {"village": chosen}),
        ("village_products", {"title": "Made there", "village": chosen}),
        ("text", "<p>After.</p>"),
        after=village.delete if case == "deleted" else None,
    )
    assert "Before." in text and "After." in text
    assert "geo:" not in text and "Made there" not in text and '<svg class="minimap' not in text


def test_way_says_what_is_known_and_no_more(shown):
    text = shown(
        (
            "route",
            {
                "heading": "By bus",
                "legs": [
                    leg(by="bus", line="47A", start="Long Biên", end="Bát Tràng", minutes=40),
                    leg(by="walk", km=Decimal("1.5"), source="https://a.example/"),
                    leg(by="boat", start="The quay"),
                ],
            },
        )
    )
    assert "<b>Bus 47A</b> Long Biên → Bát Tràng" in text.replace("<b> ", "<b>").replace(
        " </b>", "</b>"
    )
    assert "40 min" in text and "1.5 km" in text
    assert text.count('class="route__more"') == 2


def leg(**known) -> dict:
    empty = {
        "line": "",
        "start": "",
        "end": "",
        "minutes": None,
        "km": None,
        "text": "",
        "source": "",
    }
    return empty | known
