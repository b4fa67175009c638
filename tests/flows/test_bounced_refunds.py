"""Refunds that the bank sends back: before they were noted as paid, and after."""

import pytest

from marketplace.gateways.models import BankTransfer, Refund
from marketplace.gateways.refunds import (
    RefundMoved,
    confirm_paid,
    fail_bank_refund,
    name_account,
    note_came_back,
    promise_refund,
)
from marketplace.gateways.transfers import (
    record_transfer,
    return_transfer,
)
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import Entry
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, PurchaseEvent
from tests import factories
from tests.flows.sale import paid

ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "LAN"}
OTHER = {"bank_bin": "970418", "account": "998877", "account_name": "LAN"}

pytestmark = pytest.mark.usefixtures("code_was_given")


@pytest.fixture
def purchase(db):
    return paid([(factories.make_product(price=250_000, stock=4), 1)])


@pytest.fixture
def refund(purchase, staff) -> Refund:
    """A refund that was noted as paid."""
    found = promise_refund(purchase=purchase, amount=100_000, key="k", reason="returned")[0]
    name_account(refund=found, **ACCOUNT)
    confirm_paid(refund=found, by=staff, reference="FT1")
    found.refresh_from_db()
    return found


def books(key: str) -> int:
    return sum(Entry.objects.filter(account__key=key).values_list("amount", flat=True))


def came_back(refund, by, paid_round: int = 1, failure: str = "Sai tên"):
    return note_came_back(refund=refund, paid_round=paid_round, failure=failure, by=by)


def test_paid_refund_that_comes_back_is_owed_and_paid_again(refund, purchase, staff):
    before = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    assert [came_back(refund, staff) for _twice in range(2)] == [True, False]
    refund.refresh_from_db()
    assert (refund.state, refund.failure, refund.round) == ("needs_account", "Sai tên", 2)
    assert (refund.reference, refund.paid_at, refund.paid_by) == ("", None, None)
    after = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    assert after == (before[0] + 100_000, before[1] - 100_000)
    event = PurchaseEvent.objects.get(code="refund_came_back")
    assert (event.by, event.detail["reference"]) == (staff, "FT1")
    name_account(refund=refund, **OTHER)
    assert confirm_paid(refund=refund, by=staff, reference="FT2")
    assert not came_back(refund, staff)  # said again of the first payment
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("paid", "FT2")
    assert (books(f"buyer:{purchase.number}"), books("gateway:vietqr")) == before
    assert refund.payment.refunded == 100_000
    assert find_faults() == []


def test_buyer_is_told_and_asked_for_another_account_once(refund, staff):
    for _twice in range(2):
        came_back(refund, staff)
    mail = compose(MailMessage.objects.get(template="refund_bounced"))
    assert f"/refunds/{refund.pk}/" in mail.body
    assert "100.000" in mail.subject


def test_only_a_bank_refund_that_was_paid_can_come_back(refund, purchase, staff):
    with pytest.raises(ValueError, match="reason"):
        came_back(refund, staff, failure="  ")
    with pytest.raises(RefundMoved):
        came_back(refund, staff, paid_round=2)
    other = promise_refund(purchase=purchase, amount=1_000, key="o", reason="returned")[0]
    with pytest.raises(RefundMoved):
        came_back(other, staff)
    Refund.objects.filter(pk=refund.pk).update(way="card")
    with pytest.raises(RefundMoved):
        came_back(refund, staff)
    assert not PurchaseEvent.objects.filter(code="refund_came_back").exists()


def test_refund_that_bounced_before_it_was_noted_posts_nothing(purchase, staff):
    found = promise_refund(purchase=purchase, amount=100_000, key="k", reason="returned")[0]
    name_account(refund=found, **ACCOUNT)
    before = books("gateway:vietqr")
    fail_bank_refund(refund=found, failure="Đóng")
    assert books("gateway:vietqr") == before
    assert MailMessage.objects.filter(template="refund_bounced").count() == 1


def test_buyer_is_mailed_of_every_account_that_is_named_by_its_last_digits(purchase, client):
    purchase.language = "en"
    purchase.save()
    found = promise_refund(purchase=purchase, amount=100_000, key="k", reason="returned")[0]
    page = f"/en/purchases/{purchase.token}/refunds/{found.pk}/"
    for account in (ACCOUNT, ACCOUNT, OTHER, ACCOUNT):  # the second is a double click
        assert client.post(page, account).status_code == 302
    mails = MailMessage.objects.filter(template="refund_account_named").order_by("pk")
    named, changed, back = [compose(mail) for mail in mails]
    assert {mail.to for mail in mails} == {purchase.email}
    assert "was named" in named.subject
    assert "ending in 2233" in named.body
    assert "was changed" in changed.subject
    assert "ending in 8877" in changed.body
    assert "ending in 2233" in back.body
    assert page in changed.body
    for mail in (named, changed, back):
        assert "If this was not you" in mail.body
        assert ACCOUNT["account"] not in mail.body + mail.alternatives[0].content
        assert OTHER["account"] not in mail.body + mail.alternatives[0].content


def test_account_that_could_not_be_named_mails_nobody(refund, client, purchase, staff):
    count = MailMessage.objects.filter(template="refund_account_named").count()
    with pytest.raises(RefundMoved):
        name_account(refund=refund, **OTHER)
    client.post(f"/en/purchases/{purchase.token}/refunds/{refund.pk}/", OTHER | {"account": "x"})
    stray = record_transfer(
        {"reference": "FT9", "amount": 70_000, "purpose": "?", "booked_at": None}
    )
    name_account(refund=return_transfer(transfer=stray, by=staff), **ACCOUNT)
    assert MailMessage.objects.filter(template="refund_account_named").count() == count


def stray(amount: int = 100_000, reference: str = "FT20") -> BankTransfer:
    """Money that a statement shows without a purchase, as a bounced refund is."""
    return record_transfer(
        {"reference": reference, "amount": amount, "purpose": "TRA LAI", "booked_at": None}
    )
