"""Cancelled, refused at the door, returned: money, stock and the ledger agree at every step."""

import uuid
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
from marketplace.aftersale.deadlines import watch_returns
from marketplace.aftersale.exchanges import send_exchange
from marketplace.aftersale.models import CashCollection, Return
from marketplace.aftersale.returns import (
    ReturnRefused,
    accept_return,
    ask_return,
    decide_return,
    dispute_return,
    preview,
    receive_return,
    refund_return,
    refuse_return,
)
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import OverRefund, confirm_paid, name_account, promise_refund
from marketplace.ledger.models import Entry
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import MailMessage, Reversal
from marketplace.purchases.packing import cash_of
from marketplace.purchases.services import MoveRefused
from tests import factories
from tests.flows.sale import arrived, paid, place, ship, stock


def cancel(order, quantities=None, key="k", side="buyer"):
    return cancel_order(
        order=order, key=key, side=side, reason="other", by=None, quantities=quantities
    )


def ask(order, quantities, reason="damaged", wish="refund", **more):
    return ask_return(
        order=order,
        token=more.pop("token", None) or uuid.uuid4(),
        reason=reason,
        wish=wish,
        text="Lọ bị nứt.",
        quantities=quantities,
        pictures=[],
        by=None,
    )


def balance(key: str) -> int:
    return sum(Entry.objects.filter(account__key=key).values_list("amount", flat=True))


def assert_books_are_even(purchase, owed: int) -> None:
    """All entries sum to zero and the buyer is owed just what has not left yet."""
    assert sum(Entry.objects.values_list("amount", flat=True)) == 0
    assert balance(f"buyer:{purchase.number}") == owed


@pytest.fixture(params=["plain", "variants"])
def vase(request, db):
    """A vase, or its first size: what comes back goes to where it came from."""
    made = factories.make_product(
        factories.make_producer("Gốm A"), price=100_000, stock=10, weight_g=100
    )
    return factories.make_variants(made) if request.param == "variants" else made


@pytest.fixture
def scarf(vase):
    return factories.make_product(vase.producer, price=180_000, stock=5, weight_g=100)


@pytest.fixture
def maker(vase):
    return factories.make_member(vase.producer)


def test_cancel_before_sending_gives_money_and_stock_back(vase, scarf):
    purchase = paid([(vase, 3), (scarf, 1)])
    order = purchase.orders.get()
    line = order.lines.get(product=vase)
    first = cancel(order, [(line.pk, 2)])
    assert (first.goods, first.delivery, stock(vase)) == (200_000, 0, (10, 1))
    again = cancel(order, [(line.pk, 2)])
    assert again == first
    rest = cancel(order, key="rest")
    assert (rest.goods, rest.delivery) == (280_000, 22_000)
    assert (stock(vase), stock(scarf)) == ((10, 0), (5, 0))
    purchase.refresh_from_db()
    order.refresh_from_db()
    assert (purchase.state, order.status) == ("cancelled", "cancelled")
    assert sum(Refund.objects.values_list("amount", flat=True)) == purchase.total
    assert_books_are_even(purchase, owed=purchase.total)


def test_cancel_refuses_what_is_not_there_or_has_left(vase, maker):
    purchase = paid([(vase, 2)])
    order = purchase.orders.get()
    line = order.lines.get()
    for quantities in ([(line.pk, 3)], [(line.pk, 0)], [(line.pk + 1, 1)], []):
        with pytest.raises(NothingToCancel):
            cancel(order, quantities, key=str(quantities))
    ship(order, maker)
    with pytest.raises(MoveRefused):
        cancel(order, key="late")
    assert not Refund.objects.exists()


def test_what_is_left_after_a_part_was_sent_can_fall_away(vase, scarf, maker):
    purchase = paid([(vase, 3), (scarf, 1)])
    order = purchase.orders.get()
    line = order.lines.get(product=vase)
    ship(order, maker, [(line, 2)])
    reversal = cancel(order)
    assert (reversal.goods, reversal.delivery) == (280_000, 0)
    order.refresh_from_db()
    assert order.status == "shipped"
    assert (stock(vase), stock(scarf)) == ((8, 0), (5, 0))


