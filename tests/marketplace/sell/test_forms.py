"""What a producer fills in of a product: bounds of prices and stock."""

from uuid import uuid4

import pytest
from django.utils import translation

from marketplace.listings.product_form import MOST_DONG
from marketplace.sell.forms import PriceForm, StockForm


def errors_of(form) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: [str(one) for one in said] for name, said in form.errors.items()}


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (999, ["Ensure this value is greater than or equal to 1000."]),
        (1_000, None),
        (MOST_DONG, None),
        (MOST_DONG + 1, [f"Ensure this value is less than or equal to {MOST_DONG}."]),
        ("", ["This field is required."]),
        ("12,5", ["Write a whole number, such as 1.250.000."]),
    ],
)
def test_a_price_is_from_a_thousand_dong_to_what_a_record_holds(price, said):
    assert errors_of(PriceForm({"price": price, "key": uuid4()})).get("price") == said
    assert MOST_DONG == 9_999_999_999


@pytest.mark.parametrize(
    ("count", "fits"), [(-1, False), (0, True), (1_000_000, True), (1_000_001, False)]
)
def test_a_stock_is_from_none_to_a_million(count, fits):
    answer = {"count": count, "seen": 3, "way": "counted", "key": uuid4()}
    assert StockForm(answer).is_valid() is fits
