"""Bank transfers: whose they are, what they pay, what goes back, what waits."""

import datetime

import pytest
from django.utils import timezone

from marketplace.gateways.models import BankTransfer, Payment, Refund
from marketplace.gateways.refunds import confirm_paid, name_account, promise_refund
from marketplace.gateways.transfers import (
    TransferMoved,
    assign_transfer,
    bounces_like,
    let_go_short_transfers,
    numbers_in,
    record_transfer,
    return_transfer,
    settle_bounce,
    transfer_payload,
    waiting_sum,
)
from marketplace.gateways.vietqr.payload import parse_payload
from marketplace.ledger.models import Transaction
from marketplace.purchases.models import MailMessage, Purchase
from tests.flows.sale import paid, place, transfer

pytestmark = pytest.mark.django_db
ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "NGUYEN LAN"}


@pytest.fixture
def open_purchase(vase) -> Purchase:
    return place([(vase, 1)])


def unnamed(amount: int = 100_000, reference: str = "FT20") -> BankTransfer:
    return record_transfer(
        {"reference": reference, "amount": amount, "purpose": "tien hang", "booked_at": None}
    )


def stands(row: BankTransfer) -> tuple:
    row.refresh_from_db()
    return row.state, row.reason, row.credited, row.returned


def mail(template: str) -> dict:
    return MailMessage.objects.filter(template=template).latest("pk").context


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("", []),
        ("tien hang", []),
        ("OCOP261125ABCDEF", ["261125-ABCDEF"]),
        ("mbvcb ocop 261125-abcdef ck", ["261125-ABCDEF"]),
        ("OCOP OCOP261125ABCDEF", ["OCOP26-1125AB", "261125-ABCDEF"]),
    ],
)
def test_numbers_of_purchases_are_found_as_banks_carry_them(purpose, numbers):
    assert numbers_in(purpose) == numbers


@pytest.mark.parametrize("lacks", [1, 40_000])
def test_short_transfer_waits_and_the_buyer_is_told_what_lacks(open_purchase, lacks):
    total = open_purchase.total
    row = transfer(open_purchase, total - lacks, "FT1")
    assert stands(row) == ("open", "short", 0, 0)
    assert waiting_sum(open_purchase) == total - lacks
    assert waiting_sum(open_purchase, besides=row) == 0
    assert mail("transfer_short") == {
        "purchase": open_purchase.number,
        "amount": total - lacks,
        "left": total - lacks,
        "missing": lacks,
    }
    assert parse_payload(transfer_payload(open_purchase)).amount_vnd == lacks


def test_second_short_transfer_is_told_what_still_lacks(open_purchase):
    total = open_purchase.total
    transfer(open_purchase, 100_000, "FT1")
    transfer(open_purchase, 50_000, "FT2")
    assert mail("transfer_short")["missing"] == total - 150_000
    last = transfer(open_purchase, total - 150_000 + 7_000, "FT3")
    assert stands(last) == ("open", "over", total - 150_000, 7_000)
    assert [stands(row) for row in BankTransfer.objects.order_by("pk")[:2]] == [
        ("matched", "", 100_000, 0),
        ("matched", "", 50_000, 0),
    ]
    assert list(Payment.objects.order_by("pk").values_list("reference", "amount", "state")) == [
        ("FT1", 100_000, "succeeded"),
        ("FT2", 50_000, "succeeded"),
        ("FT3", total - 150_000, "succeeded"),
    ]
    assert all(payment.settled_at for payment in Payment.objects.all())
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.key) == (7_000, "over", f"transfer-{last.pk}")
    assert mail("transfer_over")["missing"] == 0


def test_exact_transfer_pays_and_leaves_nothing(open_purchase):
    row = transfer(open_purchase)
    assert stands(row) == ("matched", "", open_purchase.total, 0)
    open_purchase.refresh_from_db()
    assert open_purchase.is_paid
    assert not Refund.objects.exists()
    assert Transaction.objects.filter(kind="payment", amount=open_purchase.total).count() == 1


