"""What a search of the desk finds: by what people hold in their hands."""

import pytest

from marketplace.aftersale.models import Document
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import confirm_paid, name_account
from marketplace.ledger.models import AuditRecord
from marketplace.ledger.payouts import approve_batch, confirm_line, propose_batch
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


def test_search_finds_by_order_purchase_and_bank_reference(client, desk, producer):
    number = factories.make_sale(producer)
    client.force_login(desk[0])
    typed = (f" {number.lower()}. ", f"{number[:3]} {number[3:]}", f"\u200b{number}\u202c")
    for text in (number, f"{number}-1", f"FT{number}", *typed):
        found = client.get("/en/finance/search/", {"q": text}).context["transactions"]
        assert found, text
        assert client.get(f"/en/finance/transactions/{found[0].pk}/").status_code == 200
    assert client.get("/en/finance/search/", {"q": "' OR 1=1"}).context["transactions"] == []
    record = AuditRecord.objects.filter(page="finance:search").first()
    assert record.subject == "' OR 1=1"


def test_search_finds_by_what_people_hold_in_their_hands(client, desk, producer):
    vase = factories.make_product(producer, price=100_000, stock=9, weight_g=100)
    bought = paid([(vase, 2)])
    order = bought.orders.get()
    cancel_order(order=order, key="c", side="buyer", reason="other", by=None)
    refund = Refund.objects.get()
    name_account(refund=refund, bank_bin="970436", account="123456", account_name="LAN")
    confirm_paid(refund=refund, by=desk[0], reference="FTHOAN9")
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    batch = propose_batch(by=desk[0])
    approve_batch(batch=batch, by=desk[1])
    line = batch.lines.get()
    confirm_line(line=line, by=desk[1], outside_reference="FTCHI7")
    receipt = Document.objects.get(kind="receipt")
    client.force_login(desk[0])
    for text, kind in (
        (bought.number.lower(), "sale"),
        (f"MBVCB 99 ocop{bought.number.replace('-', '')} ck", "payment"),
        ("FTHOAN9", "refund_paid"),
        (receipt.code.lower(), "sale"),
        ("FTCHI7", "payout_paid"),
        (batch.number, "payout"),
        (line.reference, "payout"),
    ):
        found = client.get("/en/finance/search/", {"q": text}).context["transactions"]
        assert kind in {row.kind for row in found}, text
