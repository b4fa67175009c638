"""What a proposal carries of variants, read for the shelf and for the editors."""

import pytest
from django.utils.translation import override

from catalogue.products.variants import Told
from marketplace.listings.drafts import lacking
from marketplace.listings.services import is_complete
from marketplace.listings.variants import (
    all_stock,
    as_told,
    changed_variants,
    is_whole,
    lowest_price,
    told_of,
)
from tests import factories

pytestmark = pytest.mark.django_db
ROW = {"label": {"vi": "500 g", "en": "500 g pack"}, "price": 500_000, "stock": 3, "code": "T5",
       "weight_g": 520, "picture": "2"}  # fmt: skip


@pytest.fixture
def tea():
    made = factories.make_product(price=120_000)
    return factories.make_variants(made, "100 g", "250 g", axis="pack")


def test_product_tells_its_variants_as_a_proposal_carries_them(tea):
    small, large = tea.variants.order_by("pk")
    assert told_of(tea) == {
        "axis": "pack",
        "rows": [
            {"label": {"vi": each.label}, "pk": each.pk, "code": each.record.partner_sku,
             "weight_g": None, "picture": ""}
            for each in (small, large)
        ],
    }  # fmt: skip
    assert told_of(factories.make_product()) == {}


def test_row_is_read_for_the_shelf():
    assert as_told({"rows": [ROW]}) == [
        Told({"vi": "500 g", "en": "500 g pack"}, None, 500_000, 3, "T5", 520, "2")
    ]
    assert as_told({}) == []


def test_new_product_begins_with_the_lowest_price_and_all_there_is():
    told = {"rows": [ROW, ROW | {"price": 90_000, "stock": 0}, ROW | {"price": None}]}
    assert (lowest_price(told), all_stock(told)) == (90_000, 6)
    assert lowest_price({"rows": []}) is None


@pytest.mark.parametrize(
    ("rows", "is_sold"),
    [
        ([], True),
        ([ROW], False),
        ([ROW, ROW], True),
        ([ROW] * 3, True),
        ([ROW, ROW | {"price": None}], False),
    ],
)
def test_new_product_has_two_variants_with_prices_or_none(rows, is_sold):
    assert is_whole({"rows": rows}) is is_sold
    content = {"title_vi": "x", "summary_vi": "x", "ocop_set": 21, "price": 1000}
    content["variants"] = {"axis": "pack", "rows": rows}
    assert is_complete(content) is is_sold
    assert [each.step for each in lacking(content)] == ([] if is_sold else ["price"])


def test_editors_read_what_changes_comes_and_goes(tea):
    told = told_of(tea)
    first, second = told["rows"]
    proposed = {"axis": "pack", "rows": [first | {"label": {"vi": "Gói 100 g"}}, ROW]}
    with override("en"):
        (change,) = changed_variants(told, proposed)
    assert (change.field, change.label) == ("variants", "Variants")
    assert change.now == f"100 g, {first['code']}; 250 g, {second['code']}"
    assert change.proposed.replace("\xa0", " ") == (
        f"Gói 100 g, {first['code']}; "
        "500 g / 500 g pack, ₫500,000, In stock: 3, T5, 520 g, Picture 2; "
        f"250 g, {second['code']}: Offered no more"
    )
    assert changed_variants(told, told) == []
    assert changed_variants({}, {}) == []