@pytest.mark.parametrize(
    ("method", "state", "reason", "goes_back"),
    [
        ("vietqr", "paid", "already", True),
        ("vietqr", "cancelled", "too_late", False),
        ("cash", "placed", "in_cash", True),
    ],
)
def test_transfer_that_pays_nothing_goes_back_or_waits(vase, method, state, reason, goes_back):
    purchase = place([(vase, 1)], method)
    Purchase.objects.filter(pk=purchase.pk).update(state=state)
    row = transfer(purchase, 5_000)
    assert stands(row) == ("open", reason, 0, 5_000 if goes_back else 0)
    assert Refund.objects.filter(transfer=row, reason=reason).exists() is goes_back
    assert mail(f"transfer_{reason}")["amount"] == 5_000


def test_part_of_a_purchase_that_ran_out_waits_for_a_person(open_purchase):
    Purchase.objects.filter(pk=open_purchase.pk).update(state="expired")
    assert stands(transfer(open_purchase, 5_000)) == ("open", "too_late", 0, 0)


def test_transfer_is_booked_once_under_its_reference(open_purchase):
    first = transfer(open_purchase, 5_000, "FT1")
    assert transfer(open_purchase, 9_000, "FT1") == first
    assert stands(first) == ("open", "short", 0, 0)
    assert BankTransfer.objects.get().amount == 5_000


def test_unnamed_transfer_is_kept_with_what_the_bank_told():
    row = record_transfer({"reference": "F" * 90, "amount": "7000", "purpose": "x" * 300})
    row.refresh_from_db()
    assert (row.bank_reference, row.purpose) == ("F" * 80, "x" * 200)
    assert (row.amount, row.reason, row.source) == (7_000, "no_reference", "webhook")
    assert abs(row.booked_at - timezone.now()) < datetime.timedelta(minutes=1)
    assert Transaction.objects.filter(purchase_number="unmatched", amount=7_000).exists()


@pytest.mark.parametrize(
    ("what", "is_one"),
    [
        ({}, True),
        ({"purpose": "TIỀN HÀNG"}, True),
        ({"booked_at": "2026-11-24T23:59:00+07:00"}, True),
        ({"booked_at": "2026-11-25T00:00:00+07:00"}, False),
        ({"amount": 5_001}, False),
        ({"purpose": "tien thue"}, False),
    ],
)
def test_notice_after_its_row_is_one_transfer_if_day_sum_and_purpose_agree(what, is_one):
    told = {"amount": 5_000, "purpose": "tiền hàng", "booked_at": "2026-11-24T08:00:00+07:00"}
    row = record_transfer(told | {"reference": "row:1"}, source=BankTransfer.Source.STATEMENT)
    notice = record_transfer(told | what | {"reference": "FT1"})
    assert (notice == row) is is_one
    row.refresh_from_db()
    assert row.notice_reference == ("FT1" if is_one else None)
    again = record_transfer(told | what | {"reference": "FT1"})
    assert again == notice


def test_second_notice_is_tied_to_the_second_row():
    told = {"amount": 5_000, "purpose": "tien", "booked_at": "2026-11-24T08:00:00+07:00"}
    rows = [
        record_transfer(told | {"reference": f"row:{n}"}, source=BankTransfer.Source.STATEMENT)
        for n in range(2)
    ]
    assert [record_transfer(told | {"reference": f"FT{n}"}) for n in range(2)] == rows
    assert record_transfer(told | {"reference": "FT2"}) not in rows


def test_staff_give_an_unnamed_transfer_to_its_purchase(open_purchase, staff):
    row = unnamed(open_purchase.total)
    assert assign_transfer(transfer=row, purchase=open_purchase, by=staff, note="gọi điện") == row
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.note) == ("matched", staff, "gọi điện")
    assert row.decided_at is not None
    assert row.purchase == open_purchase
    with pytest.raises(TransferMoved, match="matched"):
        assign_transfer(transfer=row, purchase=open_purchase, by=staff)


def test_transfer_that_names_another_purchase_is_not_given_away(vase, open_purchase, staff):
    row = transfer(open_purchase, 5_000)
    with pytest.raises(TransferMoved, match="another"):
        assign_transfer(transfer=row, purchase=place([(vase, 1)]), by=staff)


