"""What a producer may set at once: a product's own, or each of its variants that is offered."""

import pytest
from django.http import Http404

from catalogue.models import Product, Publication
from catalogue.products.variants import Told, keep_variants
from marketplace.sell.offered import Together, offered, offers_of, with_offers
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf():
    made = factories.make_product(title="Khăn", price=100_000, stock=3)
    return factories.make_variants(made, "Ngà", "Đỏ", axis="colour")


def test_product_without_variants_is_one_offer_of_its_own():
    product = factories.make_product(title="Ấm", price=80_000, stock=2)
    (offer,) = offers_of(product)
    assert (offer.title, offer.price, offer.in_stock, offer.record_id) == ("Ấm", 80_000, 2, None)
    assert offered(product).product == product


def test_product_without_a_record_has_nothing_set():
    product = factories.make_product()
    product.stockrecords.all().delete()
    (offer,) = offers_of(product)
    assert (offer.price, offer.in_stock, offer.held) == (None, None, 0)


def test_each_variant_is_an_offer_but_those_that_are_offered_no_more(scarf):
    assert [each.title for each in offers_of(scarf)] == ["Khăn, Ngà", "Khăn, Đỏ"]
    ivory = factories.variant_of(scarf, "Ngà")
    keep_variants(product=scarf, axis="colour", told=[Told({"vi": "Ngà"}, pk=ivory.pk)])
    assert [each.record_id for each in offers_of(scarf)] == [ivory.record_id]


def test_offer_is_the_one_that_is_asked_for(scarf):
    red = factories.variant_of(scarf, "Đỏ")
    assert offered(scarf).variant.label == "Ngà"
    assert offered(scarf, str(red.pk)).record_id == red.record_id
    with pytest.raises(Http404):
        offered(scarf, "0")


def test_list_reads_all_offers_in_two_queries(scarf, django_assert_num_queries):
    factories.make_product(scarf.producer)
    with django_assert_num_queries(2):
        products = list(with_offers(Product.objects.order_by("pk")))
        assert [len(offers_of(product)) for product in products] == [2, 1]


def test_offers_of_a_product_are_summed(scarf):
    together = Together(offers_of(scarf))
    assert (together.has_variants, together.in_stock, together.held) == (True, 10, 0)
    assert together.prices == [100_000, 150_000]
    assert not together.is_sold_out


@pytest.mark.parametrize(
    ("publication", "states"),
    [
        (Publication.PUBLISHED, (True, False, False)),
        (Publication.HIDDEN, (False, True, False)),
        (Publication.WITHDRAWN, (False, False, True)),
    ],
)
def test_offer_stands_where_its_product_does(publication, states):
    offer = offered(factories.make_product(publication=publication))
    assert (offer.is_sold, offer.is_hidden, offer.is_withdrawn) == states
