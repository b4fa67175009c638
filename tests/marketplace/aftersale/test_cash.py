"""Cash at the door: what a parcel costs, who holds it, and that it is handed on once."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale.cash import (
    RemittanceRefused,
    deliver,
    outstanding,
    refuse,
    remit,
)
from marketplace.aftersale.models import CashCollection, CashRemittance
from marketplace.gateways.models import Payment, Refund
from marketplace.ledger.models import Entry, Transaction
from marketplace.purchases.cancellation import cancel_lines
from marketplace.purchases.models import MailMessage
from marketplace.purchases.packing import cash_of
from marketplace.purchases.services import MoveRefused
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def balance(key: str) -> int:
    return sum(Entry.objects.filter(account__key=key).values_list("amount", flat=True))


def in_cash(vase, quantity=3):
    order = place([(vase, quantity)], "cash").orders.get()
    return order, order.lines.get()


def test_first_parcel_that_is_sent_costs_the_delivery_too(vase, owner):
    factories.make_voucher("LE", amount=200_000)
    order = place([(vase, 3)], "cash", codes=["LE"]).orders.get()  # 3 for 100 000
    line = order.lines.get()
    one, two = ship(order, owner, [(line, 2)]), ship(order, owner, [(line, 1)])
    deliver(parcel=two, by=owner)  # that it arrives first changes no label
    deliver(parcel=one, by=owner)
    taken = dict(CashCollection.objects.values_list("parcel", "amount"))
    assert taken == {one.pk: 88_666, two.pk: 33_334}
    assert balance(f"buyer:{order.purchase.number}") == 0


def test_parcel_of_two_lines_costs_both(vase, owner):
    scarf = factories.make_product(vase.producer, price=180_000, weight_g=100)
    order = place([(vase, 2), (scarf, 1)], "cash").orders.get()
    assert cash_of(order, ship(order, owner)) == 380_000 + 22_000


def test_delivery_that_fell_away_is_not_due(vase, owner):
    order, line = in_cash(vase, 2)
    order.reversals.create(key="x", cause="returned", side="staff", reason="other", delivery=2_000)
    parcel = ship(order, owner, [(line, 1)])
    assert cash_of(order, parcel) == 120_000


def test_cash_is_noted_with_its_parcel(vase, owner):
    order, _line = in_cash(vase)
    parcel = ship(order, owner)
    for _twice in range(2):
        deliver(parcel=parcel, by=owner)
    taken = CashCollection.objects.get()
    assert (taken.parcel, taken.order, taken.amount) == (parcel, order, 322_000)
    assert (taken.collector, taken.by, taken.remittance) == ("carrier", owner, None)
    payment = Payment.objects.get()
    assert (payment.gateway, payment.reference) == ("cash", f"{order.number}/{parcel.pk}")
    assert (payment.amount, payment.state, payment.order) == (322_000, "succeeded", order)
    assert payment.purchase == order.purchase
    assert abs(payment.settled_at - timezone.now()) < timedelta(minutes=1)
    booked = Transaction.objects.get(kind="cash")
    assert booked.source_reference == f"{order.number}/{parcel.pk}"
    assert (booked.order_number, booked.amount) == (order.number, 322_000)
    assert balance(f"buyer:{order.purchase.number}") == 0


@pytest.mark.parametrize(
    ("collector", "carrier", "holder"),
    [
        ("carrier", "GHN", "carrier:GHN"),
        ("carrier", "", "carrier:?"),
        ("producer", "GHN", "producer"),
    ],
)
def test_cash_is_owed_by_whoever_took_it(vase, owner, collector, carrier, holder):
    order, _line = in_cash(vase)
    deliver(parcel=ship(order, owner, carrier=carrier), by=owner, collector=collector)
    entries = Entry.objects.filter(transaction__kind="cash").values_list("account__key", flat=True)
    assert any(key.startswith(holder) for key in entries)
    assert CashCollection.objects.get().collector == collector
    assert list(outstanding()) == (
        [] if collector == "producer" else [CashCollection.objects.get()]
    )


def test_what_was_paid_before_takes_no_cash(vase, owner):
    order = paid([(vase, 1)]).orders.get()
    deliver(parcel=ship(order, owner), by=owner)
    assert not CashCollection.objects.exists()
    assert not Payment.objects.filter(gateway="cash").exists()


def test_parcel_that_costs_nothing_is_delivered_without_cash(vase, owner):
    factories.make_voucher("LE", amount=299_999)
    order = place([(vase, 3)], "cash", codes=["LE"]).orders.get()  # 3 for 1 dong
    line = order.lines.get()
    first, second = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    deliver(parcel=first, by=owner)
    deliver(parcel=second, by=owner)  # F(2) - F(1) = 0
    second.refresh_from_db()
    assert second.is_delivered
    assert CashCollection.objects.get().parcel == first


def test_refused_parcel_is_not_delivered_and_the_producer_reads_of_it(vase, owner):
    order, _line = in_cash(vase)
    parcel = ship(order, owner)
    reversal = refuse(parcel=parcel, by=owner, note="Không gặp")
    assert refuse(parcel=parcel, by=owner) == reversal
    assert (reversal.note, reversal.goods) == ("Không gặp", 300_000)
    mail = MailMessage.objects.get(template="producer_refused")
    assert mail.key == f"producer-refused-{parcel.pk}-{owner.email}"
    assert not Refund.objects.exists()
    with pytest.raises(MoveRefused, match="failed"):
        deliver(parcel=parcel, by=owner)


def test_goods_paid_before_that_come_back_are_refunded(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    refuse(parcel=ship(order, owner), by=owner)
    assert Refund.objects.get().amount == 300_000


def test_cancelled_units_are_not_due(vase, owner):
    order, line = in_cash(vase)
    cancel_lines(
        order=order,
        key="k",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(line.pk, 1)],
    )
    assert cash_of(order, ship(order, owner)) == 222_000


# Handing on


@pytest.fixture(scope="module")
def made(rows_of_module) -> list[CashCollection]:
    """Two parcels of GHN, one of another carrier, one that the producer took itself."""
    vase = factories.make_product(price=100_000, stock=20, weight_g=100)
    holder = factories.make_member(vase.producer, "holder@example.com")
    rows = []
    for quantity, carrier, collector in (
        (1, "GHN", "carrier"),
        (2, "GHN", "carrier"),
        (1, "VNPost", "carrier"),
        (1, "GHN", "producer"),
    ):
        order, _ = in_cash(vase, quantity)
        parcel = ship(order, holder, carrier=carrier)
        deliver(parcel=parcel, by=holder, collector=collector)
        rows.append(parcel.collection)
    return rows


@pytest.fixture
def held(made, db) -> list[CashCollection]:
    return deepcopy(made)  # what a test sets on an instance is the test's own


def hand_on(rows, staff, amount=None, carrier="GHN", reference="R1") -> CashRemittance:
    return remit(
        carrier=carrier,
        reference=reference,
        amount=sum(row.amount for row in rows) if amount is None else amount,
        received_on=timezone.localdate(),
        collection_ids=[row.pk for row in rows],
        by=staff,
    )


def test_parcel_without_a_carrier_is_handed_on_too(vase, owner, staff):
    order, _ = in_cash(vase)
    parcel = ship(order, owner, carrier="")
    deliver(parcel=parcel, by=owner)
    hand_on([parcel.collection], staff, carrier="")
    assert balance("carrier:?") == 0


def test_carriers_hold_their_cash_oldest_first(held):
    assert list(outstanding()) == held[:3]
    assert list(outstanding("GHN")) == held[:2]
    assert list(outstanding("VNPost")) == held[2:3]
    assert list(outstanding("Ai")) == []


def test_cash_that_is_handed_on_is_booked_parcel_by_parcel(held, staff):
    done = hand_on(held[:2], staff)
    assert (done.carrier, done.reference, done.amount, done.by) == ("GHN", "R1", 344_000, staff)
    assert done.received_on == timezone.localdate()
    assert list(done.collections.all()) == held[:2]
    assert list(outstanding()) == held[2:3]
    booked = Transaction.objects.filter(kind="remittance").order_by("pk")
    assert [(row.source_reference, row.amount) for row in booked] == [
        (f"R1/{held[0].pk}", 122_000),
        (f"R1/{held[1].pk}", 222_000),
    ]
    assert {row.by for row in booked} == {staff}
    assert [row.order_number for row in booked] == [row.order.number for row in held[:2]]
    assert (balance("carrier:GHN"), balance("carrier:VNPost") != 0) == (0, True)


def test_same_reference_is_handed_on_once(held, staff):
    first = hand_on(held[:2], staff)
    assert hand_on(held[:2], staff) == first
    assert hand_on([], staff, amount=1) == first
    assert CashRemittance.objects.count() == 1


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_sum_is_refused_with_its_difference(held, staff, difference):
    with pytest.raises(RemittanceRefused, match="other_amount") as refusal:
        hand_on(held[:2], staff, amount=344_000 + difference)
    assert (refusal.value.code, refusal.value.difference) == ("other_amount", difference)
    assert not CashRemittance.objects.exists()


@pytest.mark.parametrize("which", [[], [2], [0, 2], [3], [0, 3]])
def test_parcels_of_others_are_not_handed_on(held, staff, which):
    with pytest.raises(RemittanceRefused, match="other_parcels") as refusal:
        hand_on([held[n] for n in which], staff)
    assert (refusal.value.code, refusal.value.difference) == ("other_parcels", 0)
    assert outstanding().count() == 3


def test_parcel_that_was_handed_on_is_not_handed_on_again(held, staff):
    hand_on(held[:1], staff)
    with pytest.raises(RemittanceRefused, match="other_parcels"):
        hand_on(held[:2], staff, reference="R2")
    hand_on(held[1:2], staff, reference="R2")