def test_staff_send_back_what_is_left_once(staff):
    row = unnamed()
    refund = return_transfer(transfer=row, by=staff, note="không rõ")
    assert (refund.amount, refund.reason) == (100_000, "no_reference")
    row.refresh_from_db()
    assert (row.state, row.returned, row.note) == ("closed", 100_000, "không rõ")
    assert (row.decided_by, row.decided_at is None) == (staff, False)
    with pytest.raises(TransferMoved, match="closed"):
        return_transfer(transfer=row, by=staff)


def test_transfer_without_a_reason_goes_back_as_returned(staff):
    row = BankTransfer.objects.create(
        bank_reference="FT1", amount=5, credited=2, booked_at=timezone.now()
    )
    refund = return_transfer(transfer=row, by=staff)
    assert (refund.amount, refund.reason) == (3, "returned")


def test_transfer_with_nothing_left_is_settled_by_nobody(open_purchase, staff):
    row = transfer(open_purchase, open_purchase.total + 7_000)
    with pytest.raises(TransferMoved, match="open"):
        return_transfer(transfer=row, by=staff)


@pytest.mark.parametrize(("state", "reason"), [("expired", "too_late"), ("pending", "short")])
def test_short_transfers_are_let_go_when_the_purchase_ended(open_purchase, state, reason):
    row = transfer(open_purchase, 5_000)
    Purchase.objects.filter(pk=open_purchase.pk).update(state=state)
    let_go_short_transfers(open_purchase.pk)
    assert stands(row) == ("open", reason, 0, 0)


# A refund that the bank sends back.


def paid_refund(purchase, staff, amount: int = 100_000) -> Refund:
    (refund,) = promise_refund(purchase=purchase, amount=amount, key="B", reason="returned")
    name_account(refund=refund, **ACCOUNT)
    confirm_paid(refund=refund, by=staff, reference="FT10")
    refund.refresh_from_db()
    return refund


def test_bounces_are_paid_bank_refunds_of_the_amount(purchase, vase, staff):
    refund = paid_refund(purchase, staff)
    assert list(bounces_like(unnamed())) == [refund]
    assert not bounces_like(unnamed(100_001, "FT21"))
    named = transfer(paid([(vase, 1)]), 100_000)
    assert not bounces_like(named)
    row = unnamed(reference="FT22")
    for change in ({"state": "ready"}, {"way": "card"}):
        Refund.objects.update(**change)
        assert not bounces_like(row)
        Refund.objects.update(state="paid", way="bank")
    Refund.objects.filter(pk=refund.pk).update(state="needs_account", round=2)
    Refund.objects.exclude(pk=refund.pk).update(state="needs_account")
    assert list(bounces_like(row)) == [refund]
    BankTransfer.objects.filter(pk=row.pk).update(state="closed")
    row.refresh_from_db()
    assert not bounces_like(row)


def test_each_transfer_settles_one_bounce_of_a_refund(purchase, staff):
    refund = paid_refund(purchase, staff)
    first = unnamed(reference="FT21")
    settle_bounce(transfer=first, refund=refund, by=staff)
    refund.refresh_from_db()
    assert (refund.state, refund.round, refund.failure) == ("needs_account", 2, "tien hang")
    first.refresh_from_db()
    assert (first.state, first.returned, first.left) == ("closed", 100_000, 0)
    assert (first.note, first.decided_by) == (f"{refund.pk}: {refund.key}", staff)
    posted = Transaction.objects.get(source_reference="bounce-FT21")
    assert (posted.amount, posted.purchase_number) == (100_000, "unmatched")
    for reference in ("FT22", "FT23"):
        with pytest.raises(TransferMoved, match="another transfer"):
            settle_bounce(transfer=unnamed(reference=reference), refund=refund, by=staff)
    BankTransfer.objects.filter(bank_reference__in=["FT22", "FT23"]).update(note=first.note)
    with pytest.raises(TransferMoved, match="another transfer"):
        settle_bounce(transfer=unnamed(reference="FT24"), refund=refund, by=staff)


def test_transfer_of_another_amount_is_not_that_refund(purchase, staff):
    refund = paid_refund(purchase, staff)
    with pytest.raises(TransferMoved, match="not that refund"):
        settle_bounce(transfer=unnamed(99_999), refund=refund, by=staff)
