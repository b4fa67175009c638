"""The market's own charges: set at the desk of moderators, who ask again who it is."""

import pytest
from django.utils import timezone

from marketplace.shipping.models import DeliveryRate, RateChange
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/review/delivery/"


def answer() -> dict[str, str]:
    return {
        "first_charge": "21.000",
        "first_grams": "1.000",
        "next_kg_charge": "3.000",
        "free_from": "",
        "days_min": "1",
        "days_max": "2",
        "valid_from": f"{timezone.localdate():%Y-%m-%d}",
    }


def test_moderator_sets_what_counts_for_all(client, staff):
    client.force_login(staff)
    assert client.get(LIST).status_code == client.get(f"{LIST}country/").status_code == 200
    assert client.post(f"{LIST}country/", answer())["Location"] == LIST
    newest = DeliveryRate.objects.filter(producer=None, zone="country").first()
    assert newest.first_charge == 21_000
    assert RateChange.objects.get().by == staff
    assert "21.000" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}moon/").status_code == 404


def test_producers_and_finance_do_not(client, producer, owner):
    for person in (owner, factories.make_accountant()):
        client.force_login(person)
        for answered in (client.get(LIST), client.post(f"{LIST}country/", answer())):
            assert answered.status_code in (302, 403)
    assert not RateChange.objects.exists()
