"""The finance desk and a producer's money pages: who may see, what they show, two people."""

import datetime

import pytest
from django.utils import timezone

from marketplace.discounts.models import Voucher
from marketplace.ledger.models import Adjustment, Transaction
from marketplace.ledger.queries import balance_of, balances
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


def test_adjustment_is_asked_and_decided_by_two(client, desk, producer):
    factories.make_sale(producer)
    client.force_login(desk[0])
    answers = {"account": f"producer:{producer.pk}", "against": "platform:commission"}
    bad = client.post("/en/finance/adjustments/new/", answers | {"amount": "0", "reason": "x"})
    assert bad.status_code == 422
    client.post("/en/finance/adjustments/new/", answers | {"amount": "5000", "reason": "Vỡ"})
    asked = Adjustment.objects.get()
    client.post(f"/en/finance/adjustments/{asked.pk}/agree/")
    assert balance_of(producer) == 115_000
    client.force_login(desk[1])
    client.post(f"/en/finance/adjustments/{asked.pk}/agree/")
    assert balance_of(producer) == 120_000


def test_a_voucher_of_the_desk_that_is_shared_waits_for_the_producer(client, desk, producer, owner):
    client.force_login(desk[0])
    answers = {
        "code": "doi ta",
        "name": "Nửa nửa",
        "kind": "percent",
        "percent": "10",
        "platform_share": "50",
        "minimum_goods": "0",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
        "max_uses_per_buyer": "1",
        "is_active": "on",
    }
    refused = client.post("/en/finance/vouchers/new/", answers)
    assert "producer" in refused.context["form"].errors
    client.post("/en/finance/vouchers/new/", answers | {"producer": producer.pk})
    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.is_running) == ("DOITA", False)
    client.force_login(owner)
    assert client.get("/en/sell/vouchers/").status_code == 200
    client.post(f"/en/sell/vouchers/{voucher.pk}/agree/", {"terms": voucher.terms_key})
    voucher.refresh_from_db()
    assert voucher.is_running
    assert (
        client.get(f"/en/sell/vouchers/{voucher.pk}/").status_code == 404
    )  # not its own to change


def test_what_a_producer_paid_and_what_the_tax_office_got_are_posted_once(client, desk, producer):
    producer.kind = "household"
    producer.save()
    last = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    days_ago = (timezone.localdate() - last).days
    factories.make_sale(producer, days_ago=days_ago, withheld_vat=1_000, withheld_income=500)
    client.force_login(desk[0])
    page = f"/en/finance/tax/{last.year}-{last.month}/"
    for _twice in range(2):
        client.post(f"{page}paid/")
    assert "Paid over on" in client.get(page).content.decode()
    assert balances("tax") == {}
    this_month = timezone.localdate()
    client.post(f"/en/finance/tax/{this_month.year}-{this_month.month}/paid/")
    assert client.get("/en/finance/tax/1-1/").status_code == 404
    assert Transaction.objects.filter(kind="tax_paid").count() == 1
    before = balance_of(producer)
    url = f"/en/finance/producers/{producer.slug}/money-in/"
    for amount in ("7000", "7000", "8000", "-1"):
        client.post(url, {"reference": "FT9", "amount": amount})
    assert balance_of(producer) == before + 7_000
