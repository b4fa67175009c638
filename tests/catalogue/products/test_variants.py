"""Variants of a product: what they take over, what becomes of those that are left out."""

import pytest
from oscar.core.loading import get_model

from catalogue.models import Availability
from catalogue.products import services
from catalogue.products.variants import (
    MOST_SIGNS,
    Told,
    keep_variants,
    named,
    offered,
    picture_name,
    weight_of,
    with_label,
)
from catalogue.shop.choices import choices_of
from catalogue.shop.product_page import read_product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf():
    return factories.make_product(price=180_000, stock=10, weight_g=300)


def told(label: str, **facts) -> Told:
    return Told(labels={"vi": label}, **facts)


def keep(product, *rows: Told, axis: str = "colour") -> None:
    keep_variants(product=product, axis=axis, told=rows)
    product.refresh_from_db()


def shown(product) -> tuple:
    product.refresh_from_db()
    return product.price, product.highest_price, product.availability


def record_of(product, label):
    return factories.variant_of(product, label).record


def test_first_variant_takes_over_what_there_is_and_others_get_their_own(scarf):
    before = scarf.stockrecords.get()
    services_held = 3
    get_model("partner", "StockRecord").objects.update(num_allocated=services_held)
    keep(scarf, told("Ngà", price=1, stock=1), told("Đỏ", price=200_000, stock=4))
    first, second = offered(scarf)
    assert (first.record_id, first.label, second.label) == (before.pk, "Ngà", "Đỏ")
    assert (first.record.price, first.record.num_in_stock) == (180_000, 10)
    assert first.record.num_allocated == services_held
    assert (second.record.price, second.record.num_in_stock) == (200_000, 4)
    assert second.record.partner_sku == f"{scarf.code}-1"


def test_nothing_told_changes_nothing(scarf):
    keep(scarf)
    assert not scarf.variants.exists()
    assert scarf.stockrecords.get().price == 180_000


def test_product_shows_the_lowest_price_of_what_is_there_and_the_highest(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4), told("Chàm", price=150_000))
    assert shown(scarf) == (180_000, 200_000, Availability.IN_STOCK)


def test_product_is_sold_out_with_the_last_of_its_variants(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=1))
    ivory, red = record_of(scarf, "Ngà"), record_of(scarf, "Đỏ")
    services.change_stock(product=scarf, by_how_many=-10, record_id=ivory.pk)
    assert shown(scarf) == (200_000, 200_000, Availability.IN_STOCK)
    services.change_stock(product=scarf, by_how_many=-1, record_id=red.pk)
    assert shown(scarf) == (180_000, 200_000, Availability.SOLD_OUT)


def test_record_that_is_none_of_the_variants_counts_for_nothing(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    first = scarf.stockrecords.first()
    get_model("partner", "StockRecord").objects.create(
        product=scarf, partner=first.partner, partner_sku="X", price=5_000, num_in_stock=9
    )
    assert shown(scarf) == (180_000, 200_000, Availability.IN_STOCK)
    choices = choices_of(read_product(scarf.pk).offers, made_to_order=False)
    assert [each.label for each in choices.all] == ["Ngà", "Đỏ"]


def test_product_without_variants_says_no_highest_price(scarf):
    services.sync_stock([scarf.pk])
    assert shown(scarf) == (180_000, None, Availability.IN_STOCK)


def test_variant_that_is_left_out_keeps_its_record_without_a_price(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    red = factories.variant_of(scarf, "Đỏ")
    keep(scarf, told("Ngà", pk=factories.variant_of(scarf, "Ngà").pk))
    red.refresh_from_db()
    red.record.refresh_from_db()
    assert (red.is_offered, red.record.price, red.record.num_in_stock) == (False, None, 4)
    assert [each.label for each in offered(scarf)] == ["Ngà"]
    assert shown(scarf) == (180_000, 180_000, Availability.IN_STOCK)


def test_variant_comes_back_by_its_name_with_its_record_and_what_orders_hold(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    red = record_of(scarf, "Đỏ")
    get_model("partner", "StockRecord").objects.filter(pk=red.pk).update(num_allocated=2)
    keep(scarf, told("Ngà"))
    keep(scarf, told("Ngà"), told("Đỏ", price=210_000, stock=5))
    back = record_of(scarf, "Đỏ")
    assert (back.pk, back.price, back.num_in_stock, back.num_allocated) == (red.pk, 210_000, 7, 2)


def test_words_weight_and_order_of_a_variant_change_without_its_price(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    ivory, red = factories.variant_of(scarf, "Ngà"), factories.variant_of(scarf, "Đỏ")
    keep(scarf, told("Đỏ son", pk=red.pk, price=5, weight_g=350), told("Ngà", pk=ivory.pk))
    assert [each.label for each in offered(scarf)] == ["Đỏ son", "Ngà"]
    red.refresh_from_db()
    assert (red.weight_g, record_of(scarf, "Đỏ son").price) == (350, 200_000)


def test_variant_of_another_product_is_not_taken(scarf):
    other = factories.make_variants(factories.make_product())
    foreign = factories.variant_of(other, "S")
    keep(scarf, told("Ngà", pk=foreign.pk), told("Đỏ", price=200_000, stock=1))
    foreign.refresh_from_db()
    assert (foreign.product, foreign.label) == (other, "S")
    assert len(offered(scarf)) == 2


def test_codes_are_the_makers_own_and_never_twice(scarf):
    other = factories.make_product(scarf.producer)
    taken = other.stockrecords.get().partner_sku
    keep(scarf, told("Ngà", code="NGA-1"), told("Đỏ", price=200_000, code=taken))
    assert record_of(scarf, "Ngà").partner_sku == "NGA-1"
    assert record_of(scarf, "Đỏ").partner_sku == f"{scarf.code}-1"


def test_price_and_stock_of_a_product_with_variants_are_nobodys(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    with pytest.raises(services.WhichVariant) as refused:
        services.set_price(product=scarf, price=5_000)
    assert "Sản phẩm này có nhiều phân loại: giá và tồn kho ghi cho từng phân loại" in str(
        refused.value
    )
    with pytest.raises(services.WhichVariant):
        services.change_stock(product=scarf, by_how_many=1)
    with pytest.raises(services.WhichVariant):
        services.count_stock(product=scarf, counted=1, seen=10)


def test_record_of_another_product_or_of_a_retired_variant_takes_no_price(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, stock=4))
    red, other = record_of(scarf, "Đỏ"), factories.make_product(scarf.producer)
    keep(scarf, told("Ngà"))
    for record in (red, other.stockrecords.get()):
        with pytest.raises(services.NotItsOwn):
            services.set_price(product=scarf, price=5_000, record_id=record.pk)


def test_goods_are_named_and_weighed_by_their_variant(scarf):
    keep(scarf, told("Ngà"), told("Đỏ", price=200_000, weight_g=350))
    assert named("Khăn", record_of(scarf, "Đỏ")) == "Khăn, Đỏ"
    assert weight_of(scarf, record_of(scarf, "Đỏ")) == 350
    assert weight_of(scarf, record_of(scarf, "Ngà")) == 300
    plain = factories.make_product(weight_g=90, cover="a.jpg")
    record = plain.stockrecords.get()
    assert (named("Khăn", record), weight_of(plain, record)) == ("Khăn", 90)
    assert picture_name(plain, record) == "a.jpg"


@pytest.mark.parametrize(("length", "kept"), [(251, 251), (252, 252), (253, 252)])
def test_long_name_leaves_room_for_the_variant(length, kept):
    title = with_label("x" * length, "S")
    assert title == "x" * kept + ", S"
    assert len(title) <= MOST_SIGNS