def test_cancelled_units_are_not_sent(vase, maker):
    order = paid([(vase, 3)]).orders.get()
    cancel(order, [(order.lines.get().pk, 1)])
    parcel = ship(order, maker)
    assert [row.quantity for row in parcel.lines.all()] == [2]


def test_cash_is_paid_by_parcel_and_a_refused_one_costs_nothing(vase, maker):
    vase.stockrecords.update(price=33_334)
    purchase = place([(vase, 3)], "cash")
    order = purchase.orders.get()
    line = order.lines.get()
    first, second = ship(order, maker, [(line, 2)]), ship(order, maker)
    assert cash_of(order, first) == 66_668 + 22_000
    deliver(parcel=first, by=maker)
    deliver(parcel=first, by=maker)
    refuse(parcel=second, by=maker)
    refuse(parcel=second, by=maker)
    order.refresh_from_db()
    purchase.refresh_from_db()
    assert (order.status, purchase.state) == ("delivered", "paid")
    assert CashCollection.objects.get().amount == 88_668
    assert stock(vase) == (8, 0)
    assert not Refund.objects.exists()
    assert_books_are_even(purchase, owed=0)


def test_cash_refused_whole_cancels_and_unfit_goods_stay_out(vase, scarf, maker):
    purchase = place([(vase, 1), (scarf, 1)], "cash")
    order = purchase.orders.get()
    bad = order.lines.get(product=scarf)
    refuse(parcel=ship(order, maker), by=maker, unfit=[bad.pk])
    purchase.refresh_from_db()
    assert purchase.state == "cancelled"
    assert (stock(vase), stock(scarf)) == ((10, 0), (4, 0))
    assert Reversal.objects.get().delivery == 22_000
    assert not Refund.objects.exists()


def test_prepaid_parcel_that_comes_back_refunds_the_goods_only(vase, maker):
    purchase = paid([(vase, 2)])
    refuse(parcel=ship(purchase.orders.get(), maker), by=maker)
    assert Refund.objects.get().amount == 200_000
    assert_books_are_even(purchase, owed=200_000)


def test_delivered_parcel_cannot_come_back_nor_the_other_way(vase, maker):
    order = paid([(vase, 2)]).orders.get()
    line = order.lines.get()
    one, two = ship(order, maker, [(line, 1)]), ship(order, maker)
    deliver(parcel=one, by=maker)
    refuse(parcel=two, by=maker)
    with pytest.raises(MoveRefused):
        refuse(parcel=one, by=maker)
    with pytest.raises(MoveRefused):
        deliver(parcel=two, by=maker)


def test_remittance_takes_only_its_carriers_parcels_and_their_sum(vase, maker, staff):
    arrived([(vase, 1)], maker, "cash")
    arrived([(vase, 2)], maker, "cash")
    rows = list(outstanding("Bưu điện"))
    day = timezone.localdate()
    fields = {"reference": "R1", "received_on": day, "by": staff}
    ids = [row.pk for row in rows]
    with pytest.raises(RemittanceRefused):
        remit(carrier="Bưu điện", amount=1, collection_ids=ids, **fields)
    with pytest.raises(RemittanceRefused):
        remit(carrier="Khác", amount=344_000, collection_ids=ids, **fields)
    first = remit(carrier="Bưu điện", amount=344_000, collection_ids=ids, **fields)
    assert remit(carrier="Bưu điện", amount=344_000, collection_ids=ids, **fields) == first
    assert not outstanding().exists()
    assert balance("carrier:Bưu điện") == 0


