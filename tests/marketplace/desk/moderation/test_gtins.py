"""GTINs at the desk: found by any of a product's names, entered and mended by moderators alone."""

import datetime
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from catalogue.models import Product
from catalogue.products.services import publish_product
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/sell/review/gtins/"


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def filled(**more) -> dict:
    return {
        "gtin": "8930001234567",
        "company_prefix": "8930001",
        "holder": "HTX Gốm",
        "starts_on": "2026-01-01",
        "ends_on": "2099-12-31",
        "key": uuid4(),
    } | more


def test_the_desk_is_closed_to_others(client, product, owner, stranger):
    for person in (None, stranger, owner, factories.make_officer()):
        if person:
            client.force_login(person)
        for response in (
            client.get(LIST),
            client.get(f"{LIST}{product.pk}/"),
            client.post(f"{LIST}{product.pk}/", filled()),
        ):
            assert response.status_code == 302
            assert "/account/login/" in response["Location"]
    assert not Product.objects.exclude(gtin=None).exists()


def test_a_moderator_enters_a_number_and_reads_why_one_is_refused(client, product, staff):
    client.force_login(staff)
    page = f"{LIST}{product.pk}/"
    refused = client.post(page, filled(gtin="8930001234568"))
    assert refused.status_code == 422
    assert "after these it would be 7" in words_of(refused)
    assert client.post(page, filled())["Location"] == LIST
    product.refresh_from_db()
    assert product.gtin == "08930001234567"
    assert staff.email in words_of(client.get(page))
    assert client.get(f"{LIST}999999999/").status_code == 404


def test_products_are_found_by_number_code_and_words(client, product, staff):
    factories.give_gtin(product, "08930001234567")
    publish_product(product)
    other = factories.make_product(title="Nón lá")
    publish_product(other)
    client.force_login(staff)
    for text in ("893 0001 234567", product.code, "lo hoa"):
        shown = words_of(client.get(LIST, {"q": text}))
        assert f"{LIST}{product.pk}/" in shown
        assert f"{LIST}{other.pk}/" not in shown
    assert "No product is like that." in words_of(client.get(LIST, {"q": "8930001234574"}))


def test_licences_are_listed_with_what_ends_soon_on_top(client, product, staff):
    today = timezone.localdate()
    for prefix, days in (("8930003", 300), ("8930001", 10), ("8930002", -1)):
        ends = today + datetime.timedelta(days=days)
        factories.make_licence(product.producer, prefix, ends_on=ends)
    factories.give_gtin(product, "08930001234567")
    client.force_login(staff)
    shown = words_of(client.get(LIST))
    assert shown.index("8930002") < shown.index("8930001") < shown.index("8930003")
    assert (shown.count("ends soon"), shown.count(">ended<")) == (1, 1)
