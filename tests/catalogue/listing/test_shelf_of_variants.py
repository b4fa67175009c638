"""The listing finds a product at the price of each of its variants, and no longer than it has it."""

import pytest
from oscar.core.loading import get_model

from catalogue.listing.cards import cards_of
from catalogue.listing.shelf import current
from catalogue.listing.state import ListingFilter
from catalogue.products import services
from catalogue.search.services import catch_up
from catalogue.shop.views import selection_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf():
    made = factories.make_product(title="Khăn", price=110_000, stock=3)
    return factories.make_variants(made, "Ngà", "Đỏ", "Chàm", axis="colour", price=360_000)


def found(**asked) -> list[int]:
    return selection_of(ListingFilter(**asked)).page(0, 99)


@pytest.mark.parametrize(
    ("low", "high", "is_found"),
    [
        (None, 110_000, True),
        (None, 109_999, False),
        (110_001, 409_999, False),
        (200_000, 410_000, True),
        (410_000, 410_000, True),
        (410_001, 459_999, False),
        (460_000, None, True),
        (460_001, None, False),
        (300_000, 500_000, True),
    ],
)
def test_product_is_found_at_the_price_of_each_variant(scarf, low, high, is_found):
    assert (scarf.pk in found(price_min=low, price_max=high)) is is_found


def test_list_follows_prices_and_stock_of_variants(scarf):
    assert scarf.pk in found(price_min=400_000)
    dear = factories.variant_of(scarf, "Chàm").record
    services.set_price(product=scarf, price=300_000, record_id=dear.pk)
    assert scarf.pk not in found(price_min=450_000)
    ids = [variant.record_id for variant in scarf.variants.all()]
    get_model("partner", "StockRecord").objects.filter(pk__in=ids).update(num_in_stock=0)
    services.sync_stock([scarf.pk])
    assert scarf.pk not in found(stock="1")


def test_one_that_is_no_longer_sold_is_found_at_none_of_them(scarf):
    assert scarf.pk in found(price_min=400_000)
    services.withdraw_product(scarf)
    assert found(price_min=400_000) == []


def test_card_says_from_and_leads_to_the_choice(client, scarf):
    (card,) = cards_of([scarf.pk], current())
    assert card.price_text.replace("\xa0", " ") == "từ 110.000 ₫"
    assert (card.add_url, card.has_choice) == ("", True)
    page = client.get("/vi/products/").content.decode()
    assert f'href="{card.url}#choose"' in page
    assert f"/basket/add/{scarf.pk}/" not in page


def test_card_of_variants_of_one_price_says_it(scarf):
    for variant in scarf.variants.all():
        services.set_price(product=scarf, price=90_000, record_id=variant.record_id)
    (card,) = cards_of([scarf.pk], current())
    assert card.price_text.replace("\xa0", " ") == "90.000 ₫"
    assert card.has_choice


def test_variant_is_found_by_its_name_and_its_code(client, scarf):
    record = factories.variant_of(scarf, "Chàm").record
    catch_up()
    for asked in ("khan cham", record.partner_sku):
        response = client.get("/vi/products/", {"q": asked})
        assert [card.pk for card in response.context["cards"]] == [scarf.pk]
