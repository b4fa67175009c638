"""A producer sets what delivery costs, sees what that makes, and goes back to the market's."""

import pytest
from django.utils import timezone

from marketplace.shipping.models import DeliveryRate
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/delivery/"
ANSWER = {
    "first_charge": "15.000",
    "first_grams": "1.000",
    "next_kg_charge": "3.000",
    "free_from": "500.000",
    "days_min": "1",
    "days_max": "2",
}


def answer(**more) -> dict[str, str]:
    return ANSWER | {"valid_from": f"{timezone.localdate():%Y-%m-%d}"} | more


def test_own_charge_is_set_shown_and_taken_away(client, producer, owner):
    client.force_login(owner)
    page = client.get(LIST).content.decode()
    assert page.count("Đặt phí riêng") == 3
    assert client.post(f"{LIST}city/", answer())["Location"] == LIST
    rate = DeliveryRate.objects.get(producer=producer)
    assert (rate.zone, rate.first_charge, rate.free_from) == ("city", 15_000, 500_000)
    page = client.get(LIST).content.decode()
    assert "15.000" in page and "Dùng phí của chợ" in page and owner.email in page
    assert client.post(f"{LIST}city/market/").status_code == 302
    assert not DeliveryRate.objects.filter(producer=producer).exists()


def test_refused_charge_stays_on_the_form(client, owner):
    client.force_login(owner)
    response = client.post(f"{LIST}city/", answer(days_max="0"))
    assert response.status_code == 422
    assert "Số này nhỏ hơn số ngày ít nhất." in response.content.decode()
    assert 'value="15.000"' in response.content.decode()


def test_packers_accountants_and_strangers_set_none(client, producer, stranger):
    people = [
        factories.make_member(producer, f"{r}@example.com", role=r)
        for r in ("packer", "accountant")
    ]
    for person in (*people, stranger):
        client.force_login(person)
        assert client.get(LIST).status_code == 403
        assert client.post(f"{LIST}city/", answer()).status_code == 403
    assert not DeliveryRate.objects.filter(producer=producer).exists()


def test_zone_that_is_none_is_not_found(client, owner):
    client.force_login(owner)
    assert client.get(f"{LIST}moon/").status_code == 404
    assert client.post(f"{LIST}moon/market/").status_code == 404
    assert client.get(f"{LIST}city/market/").status_code == 405
