"""What a back office saves shows at once, whoever saved it."""

import pytest

from catalogue.facts.models import FactAsked, FactWord
from catalogue.facts.services import keep_facts
from catalogue.models import Availability, Product
from tests.catalogue.search.conftest import goods, made_goods  # noqa: F401 - fixtures
from tests.offers import set_price_and_stock

pytestmark = pytest.mark.django_db


def test_what_a_back_office_saves_on_a_stock_record_shows_at_once(goods, client):  # noqa: F811
    sauce = goods["sauce"]
    record = sauce.stockrecords.get()
    record.price, record.num_in_stock = 77_000, 0
    record.save()
    card = client.get("/en/products/?q=fish+sauce").context["cards"][0]
    assert (card.stock_state, "77,000" in card.price_text) == ("out", True)
    page = client.get(sauce.get_absolute_url().replace("/vi/", "/en/")).content.decode()
    assert "77,000" in page


def test_a_saved_product_keeps_the_price_of_its_stock_record(goods):  # noqa: F811
    stale = Product.objects.get(pk=goods["sauce"].pk)
    set_price_and_stock(product=goods["sauce"], price=88_000, in_stock=0)
    stale.made_to_order = True
    stale.save()
    stale.refresh_from_db()
    assert (stale.price, stale.availability) == (88_000, Availability.MADE_TO_ORDER)


def test_a_renamed_word_of_a_fact_shows_in_the_facet_at_once(product, client):
    keep_facts({product.pk: {"glaze": ["celadon"]}})
    said = lambda: client.get("/vi/products/?glaze=celadon").content.decode()  # noqa: E731
    assert "Men ngọc" in said()
    word = FactWord.objects.get(fact="glaze", code="celadon")
    word.name_vi = "Men xanh ngọc bích"
    word.save()
    page = said()
    assert "Men xanh ngọc bích" in page and product.title in page
    keep_facts({product.pk: {}})
    assert client.get("/vi/products/?glaze=celadon").context["total"] == 0


def test_what_a_law_asks_from_now_on_is_marked_at_once(product, client):
    keep_facts({product.pk: {"height": "12"}})
    path = product.get_absolute_url()
    assert "product-facts__law" not in client.get(path).content.decode()
    FactAsked.objects.get(ocop_set=product.ocop_set, fact="height").delete()
    FactAsked.objects.create(ocop_set=product.ocop_set, fact="height", law="Thông tư 1/2027")
    assert "Thông tư 1/2027" in client.get(path).content.decode()
