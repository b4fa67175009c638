"""Copies on a product stay true to their sources; price, stock and publication change by rule."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from oscar.core.loading import get_model

from catalogue.models import Availability, OcopSet, Product, Publication
from catalogue.products.pictures import WIDTHS, variant_name
from catalogue.products.services import (
    NotPublished,
    StockIsHeld,
    add_picture,
    availability_of,
    change_stock,
    count_stock,
    publish_product,
    search_text_of,
    set_price,
    sync_cover,
    sync_stock,
    withdraw_product,
)
from catalogue.search.models import Waiting
from marketplace.files.sizes import draw_sizes
from tests import factories
from tests.catalogue.products.test_pictures import drawn


def touched() -> set[int]:
    """Products that the search index has been told of."""
    return set(Waiting.objects.filter(kind="product").values_list("object_pk", flat=True))


def record_of(product):
    return get_model("partner", "StockRecord").objects.get(product=product)


# Availability ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made_to_order", "in_stock", "allocated", "told"),
    [
        (False, 0, 0, Availability.SOLD_OUT),
        (False, 1, 0, Availability.IN_STOCK),
        (False, 3, 2, Availability.IN_STOCK),
        (False, 3, 3, Availability.SOLD_OUT),
        (False, 3, 4, Availability.SOLD_OUT),
        (True, 0, 0, Availability.MADE_TO_ORDER),
        (True, 5, 0, Availability.MADE_TO_ORDER),
    ],
)
def test_product_is_in_stock_while_more_are_there_than_held(
    made_to_order, in_stock, allocated, told
):
    found = availability_of(made_to_order=made_to_order, in_stock=in_stock, allocated=allocated)
    assert found == told


@given(in_stock=st.integers(0, 50), allocated=st.integers(0, 50))
def test_one_more_on_the_shelf_never_sells_it_out(in_stock, allocated):
    def told(in_stock: int) -> int:
        return availability_of(made_to_order=False, in_stock=in_stock, allocated=allocated)

    assert told(in_stock) <= told(in_stock + 1)


@pytest.mark.parametrize(
    ("record", "copied"),
    [
        ({"price": 90_000}, (90_000, Availability.IN_STOCK)),
        ({"price": None}, (None, Availability.IN_STOCK)),
        ({"num_in_stock": 0}, (250_000, Availability.SOLD_OUT)),
        ({"num_in_stock": 1}, (250_000, Availability.IN_STOCK)),
        ({"num_in_stock": None}, (250_000, Availability.SOLD_OUT)),
        ({"num_in_stock": 1, "num_allocated": None}, (250_000, Availability.IN_STOCK)),
        ({"num_in_stock": 1, "num_allocated": 1}, (250_000, Availability.SOLD_OUT)),
    ],
)
def test_price_and_availability_follow_the_stock_record(product, record, copied):
    old = timezone.now() - datetime.timedelta(days=1)
    Product.objects.update(date_updated=old)
    get_model("partner", "StockRecord").objects.update(**record)
    sync_stock(iter([product.pk]))
    product.refresh_from_db()
    assert (product.price, product.availability) == copied
    assert (product.date_updated > old) is (copied != (250_000, Availability.IN_STOCK))


def test_what_is_made_to_order_is_never_sold_out(product):
    Product.objects.update(made_to_order=True)
    sync_stock([product.pk])
    product.refresh_from_db()
    assert product.availability == Availability.MADE_TO_ORDER


def test_every_product_named_has_news_and_no_other(product):
    other = factories.make_product()
    Waiting.objects.all().delete()
    Product.objects.filter(pk=other.pk).update(price=1)
    sync_stock([product.pk])
    other.refresh_from_db()
    assert touched() == {product.pk}
    assert other.price == 1


# The cover ---------------------------------------------------------------------------------


def test_cover_is_the_first_picture_and_follows_it(product):
    images = get_model("catalogue", "ProductImage").objects
    made = {
        name: images.create(product=product, original=f"{name}.png", display_order=order)
        for name, order in (("b", 1), ("a", 0), ("c", 2))
    }
    images.create(product=factories.make_product(), original="other.png", display_order=0)

    def cover() -> str:
        Product.objects.update(cover="?")
        Waiting.objects.all().delete()
        sync_cover(product.pk)
        assert touched() == {product.pk}
        product.refresh_from_db()
        return product.cover

    assert cover() == "a.png"
    made["a"].delete()
    assert cover() == "b.png"
    images.filter(product=product).delete()
    assert cover() == ""


def test_sync_of_a_cover_leaves_other_products_alone(product):
    other = factories.make_product()
    Product.objects.update(cover="?")
    sync_cover(product.pk)
    other.refresh_from_db()
    assert other.cover == "?"


# What is searched --------------------------------------------------------------------------


def test_search_text_has_every_name_folded():
    village = factories.Village(name="Bát Tràng", craft_vi="gốm sứ", craft_en="ceramics")
    product = Product(
        code="P000012",
        gtin="08930001234567",
        title_vi="Lọ hoa",
        title_en="Vase",
        title_ind="Vas",
        summary_vi="Vẽ tay",
        summary_en="",
        producer=factories.Producer(name="Gốm Ánh Hồng"),
        village=village,
        ocop_set=OcopSet(name_vi="Thủ công", name_en="Crafts"),
    )
    words = " ".join(search_text_of(product).split())
    assert words == (
        "p000012 08930001234567 lo hoa vase vas ve tay "
        "gom anh hong bat trang gom su ceramics thu cong crafts"
    )


def test_search_text_of_a_bare_product_is_empty():
    assert search_text_of(Product()).strip() == ""


def test_search_text_ends_where_its_column_is_read():
    assert len(search_text_of(Product(title_vi="a" * 3998))) == 4000
    assert len(search_text_of(Product(title_vi="a" * 9000))) == 4000


# Price and stock ---------------------------------------------------------------------------


@pytest.mark.parametrize(("in_stock", "is_taken"), [(2, False), (3, True), (4, True)])
def test_stock_is_not_set_below_what_orders_hold(product, in_stock, is_taken):
    get_model("partner", "StockRecord").objects.update(num_allocated=3)
    if is_taken:
        assert count_stock(product=product, counted=in_stock, seen=10) == (10, in_stock)
    else:
        with pytest.raises(StockIsHeld):
            count_stock(product=product, counted=in_stock, seen=10)
    record = record_of(product)
    assert (record.num_in_stock, record.num_allocated) == (in_stock if is_taken else 10, 3)


def test_price_is_set_alone_and_its_copy_follows(product):
    assert set_price(product=product, price=9000) == 250_000
    product.refresh_from_db()
    assert (product.price, record_of(product).num_in_stock) == (9000, 10)


def test_empty_shelf_may_be_set_where_nothing_is_held(product):
    get_model("partner", "StockRecord").objects.update(num_allocated=None)
    count_stock(product=product, counted=0, seen=10)
    product.refresh_from_db()
    assert (product.price, product.availability) == (250_000, Availability.SOLD_OUT)


def test_stock_that_was_never_said_begins_at_none(product):
    get_model("partner", "StockRecord").objects.update(num_in_stock=None)
    assert change_stock(product=product, by_how_many=4) == (0, 4)


def test_product_without_a_stock_record_gets_one(product):
    other = factories.make_product()
    record_of(product).delete()
    assert set_price(product=product, price=9000) is None
    change_stock(product=product, by_how_many=2)
    record = record_of(product)
    assert (record.partner, record.partner_sku) == (product.producer.partner, product.code)
    assert (int(record.price), record.price_currency) == (9000, "VND")
    assert (record.num_in_stock, record.num_allocated) == (2, 0)
    product.refresh_from_db()
    assert (product.price, product.availability) == (9000, Availability.IN_STOCK)
    assert int(record_of(other).price) == 250_000


def test_price_and_its_copy_change_together_or_not_at_all(product, monkeypatch):
    monkeypatch.setattr("catalogue.listing.followers.sync_stock", lambda pks: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        set_price(product=product, price=9000)
    product.refresh_from_db()
    assert (int(record_of(product).price), product.price) == (250_000, 250_000)


# Publication -------------------------------------------------------------------------------


def test_first_publication_sets_the_day_and_later_ones_keep_it(product):
    Product.objects.update(
        publication=Publication.DRAFT, is_public=False, published_on=None, search_text=""
    )
    product.refresh_from_db()
    publish_product(product)
    product.refresh_from_db()
    first = product.published_on
    assert timezone.now() - datetime.timedelta(minutes=1) < first <= timezone.now()
    assert (product.publication, product.is_public) == (Publication.PUBLISHED, True)
    assert product.search_text == search_text_of(product) != ""
    publish_product(product)
    product.refresh_from_db()
    assert product.published_on == first


def test_publication_is_whole_or_not_at_all(product, monkeypatch):
    Product.objects.update(publication=Publication.DRAFT)
    product.refresh_from_db()
    monkeypatch.setattr("catalogue.listing.followers.sync_stock", lambda pks: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_product(product)
    product.refresh_from_db()
    assert product.publication == Publication.DRAFT


@pytest.mark.parametrize("times", [1, 2])
def test_withdrawn_product_stays_withdrawn(product, times):
    for _each in range(times):
        withdraw_product(product)
    assert product.publication == Publication.WITHDRAWN
    product.refresh_from_db()
    assert product.publication == Publication.WITHDRAWN


def test_second_withdrawal_writes_nothing(product):
    withdraw_product(product)
    product.refresh_from_db()
    before = product.date_updated
    withdraw_product(product)
    product.refresh_from_db()
    assert product.date_updated == before


def test_withdrawal_changes_nothing_else_and_follows_the_row(product):
    product.title_vi = "Không lưu"
    Product.objects.update(publication=Publication.WITHDRAWN)
    withdraw_product(product)  # what it was given is older than the row
    assert product.publication == Publication.WITHDRAWN
    product.refresh_from_db()
    assert product.title_vi != "Không lưu"


def test_draft_is_not_withdrawn(product):
    Product.objects.update(publication=Publication.DRAFT)
    with pytest.raises(NotPublished):
        withdraw_product(product)
    product.refresh_from_db()
    assert product.publication == Publication.DRAFT


def test_withdrawal_is_whole_or_not_at_all(product, monkeypatch):
    monkeypatch.setattr("catalogue.listing.followers.sync_stock", lambda pks: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        withdraw_product(product)
    product.refresh_from_db()
    assert product.publication == Publication.PUBLISHED


# Pictures ----------------------------------------------------------------------------------


def test_picture_is_kept_with_all_its_sizes_and_becomes_the_cover(product):
    file = ContentFile(drawn((40, 20)).read(), name="lo.png")
    picture = add_picture(product=product, file=file, caption="Lọ", order=2)
    assert (picture.product, picture.caption, picture.display_order) == (product, "Lọ", 2)
    storage, name = picture.original.storage, picture.original.name
    product.refresh_from_db()
    assert (product.cover, draw_sizes.call(name)) == ("", True)
    assert all(storage.exists(variant_name(name, width)) for width in WIDTHS)
    product.refresh_from_db()
    assert product.cover == name


def test_picture_without_words_comes_first(product):
    picture = add_picture(product=product, file=ContentFile(drawn().read(), name="a.png"))
    assert (picture.caption, picture.display_order) == ("", 0)
