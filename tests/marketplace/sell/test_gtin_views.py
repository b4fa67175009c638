"""The GTIN of a product in the portal: its own people enter it, a refusal keeps what was typed."""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.models import Product
from marketplace.listings.models import OfferChange
from tests import factories

pytestmark = pytest.mark.django_db
FILLED = {
    "gtin": "893 0001 234567",
    "company_prefix": "893 0001",
    "holder": "HTX Gốm",
    "starts_on": "2026-01-01",
    "ends_on": "2099-12-31",
}


def address(product) -> str:
    with translation.override("en"):
        return reverse("sell:gtin", args=[product.pk])


def send(client, product, **more):
    return client.post(address(product), FILLED | {"key": uuid4()} | more)


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def gtin_of(product) -> str | None:
    return Product.objects.values_list("gtin", flat=True).get(pk=product.pk)


def test_a_stranger_and_another_producer_find_nothing_and_a_packer_may_not(
    client, product, stranger
):
    other = factories.make_member(factories.make_producer())
    packer = factories.make_member(product.producer, role="packer")
    for person, answer in ((None, 302), (stranger, 403), (other, 404), (packer, 403)):
        if person:
            client.force_login(person)
        assert client.get(address(product)).status_code == answer
        assert send(client, product).status_code == answer
    assert gtin_of(product) is None


def test_a_gtin_is_entered_with_its_licence_once_and_kept_with_its_maker(client, product, owner):
    client.force_login(owner)
    key = uuid4()
    for _twice in range(2):
        answer = send(client, product, key=key)
        assert answer.status_code == 302
    assert gtin_of(product) == "08930001234567"
    [change] = product.offer_changes.all()
    assert (change.what, change.before, change.after) == ("gtin", 0, 8930001234567)
    assert change.by == owner
    shown = words_of(client.get(address(product)))
    for value in ("8930001234567", "8930001", "HTX Gốm", "2099-12-31"):
        assert f'value="{value}"' in shown
    listed = words_of(client.get(f"/en/sell/products/{product.pk}/offer/"))
    assert "8930001234567" in listed


def test_a_refused_number_says_why_beside_its_field_and_loses_nothing(client, product, owner):
    client.force_login(owner)
    for typed, said in (
        ({"gtin": "123"}, "A GTIN has 8, 12, 13 or 14 digits"),
        ({"gtin": "8930001234568"}, "after these it would be 7"),
        ({"company_prefix": "8930002"}, "does not begin with the prefix 8930002"),
        ({"ends_on": "2026-02-01"}, "The licence ended on"),
        ({"holder": ""}, "A GTIN comes with its licence: fill this in."),
        ({"starts_on": "soon"}, "Enter a valid date"),
    ):
        answer = send(client, product, **typed)
        assert answer.status_code == 422
        assert said in words_of(answer)
        kept = FILLED | typed
        assert f'value="{kept["gtin"]}"' in words_of(answer)
        assert "HTX Gốm" in words_of(answer) or "holder" in typed
    assert gtin_of(product) is None
    assert not OfferChange.objects.exists()


def test_an_empty_number_takes_it_off_again(client, product, owner):
    client.force_login(owner)
    send(client, product)
    send(client, product, gtin="")
    assert gtin_of(product) is None
    assert [change.after for change in product.offer_changes.all()] == [0, 8930001234567]


def test_the_next_product_begins_with_the_licence_of_the_last(client, product, owner):
    client.force_login(owner)
    send(client, product)
    shown = words_of(client.get(address(factories.make_product(product.producer))))
    assert 'value="8930001"' in shown
    assert 'value="8930001234567"' not in shown
