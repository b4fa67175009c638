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
    TransferMoved,
    bounces_like,
    record_transfer,
    return_transfer,
    settle_bounce,
)
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import AuditRecord, Entry
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, PurchaseEvent
from tests import factories
from tests.flows.sale import paid

ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "LAN"}
OTHER = {"bank_bin": "970418", "account": "998877", "account_name": "LAN"}


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


def test_desk_notes_with_a_reason_that_a_refund_came_back(client, refund):
    accountant = factories.make_accountant()
    step = f"/en/finance/refunds/{refund.pk}/came-back/"
    assert client.post(step).status_code == 302
    client.force_login(factories.make_user())
    assert client.post(step, {"failure": "x", "paid_round": 1}).status_code == 403
    client.force_login(accountant)
    assert step in client.get("/en/finance/refunds/?state=paid").content.decode()
    client.post(step, {"failure": " ", "paid_round": 1})
    client.post(step, {"failure": "Sai tên", "paid_round": "x"})
    refund.refresh_from_db()
    assert refund.state == "paid"
    for _twice in range(2):
        client.post(step, {"failure": "Sai tên", "paid_round": 1})
    refund.refresh_from_db()
    assert (refund.state, refund.round) == ("needs_account", 2)
    noted = AuditRecord.objects.get(user=accountant, action="did", subject__contains="Sai tên")
    assert noted.subject == f"{refund.pk} came-back Sai tên"
    page = client.get("/en/finance/refunds/?state=needs_account").content.decode()
    assert "Sai tên" in page
    assert f"/refunds/{refund.pk}/account/" not in page


def test_desk_names_the_account_of_a_sender_whom_nobody_knows(client, db, staff, refund):
    stray = record_transfer(
        {"reference": "FT9", "amount": 70_000, "purpose": "?", "booked_at": None}
    )
    back = return_transfer(transfer=stray, by=staff)
    name_account(refund=back, **ACCOUNT)
    confirm_paid(refund=back, by=staff, reference="FT10")
    assert came_back(back, staff)
    assert books("buyer:unmatched") == 70_000
    client.force_login(factories.make_accountant())
    step = f"/en/finance/refunds/{back.pk}/account/"
    assert step in client.get("/en/finance/refunds/?state=needs_account").content.decode()
    client.post(step, OTHER | {"account": "!"})
    back.refresh_from_db()
    assert back.state == "needs_account"
    client.post(step, OTHER)
    back.refresh_from_db()
    assert (back.state, back.account) == ("ready", "998877")
    confirm_paid(refund=back, by=staff, reference="FT11")
    assert books("buyer:unmatched") == 0
    assert BankTransfer.objects.get(pk=stray.pk).state == "closed"
    came_back(refund, staff)  # a buyer's own account is the buyer's to name
    client.post(f"/en/finance/refunds/{refund.pk}/account/", OTHER)
    refund.refresh_from_db()
    assert refund.state == "needs_account"


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


def test_transfer_that_is_a_paid_refund_come_back_is_no_new_money(client, refund, purchase, staff):
    before = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    back = stray()
    client.force_login(factories.make_accountant())
    page = f"/en/finance/transfers/{back.pk}/"
    assert purchase.number in client.get(page).content.decode()
    for _twice in range(2):
        client.post(f"{page}bounce/", {"refund": refund.pk})
    back.refresh_from_db()
    refund.refresh_from_db()
    assert (back.state, back.left) == ("closed", 0)
    assert (refund.state, refund.round, refund.failure) == ("needs_account", 2, "TRA LAI")
    after = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    assert after == (before[0] + 100_000, before[1] - 100_000)
    assert books("buyer:unmatched") == 0
    assert find_faults() == []


def test_transfer_of_a_refund_whose_bounce_was_noted_before_posts_nothing_more(refund, staff):
    came_back(refund, staff)
    owed = books("gateway:vietqr")
    settle_bounce(transfer=stray(), refund=Refund.objects.get(pk=refund.pk), by=staff)
    assert (books("gateway:vietqr"), books("buyer:unmatched")) == (owed, 0)
    assert MailMessage.objects.filter(template="refund_bounced").count() == 1
    with pytest.raises(TransferMoved):  # it came back once, so another one is other money
        settle_bounce(
            transfer=stray(reference="FT21"),
            refund=Refund.objects.get(pk=refund.pk),
            by=staff,
        )
    assert books("buyer:unmatched") == 100_000


def test_only_an_unnamed_transfer_of_the_same_amount_is_a_bounce(client, refund, staff):
    other = stray(amount=99_999)
    assert not bounces_like(other).exists()
    with pytest.raises(TransferMoved):
        settle_bounce(transfer=other, refund=refund, by=staff)
    step = f"/en/finance/transfers/{stray().pk}/bounce/"
    assert client.post(step, {"refund": refund.pk}).status_code == 302
    client.force_login(factories.make_user())
    assert client.post(step, {"refund": refund.pk}).status_code == 403
    client.force_login(factories.make_accountant())
    for wrong in ("", "x", "999999"):
        client.post(step, {"refund": wrong})
    refund.refresh_from_db()
    assert refund.state == "paid"
