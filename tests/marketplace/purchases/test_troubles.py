"""Why a line cannot be bought: the trouble, and its words in each language."""

import pytest
from django.utils.translation import override

from catalogue.models import Product, Publication
from marketplace.producers.models import Producer
from marketplace.purchases.packages import PackageLine, Trouble
from marketplace.purchases.troubles import trouble_text


def line_of(*, available: int | None, is_buyable: bool, sells: bool, on_sale: bool) -> PackageLine:
    product = Product(
        title="Lọ hoa",
        producer=Producer(
            name="Gốm A", state=Producer.State.VERIFIED if sells else Producer.State.SUSPENDED
        ),
        publication=Publication.PUBLISHED if on_sale else Publication.WITHDRAWN,
    )
    return PackageLine(None, product, None, 2, 1, 2, available, is_buyable)


@pytest.mark.parametrize(
    ("facts", "trouble", "text"),
    [
        ((2, True, True, True), None, ""),
        ((None, True, True, True), None, ""),
        (
            (1, True, True, True),
            "TOO_FEW",
            "Only 1 of “Lọ hoa” is left; please lower the quantity.",
        ),
        ((0, True, True, True), "SOLD_OUT", "“Lọ hoa” is sold out: please take it out."),
        (
            (9, False, True, True),
            "NO_PRICE",
            "“Lọ hoa” has no price at the moment: please take it out.",
        ),
        (
            (9, False, True, False),
            "WITHDRAWN",
            "“Lọ hoa” is no longer on sale: please take it out.",
        ),
        (
            (9, False, False, False),
            "MAKER_STOPPED",
            "Gốm A does not sell here at the moment: please take “Lọ hoa” out.",
        ),
    ],
)
def test_trouble_is_what_stands_in_the_way(facts, trouble, text):
    available, is_buyable, sells, on_sale = facts
    line = line_of(available=available, is_buyable=is_buyable, sells=sells, on_sale=on_sale)
    assert line.trouble is (Trouble[trouble] if trouble else None)
    with override("en"):
        assert trouble_text(line) == text
