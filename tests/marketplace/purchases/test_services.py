"""What a producer may do with an order and when: only paid ones, and no more than is left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.aftersale.cash import deliver, refuse
from marketplace.aftersale.takeback import cancel_order
from marketplace.ledger.models import Fulfilment, Transaction
from marketplace.order.models import Line
from marketplace.partner.models import StockRecord
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, Parcel, PurchaseEvent
from marketplace.purchases.services import (
    MoreThanLeft,
    MoveRefused,
    collect_cash,
    confirm_order,
    deliver_parcel,
    left_to_send,
    mail_buyer,
    ship_order,
    take_from_stock,
)
from tests import factories
from tests.flows.sale import arrived, paid, place, stock

pytestmark = pytest.mark.django_db
MOVED_ON = "Đơn này đã chuyển bước; không có gì thay đổi."


@pytest.fixture
def vase(product):
    return product


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def steps_of(order) -> list[str]:
    return list(PurchaseEvent.objects.filter(order=order).values_list("code", flat=True))


def test_unpaid_order_is_neither_confirmed_nor_sent(vase, owner):
    order = place([(vase, 1)]).orders.get()
    with pytest.raises(MoveRefused, match="pending"):
        confirm_order(order=order, by=owner)
    with pytest.raises(MoveRefused, match="pending"):
        ship_order(order=order, by=owner)
    order.refresh_from_db()
    assert (order.status, order.confirmed_at, steps_of(order)) == ("pending", None, [])
    assert not Parcel.objects.exists()


def test_unpaid_order_is_not_there_for_its_producer(client, vase, owner):
    order = place([(vase, 1)]).orders.get()
    client.force_login(owner)
    shipped = client.post(reverse("sell:ship", args=[order.number]))
    assert shipped.status_code == 404
    for move in ("confirm", "deliver"):
        assert client.post(reverse("sell:order-move", args=[order.number, move])).status_code == 404
    order.refresh_from_db()
    assert order.is_pending


def test_paid_order_is_confirmed_once(vase, owner):
    order = paid([(vase, 1)]).orders.get()
    for _twice in range(2):
        confirm_order(order=order, by=owner)
    order.refresh_from_db()
    assert (order.status, steps_of(order)) == ("confirmed", ["confirmed"])
    assert set(order.lines.values_list("status", flat=True)) == {"confirmed"}


def test_order_is_not_sent_before_it_is_confirmed(client, vase, owner):
    order = paid([(vase, 1)]).orders.get()
    client.force_login(owner)
    response = client.post(reverse("sell:ship", args=[order.number]), follow=True)
    assert said(response) == [MOVED_ON]
    order.refresh_from_db()
    assert (order.status, order.parcels.count()) == ("placed", 0)


def test_what_arrived_is_not_confirmed_again(client, vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    client.force_login(owner)
    response = client.post(reverse("sell:order-move", args=[order.number, "confirm"]), follow=True)
    assert said(response) == [MOVED_ON]
    order.refresh_from_db()
    assert order.is_delivered


@pytest.mark.parametrize("wanted", [[4], [0], [-1], [2, 2], [], None])
def test_parcel_holds_no_more_than_is_left(vase, owner, wanted):
    """Three were bought; a line that is named twice counts twice, a foreign one not at all."""
    order = paid([(vase, 3)]).orders.get()
    foreign = paid([(factories.make_product(vase.producer, price=50_000), 1)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    quantities = [(foreign.lines.get(), 1)] if wanted is None else [(line, n) for n in wanted]
    with pytest.raises(MoreThanLeft):
        ship_order(order=order, by=owner, quantities=quantities)
    order.refresh_from_db()
    assert (order.status, order.parcels.count()) == ("confirmed", 0)


def test_parcels_one_after_the_other_hold_what_was_bought(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    ship_order(order=order, by=owner, quantities=[(line, 1), (line, 1)])
    with pytest.raises(MoreThanLeft):
        ship_order(order=order, by=owner, quantities=[(line, 2)])
    order.refresh_from_db()
    assert order.is_confirmed
    ship_order(order=order, by=owner, quantities=[(line, 1)])
    order.refresh_from_db()
    assert order.is_shipped
    sent = order.parcels.order_by("pk").values_list("lines__quantity", flat=True)
    assert list(sent) == [2, 1]
    with pytest.raises(MoveRefused, match="shipped"):
        ship_order(order=order, by=owner)


def test_producer_who_sends_twice_reads_that_nothing_was_changed(client, vase, owner):
    order = paid([(vase, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    client.force_login(owner)
    address = reverse("sell:ship", args=[order.number])
    client.post(address, {"carrier": "GHN"}, follow=True)
    assert said(client.post(address, {"carrier": "GHN"}, follow=True)) == [MOVED_ON]
    assert order.parcels.count() == 1


def test_parcel_that_came_back_is_not_delivered(vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    parcel = order.parcels.get()
    deliver(parcel=parcel, by=owner)  # again: nothing changes
    Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.State.FAILED)
    with pytest.raises(MoveRefused, match="failed"):
        deliver_parcel(parcel=parcel, by=owner)


def events(purchase) -> list[str]:
    return list(purchase.events.values_list("code", flat=True))


def mails(template: str) -> list[str]:
    return list(MailMessage.objects.filter(template=template).values_list("key", flat=True))


def states(purchase) -> tuple[str, list[str], list[str]]:
    """The state of a purchase, of its orders and of their lines."""
    purchase.refresh_from_db()
    lines = Line.objects.filter(order__purchase=purchase).order_by("order", "pk")
    return (
        purchase.state,
        list(purchase.orders.order_by("pk").values_list("status", flat=True)),
        list(lines.values_list("status", flat=True)),
    )


@pytest.fixture
def silk(db):
    return factories.make_product(factories.make_producer("Lụa B"), price=480_000, stock=4)


def test_confirmed_order_tells_when_by_whom_and_to_whom(vase, owner):
    order = paid([(vase, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    order.refresh_from_db()
    assert abs(order.confirmed_at - timezone.now()) < timedelta(minutes=1)
    assert PurchaseEvent.objects.get(code="confirmed").by == owner
    mail = MailMessage.objects.get(template="order_confirmed")
    assert mail.key == f"order_confirmed-{order.number}"
    assert mail.context == {"purchase": order.purchase.number, "order_number": order.number}
    assert (mail.to, mail.language) == ("khach@example.vn", "vi")


def test_parcel_that_leaves_is_written_down(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    parcel = ship_order(order=order, by=owner, carrier="GHN", tracking_code="VN9")
    assert (parcel.carrier, parcel.tracking_code, parcel.state) == ("GHN", "VN9", "shipped")
    assert stock(vase) == (7, 0)
    assert order.lines.get().num_allocated == 0
    event = PurchaseEvent.objects.get(code="shipped")
    assert event.detail == {"parcel": parcel.pk, "carrier": "GHN", "tracking_code": "VN9"}
    assert (event.order_id, event.by, event.purchase) == (order.pk, owner, order.purchase)
    assert mails("order_shipped") == [f"order_shipped-{order.number}-{parcel.pk}"]
    assert states(order.purchase) == ("paid", ["shipped"], ["shipped"])


def test_parcel_of_a_part_takes_that_part_from_the_stock(vase, silk, owner):
    scarf = factories.make_product(vase.producer, price=180_000, stock=5)
    order = paid([(vase, 3), (scarf, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get(product=vase)
    parcel = ship_order(order=order, by=owner, quantities=[(line, 3)])
    assert (parcel.carrier, parcel.tracking_code) == ("", "")
    assert (stock(vase), stock(scarf)) == ((7, 0), (5, 2))
    order.refresh_from_db()
    assert order.is_confirmed
    rest = {line.product: count for line, count in left_to_send(order).values()}
    assert rest == {vase: 0, scarf: 2}
    second = ship_order(order=order, by=owner)
    assert [(row.line.product, row.quantity) for row in second.lines.all()] == [(scarf, 2)]
    order.refresh_from_db()
    assert order.is_shipped


def test_many_units_of_a_line_leave_in_one_parcel(vase, owner):
    """More than 256: equal, not the same object."""
    StockRecord.objects.update(num_in_stock=400)
    order = paid([(vase, 300)]).orders.get()
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner, quantities=[(order.lines.get(), int("300"))])
    order.refresh_from_db()
    assert (order.status, stock(vase)) == ("shipped", (100, 0))


def test_what_is_made_to_order_leaves_no_stock(vase, owner):
    vase.made_to_order = True
    vase.save()
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner)
    assert stock(vase) == (10, 0)


@pytest.mark.parametrize("held", [None, 3])
def test_goods_whose_shelf_is_gone_take_from_none(vase, held):
    line = paid([(vase, 3)]).orders.get().lines.get()
    line.stockrecord, line.num_allocated = None, held
    take_from_stock(line, 3)
    assert (line.num_allocated, stock(vase)) == (held, (10, 3))


def test_stock_never_falls_below_none(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    StockRecord.objects.update(num_in_stock=1, num_allocated=1)
    ship_order(order=order, by=owner)
    assert stock(vase) == (0, 0)
    assert order.lines.get().num_allocated == 0


def test_part_of_a_hold_becomes_goods_that_are_gone(vase):
    line = paid([(vase, 3)]).orders.get().lines.get()
    take_from_stock(line, 1)
    line.refresh_from_db()
    assert (line.num_allocated, stock(vase)) == (2, (9, 2))
    take_from_stock(line, 5)
    line.refresh_from_db()
    assert (line.num_allocated, stock(vase)) == (0, (7, 0))


def test_what_is_left_is_neither_sent_nor_cancelled(vase, owner):
    order = paid([(vase, 6)]).orders.get()
    line = order.lines.get()
    assert left_to_send(order) == {line.pk: (line, 6)}
    confirm_order(order=order, by=owner)
    parcel = ship_order(order=order, by=owner, quantities=[(line, 2)])
    cancel_order(
        order=order, key="k", side="buyer", reason="other", by=None, quantities=[(line.pk, 1)]
    )
    assert left_to_send(order)[line.pk][1] == 3
    refuse(parcel=parcel, by=owner)  # what came back is not sent again
    assert left_to_send(order)[line.pk][1] == 3


def test_delivered_parcel_is_written_down_once(vase, owner):
    order = paid([(vase, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    parcel = ship_order(order=order, by=owner)
    for _twice in range(2):
        deliver_parcel(parcel=parcel, by=owner)
    parcel.refresh_from_db()
    assert abs(parcel.delivered_at - timezone.now()) < timedelta(minutes=1)
    event = PurchaseEvent.objects.get(code="delivered")
    assert (event.detail, event.by, event.order_id) == ({"parcel": parcel.pk}, owner, order.pk)
    assert states(order.purchase) == ("paid", ["delivered"], ["delivered"])
    fulfilment = Fulfilment.objects.get(order_number=order.number)
    assert fulfilment.producer == vase.producer


def test_mail_of_an_arrival_asks_about_each_product_once(vase, silk, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    parcels = [ship_order(order=order, by=owner, quantities=[(line, 1)]) for _ in range(3)]
    for parcel in parcels[:2]:
        deliver_parcel(parcel=parcel)
    type(vase).objects.filter(pk=vase.pk).update(is_public=False)
    deliver_parcel(parcel=parcels[2])
    mails = MailMessage.objects.filter(template="order_delivered").order_by("pk")
    assert [(mail.to, mail.context["goods"]) for mail in mails] == [
        (order.purchase.email, [[line.pk, line.title]]),
        (order.purchase.email, []),
        (order.purchase.email, []),
    ]
    body = compose(mails[0]).body
    assert [f"?stars={stars}" in body for stars in (0, 1, 5, 6)] == [False, True, True, False]


def test_order_is_delivered_with_its_last_parcel(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    one = ship_order(order=order, by=owner, quantities=[(line, 1)])
    deliver_parcel(parcel=one)
    order.refresh_from_db()
    assert order.is_confirmed  # two are not sent yet
    two, three = (ship_order(order=order, by=owner, quantities=[(line, 1)]) for _ in range(2))
    deliver_parcel(parcel=two)
    order.refresh_from_db()
    assert order.is_shipped
    assert not Fulfilment.objects.exists()
    deliver_parcel(parcel=three)
    order.refresh_from_db()
    assert order.is_delivered


def test_cash_is_earned_at_the_door_and_paid_with_the_last_order(vase, silk, owner):
    weaver = factories.make_member(silk.producer)
    purchase = place([(vase, 1), (silk, 1)], "cash")
    first, second = purchase.orders.order_by("pk")
    deliver(parcel=sent(first, owner), by=owner)
    assert Transaction.objects.filter(kind="sale").count() == 1
    assert (states(purchase)[0], purchase.paid_at) == ("placed", None)
    deliver(parcel=sent(second, weaver), by=weaver)
    assert states(purchase)[0] == "paid"
    assert abs(purchase.paid_at - timezone.now()) < timedelta(minutes=1)
    assert events(purchase)[-2:] == ["delivered", "paid"]
    assert Transaction.objects.filter(kind="sale").count() == 2


def sent(order, by):
    confirm_order(order=order, by=by)
    return ship_order(order=order, by=by)


def test_cash_purchase_is_paid_when_what_is_left_of_it_was_cancelled(vase, silk, owner):
    purchase = place([(vase, 1), (silk, 1)], "cash")
    first, second = purchase.orders.order_by("pk")
    deliver(parcel=sent(first, owner), by=owner)
    cancel_order(order=second, key="k", side="buyer", reason="other", by=None)
    assert states(purchase)[:2] == ("paid", ["delivered", "cancelled"])


def test_cash_is_not_collected_twice_nor_of_what_was_paid_before(vase, owner):
    purchase = arrived([(vase, 1)], owner)
    before = events(purchase)
    collect_cash(purchase)
    assert events(purchase) == before


@pytest.mark.parametrize(
    ("suffix", "with_order", "key"),
    [("", False, "x-{purchase}"), ("7", True, "x-{order}-7"), ("", True, "x-{order}")],
)
def test_mail_of_a_step_is_queued_once_under_its_key(vase, suffix, with_order, key):
    purchase = place([(vase, 1)])
    order = purchase.orders.get()
    MailMessage.objects.all().delete()
    for _twice in range(2):
        mail_buyer(purchase, "x", order if with_order else None, suffix=suffix)
    mail = MailMessage.objects.get()
    assert mail.key == key.format(purchase=purchase.number, order=order.number)
    assert mail.context["order_number"] == (order.number if with_order else "")
    MailMessage.objects.all().delete()  # it has no letter