def test_return_of_one_line_of_three_by_the_producers_fault(vase, scarf, maker, staff):
    third = factories.make_product(vase.producer, price=120_000, stock=4, weight_g=100)
    purchase = arrived([(vase, 1), (scarf, 1), (third, 1)], maker)
    order = purchase.orders.get()
    line = order.lines.get(product=scarf)
    claim = ask(order, {line.pk: 1})
    assert claim.state == "asked"
    goods, delivery, cost = preview(claim)
    assert (goods, delivery) == (180_000, 22_000 * 180 // 400)
    assert cost.to_buyer == goods + delivery
    accept_return(claim=claim, by=maker)
    receive_return(claim=claim, by=maker, fit={line.pk: 1})
    assert stock(scarf) == (5, 0)
    for _ in range(2):
        refund_return(claim=claim, by=maker, side="producer")
    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (189_900, "needs_account")
    name_account(refund=refund, bank_bin="970436", account="12345", account_name="LAN")
    assert confirm_paid(refund=refund, by=staff, reference="FT9") is True
    assert confirm_paid(refund=refund, by=staff, reference="FT9") is False
    assert_books_are_even(purchase, owed=0)
    steps = set(
        MailMessage.objects.filter(template="return_step").values_list("context__step", flat=True)
    )
    assert steps == {"asked", "approved", "received", "refunded"}


def test_change_of_mind_gives_no_delivery_and_ends_in_time(vase, maker):
    order = arrived([(vase, 1)], maker).orders.get()
    line = order.lines.get()
    claim = ask(order, {line.pk: 1}, reason="changed_mind")
    assert preview(claim)[:2] == (100_000, 0)
    order.parcels.update(delivered_at=timezone.now() - timedelta(days=8))
    Return.objects.all().delete()
    with pytest.raises(ReturnRefused, match="too_late"):
        ask(order, {line.pk: 1}, reason="changed_mind")
    assert ask(order, {line.pk: 1}, reason="not_as_described").state == "approved"


def test_food_comes_back_when_spoilt_but_not_for_a_change_of_mind(maker, vase):
    honey = factories.make_product(vase.producer, price=90_000, set_number=4, weight_g=100)
    order = arrived([(honey, 1)], maker).orders.get()
    line = order.lines.get()
    with pytest.raises(ReturnRefused, match="food"):
        ask(order, {line.pk: 1}, reason="changed_mind")
    assert ask(order, {line.pk: 1}, reason="spoilt").state == "asked"


def test_not_as_described_cannot_be_refused(vase, maker):
    order = arrived([(vase, 1)], maker).orders.get()
    claim = ask(order, {order.lines.get().pk: 1}, reason="not_as_described")
    with pytest.raises(MoveRefused):
        refuse_return(claim=claim, by=maker, text="Không.")
    claim.refresh_from_db()
    assert claim.state == "approved"


def test_units_are_returned_once(vase, maker):
    order = arrived([(vase, 2)], maker).orders.get()
    line = order.lines.get()
    token = uuid.uuid4()
    assert ask(order, {line.pk: 1}, token=token) == ask(order, {line.pk: 1}, token=token)
    ask(order, {line.pk: 1})
    with pytest.raises(ReturnRefused, match="nothing"):
        ask(order, {line.pk: 1})


def test_dispute_is_decided_by_staff_with_both_sides_words(vase, maker, staff):
    order = arrived([(vase, 2)], maker).orders.get()
    line = order.lines.get()
    claim = ask(order, {line.pk: 2})
    refuse_return(claim=claim, by=maker, text="Hàng nguyên vẹn.")
    dispute_return(claim=claim, side="buyer", text="Có ảnh.", by=None)
    with pytest.raises(ReturnRefused, match="award"):
        decide_return(claim=claim, by=staff, outcome="refund", text="…", awarded=200_001)
    decide_return(claim=claim, by=staff, outcome="refund", text="Một nửa.", awarded=120_000)
    claim.refresh_from_db()
    assert (claim.state, claim.reversal.goods, claim.reversal.delivery) == ("refunded", 120_000, 0)
    said = list(claim.messages.exclude(text="").values_list("side", "text"))
    assert said[:4] == [
        ("buyer", "Lọ bị nứt."),
        ("producer", "Hàng nguyên vẹn."),
        ("buyer", "Có ảnh."),
        ("staff", "Một nửa."),
    ]
    with pytest.raises(MoveRefused):
        decide_return(claim=claim, by=staff, outcome="refuse", text="…")


def test_while_the_market_decides_a_producer_neither_accepts_nor_refuses(vase, maker):
    """A yes after the goods are back would let the return lapse: nothing is to be sent."""
    order = arrived([(vase, 1)], maker).orders.get()
    claim = ask(order, {order.lines.get().pk: 1})
    refuse_return(claim=claim, by=maker, text="Không.")
    dispute_return(claim=claim, side="buyer", text="Có.", by=None)
    for answer in (accept_return, refuse_return):
        with pytest.raises(MoveRefused, match="disputed"):
            answer(claim=claim, by=maker, text="…")
    claim.refresh_from_db()
    assert claim.is_disputed
    assert list(claim.messages.values_list("step", flat=True)) == ["asked", "refused", "disputed"]


def test_refused_by_staff_is_the_last_word(vase, maker, staff):
    order = arrived([(vase, 1)], maker).orders.get()
    claim = ask(order, {order.lines.get().pk: 1})
    refuse_return(claim=claim, by=maker, text="Không.")
    dispute_return(claim=claim, side="buyer", text="Có.", by=None)
    decide_return(claim=claim, by=staff, outcome="refuse", text="Không đủ bằng chứng.")
    with pytest.raises(MoveRefused):
        dispute_return(claim=claim, side="buyer", text="Lại.", by=None)
    assert not Refund.objects.exists()


def test_exchange_takes_one_from_the_stock(vase, maker):
    order = arrived([(vase, 1)], maker).orders.get()
    line = order.lines.get()
    claim = ask(order, {line.pk: 1}, wish="exchange")
    accept_return(claim=claim, by=maker)
    receive_return(claim=claim, by=maker, fit={line.pk: 0})
    send_exchange(claim=claim, by=maker, tracking_code="VN2")
    send_exchange(claim=claim, by=maker, tracking_code="VN2")
    assert stock(vase) == (8, 0)
    claim.refresh_from_db()
    assert claim.state == "exchanged"
    assert not Refund.objects.exists()


def test_silence_goes_to_the_market_and_the_forgotten_lapses(vase, maker):
    order = arrived([(vase, 2)], maker).orders.get()
    line = order.lines.get()
    silent = ask(order, {line.pk: 1})
    forgotten = ask(order, {line.pk: 1}, reason="not_as_described")
    assert watch_returns() == 0
    past = timezone.now() - timedelta(minutes=1)
    Return.objects.update(answer_by=past, send_back_by=past)
    assert watch_returns() == 2
    silent.refresh_from_db()
    forgotten.refresh_from_db()
    assert (silent.state, forgotten.state) == ("disputed", "withdrawn")
    assert watch_returns() == 0


def test_all_refunds_of_an_order_stay_below_what_it_cost(vase, maker):
    purchase = arrived([(vase, 1)], maker)
    order = purchase.orders.get()
    promise_refund(purchase=purchase, amount=100_000, key="a", reason="x", order=order)
    with pytest.raises(OverRefund):
        promise_refund(purchase=purchase, amount=22_001, key="b", reason="x", order=order)
    assert Refund.objects.count() == 1


def test_cash_return_is_paid_to_a_bank_account(vase, maker):
    purchase = arrived([(vase, 3)], maker, "cash")
    order = purchase.orders.get()
    line = order.lines.get()
    claim = ask(order, {line.pk: 1}, reason="not_as_described")
    refund_return(claim=claim, by=maker, side="producer")
    refund = Refund.objects.get()
    assert (refund.way, refund.amount) == ("bank", 100_000 + 22_000 // 3)
    assert_books_are_even(purchase, owed=refund.amount)
