"""What goes back when goods are taken back: refund, credit note and mail, once."""

import pytest

from marketplace.aftersale.models import Document
from marketplace.aftersale.returns import refund_return
from marketplace.aftersale.takeback import (
    cancel_order,
    cost_of,
    give_back,
    is_prepaid,
    left_by_banks,
)
from marketplace.gateways.models import Payment, Refund
from marketplace.ledger.models import Transaction
from marketplace.ledger.services import RefundPart
from marketplace.purchases.cancellation import NothingToCancel, cancel_lines
from marketplace.purchases.models import MailMessage, Reversal
from marketplace.purchases.services import MoveRefused
from tests import factories
from tests.flows.sale import arrived, paid, place, ship
from tests.marketplace.aftersale.claims import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def cancel(order, units=1, key="k", side="buyer", **facts) -> Reversal:
    given = {"reason": "other", "by": None} | facts
    return cancel_order(
        order=order, key=key, side=side, quantities=[(order.lines.get().pk, units)], **given
    )


def test_purchase_is_prepaid_when_money_came_for_all_of_it(vase, owner):
    assert not is_prepaid(place([(vase, 1)]))
    assert is_prepaid(paid([(vase, 1)]))
    assert not is_prepaid(arrived([(vase, 1)], owner, "cash"))


def test_payment_that_failed_is_no_money(vase):
    purchase = paid([(vase, 1)])
    Payment.objects.update(state="failed")
    assert not is_prepaid(purchase)


def test_what_banks_took_back_is_not_given_again(vase):
    purchase = paid([(vase, 3)])
    assert left_by_banks(purchase) == 322_000
    Payment.objects.update(refunded=22_000)
    assert left_by_banks(purchase) == 322_000  # the refunds' own ceiling looks after that
    Payment.objects.update(disputed=100_000)
    assert left_by_banks(purchase) == Payment.objects.get().refundable == 200_000


def test_cancelled_units_are_promised_back_with_a_paper(vase, buyer):
    purchase = paid([(vase, 3)])
    order = purchase.orders.get()
    reversal = cancel(order, 2, reason="too_slow", note="Lâu", by=buyer)
    assert (reversal.reason, reversal.note, reversal.by) == ("too_slow", "Lâu", buyer)
    refund = Refund.objects.get()
    assert refund.key.startswith(f"reversal-{reversal.pk}/")
    assert (refund.amount, refund.reason) == (200_000, "cancelled")
    assert (refund.order, refund.reversal) == (order, reversal)
    note = Document.objects.get(kind="credit_note")
    assert (note.order, note.values["total"]) == (order, 200_000)
    assert Transaction.objects.get(kind="cancellation").amount == 200_000


def test_same_key_is_given_back_once(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    assert cancel(order) == cancel(order)
    assert (Refund.objects.count(), Document.objects.filter(kind="credit_note").count()) == (1, 1)
    assert MailMessage.objects.filter(template="producer_cancelled").count() == 1


@pytest.mark.parametrize(
    ("side", "is_told"), [("buyer", True), ("staff", True), ("carrier", True), ("producer", False)]
)
def test_producer_reads_of_what_others_cancelled(vase, owner, side, is_told):
    order = paid([(vase, 3)]).orders.get()
    reversal = cancel(order, side="".join(side))  # equal, not the same object
    mails = MailMessage.objects.filter(template="producer_cancelled")
    assert mails.exists() is is_told
    if is_told:
        assert mails.get().key == f"producer-cancelled-{reversal.pk}-{owner.email}"
        assert mails.get().context["order_number"] == order.number


def test_cash_that_never_came_is_not_given_back(vase):
    cancel(place([(vase, 3)], "cash").orders.get())
    assert not Refund.objects.exists()
    assert not Document.objects.filter(kind="credit_note").exists()
    assert not Transaction.objects.exists()


def test_return_of_what_was_paid_at_the_door_is_given_back(vase, owner):
    order = arrived([(vase, 3)], owner, "cash").orders.get()
    reversal = Reversal.objects.create(
        order=order, key="r", cause="returned", side="staff", reason="other"
    )
    line = order.lines.get()
    reversal.lines.create(line=line, quantity=1, amount=100_000)
    give_back(reversal)
    assert Refund.objects.get().amount == 100_000


def test_no_more_is_given_back_than_the_banks_left(vase):
    purchase = paid([(vase, 3)])
    Payment.objects.update(disputed=272_000)
    cancel(purchase.orders.get(), 3)
    assert Refund.objects.get().amount == 50_000


def test_nothing_is_promised_when_the_banks_took_all(vase):
    purchase = paid([(vase, 3)])
    Payment.objects.update(disputed=322_000)
    cancel(purchase.orders.get(), 3)
    assert not Refund.objects.exists()
    assert not Document.objects.filter(kind="credit_note").exists()


def test_refusals_of_a_cancellation_give_nothing_back(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    with pytest.raises(NothingToCancel):
        cancel(order, 4)
    ship(order, owner)
    with pytest.raises(MoveRefused, match="shipped"):
        cancel(order)
    assert not Refund.objects.exists()


def test_cost_of_parts_is_known_once_they_were_sold(vase, owner):
    unsold = place([(vase, 3)], "cash").orders.get()
    parts = [RefundPart(str(unsold.lines.get().pk), 100_000, 1)]
    assert cost_of(unsold, parts) is None
    order = paid([(vase, 3)]).orders.get()
    cost = cost_of(order, [RefundPart(str(order.lines.get().pk), 100_000, 1)])
    assert cost.to_buyer == 100_000
    assert not Refund.objects.exists()


def test_credit_note_names_the_receipt_it_corrects(vase, owner):
    claim = received(vase, owner)
    refund_return(claim=claim, by=owner, side="producer")
    receipt, note = (Document.objects.get(kind=kind) for kind in ("receipt", "credit_note"))
    assert (note.values["corrects"], note.values["cause"]) == (receipt.code, "returned")
    assert note.values["delivery"] == 22_000


def test_reversal_before_the_sale_waits_for_it(vase):
    order = place([(vase, 3)], "cash").orders.get()
    reversal, _ = cancel_lines(
        order=order,
        key="k",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(order.lines.get().pk, 1)],
    )
    give_back(reversal)
    assert not Transaction.objects.exists()
