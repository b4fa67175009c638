"""Payouts at the desk: two people, each line once, a reason for what failed."""

import io

import pytest
from openpyxl import load_workbook

from marketplace.ledger.models import PayoutBatch, Transaction
from marketplace.ledger.queries import balance_of
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


def test_payout_by_two_people_from_proposal_to_paid(client, desk, producer, owner):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/en/finance/payouts/propose/")
    batch = PayoutBatch.objects.get()
    page = f"/en/finance/payouts/{batch.number}/"
    client.post(f"{page}approve/")
    batch.refresh_from_db()
    assert batch.state == "proposed"  # not by who proposed it
    client.force_login(desk[1])
    assert client.get(f"{page}bank.csv").status_code == 404  # not before it is approved
    client.post(f"{page}approve/")
    line = batch.lines.get()
    assert (line.state, balance_of(producer)) == ("approved", 0)
    rows = client.get(f"{page}bank.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[1:] == [
        "0011002233",
        "NGUYEN THI HONG",
        "Vietcombank",
        "970436",
        "115000",
        line.reference,
    ]
    sheet = load_workbook(io.BytesIO(client.get(f"{page}bank.xlsx").content)).active
    assert [cell.value for cell in sheet[2]][1] == "0011002233"
    assert b"<svg" in client.get(f"/en/finance/payout/{line.pk}/qr.svg").content
    assert client.get(page).status_code == 200
    for _twice in range(2):
        client.post(f"/en/finance/payout/{line.pk}/paid/", {"text": "FT2611"})
    line.refresh_from_db()
    batch.refresh_from_db()
    assert (line.state, line.outside_reference, batch.state) == ("paid", "FT2611", "done")
    assert MailMessage.objects.filter(template="payout_paid", to=owner.email).count() == 1
    assert Transaction.objects.filter(kind="payout_paid").count() == 1


def test_failed_payout_needs_a_reason_and_is_owed_again(client, desk, producer):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/en/finance/payouts/propose/")
    client.force_login(desk[1])
    batch = PayoutBatch.objects.get()
    client.post(f"/en/finance/payouts/{batch.number}/approve/")
    line = batch.lines.get()
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": " "})
    line.refresh_from_db()
    assert line.state == "approved"
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "Wrong name"})
    assert balance_of(producer) == 115_000


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def batch(client, desk, producer) -> PayoutBatch:
    """Proposed by the first of the desk."""
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/en/finance/payouts/propose/")
    return PayoutBatch.objects.get()


def test_who_proposed_a_batch_reads_that_another_has_to_approve_it(client, batch):
    page = f"/en/finance/payouts/{batch.number}/"
    answer = client.post(f"{page}approve/", follow=True)
    assert messages_of(answer)[-1] == "Somebody else has to do this: you made it yourself."
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_a_batch_that_was_rejected_meanwhile_is_not_approved(client, desk, batch):
    page = f"/en/finance/payouts/{batch.number}/"
    client.force_login(desk[1])
    client.post(f"{page}reject/")
    answer = client.post(f"{page}approve/", follow=True)
    assert messages_of(answer)[-1] == "This batch was rejected meanwhile."
    assert {line.state for line in batch.lines.all()} == {"dropped"}


def test_a_batch_that_was_approved_is_not_rejected(client, desk, batch):
    page = f"/en/finance/payouts/{batch.number}/"
    client.force_login(desk[1])
    client.post(f"{page}approve/")
    answer = client.post(f"{page}reject/", follow=True)
    assert messages_of(answer)[-1] == ("Somebody has decided on this already; nothing was changed.")
    assert {line.state for line in batch.lines.all()} == {"approved"}


def test_who_entered_an_account_does_not_check_it(client, desk, producer):
    account = factories.make_bank_account(producer, verified=False)
    type(account).objects.filter(pk=account.pk).update(created_by=desk[0])
    client.force_login(desk[0])
    answer = client.post(f"/en/finance/accounts/{account.pk}/verify/", follow=True)
    assert messages_of(answer) == ["Somebody else has to do this: you made it yourself."]
    account.refresh_from_db()
    assert account.verified_at is None
