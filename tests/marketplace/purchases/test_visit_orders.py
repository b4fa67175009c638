"""Orders of visits: seats held while they are paid, confirmed at once, told with a ticket."""

import pytest
from django.utils import timezone

from marketplace.ledger.models import TaxRate
from marketplace.order.states import Status
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, Parcel, Purchase
from marketplace.purchases.packages import split_basket
from marketplace.purchases.placement import OutOfStock, PayBefore, PaymentChoice
from marketplace.purchases.services import (
    MoveRefused,
    cancel_unpaid,
    expire_purchase,
    settle_purchase,
    ship_order,
)
from marketplace.visits.models import Booking
from tests import factories, visits
from tests.flows.sale import transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=5)


def taken(session) -> int:
    session.refresh_from_db()
    return session.taken


def test_seats_are_held_while_a_purchase_is_paid(session):
    purchase = visits.place(session, adult=2, child=1)
    order = purchase.orders.get()
    booking = order.bookings.get()
    assert (purchase.total, taken(session)) == (1_100_000, 3)
    assert (order.status, order.shipping_code, order.shipping_address) == ("pending", "visit", None)
    assert (booking.is_held, booking.name, booking.phone) == (True, "Lan", "+84912345678")
    rows = booking.guest_rows.values_list("guest", "quantity", "line__unit_price_incl_tax")
    assert sorted(rows) == [("adult", 2, 450_000), ("child", 1, 200_000)]
    assert {line.activity for line in order.lines.all()} == {TaxRate.Activity.SERVICE}
    assert {line.num_allocated for line in order.lines.all()} == {0}


def test_seats_go_back_when_nobody_pays(session):
    purchase = visits.place(session)
    assert expire_purchase(purchase.pk)
    assert taken(session) == 0
    assert Booking.objects.get().is_cancelled
    assert not expire_purchase(purchase.pk)


def test_seats_go_back_when_the_buyer_cancels_unpaid(session):
    purchase = visits.place(session)
    assert cancel_unpaid(purchase=purchase, by=None)
    assert taken(session) == 0


@pytest.mark.parametrize(("others", "is_paid"), [(3, True), (4, False)])
def test_late_money_revives_a_booking_while_there_is_room(session, others, is_paid):
    purchase = visits.place(session, adult=2)
    expire_purchase(purchase.pk)
    visits.booked(session, adult=others)
    settle_purchase(purchase.pk)
    purchase.refresh_from_db()
    assert (purchase.is_paid, taken(session)) == (is_paid, others + 2 * is_paid)
    assert Booking.objects.get(order__purchase=purchase).is_booked == is_paid


def test_paid_visit_is_confirmed_and_its_ticket_is_mailed(session):
    booking = visits.booked(session, adult=2)
    order = booking.order
    assert (order.status, order.status_text, booking.is_booked) == ("confirmed", "Đã đặt chỗ", True)
    assert not hasattr(order, "deadline")  # nobody has to confirm it
    mail = compose(MailMessage.objects.get(template="visit_booked"))
    assert booking.code in mail.body
    assert "giờ Hà Nội" in mail.body
    name, text, kind = mail.attachments[0]
    assert (name, kind) == ("visit.ics", "text/calendar")
    assert f"UID:{booking.code}" in text


def test_host_is_told_of_guests_and_not_asked_to_confirm(producer, owner):
    visits.booked(visits.make_session(visits.make_visit(producer)))
    templates = set(MailMessage.objects.filter(to=owner.email).values_list("template", flat=True))
    assert templates == {"visit_new"}


def test_goods_and_visits_of_one_producer_are_two_orders(producer, session):
    visit = visits.make_visit(producer)
    vase = factories.make_product(producer, price=100_000)
    basket = visits.basket_of(
        visits.make_session(visit), basket=factories.make_basket(vase), adult=1
    )
    purchase = visits.place(session, basket=basket)
    transfer(purchase)
    goods, seats = purchase.orders.order_by("shipping_code")
    assert (goods.shipping_code, goods.status) == ("parcel", Status.PLACED)
    assert (seats.shipping_code, seats.status) == ("visit", Status.CONFIRMED)
    assert seats.total_incl_tax == 450_000
    assert goods.deadline


def test_more_guests_than_places_are_refused(session):
    with pytest.raises(OutOfStock) as refusal:
        visits.place(session, adult=3, child=3)
    assert [line.available for line in refusal.value.lines] == [2, 2]
    assert taken(session) == 0
    assert not Purchase.objects.exists()


def test_places_of_one_session_are_counted_over_kinds_of_guests(session):
    split = split_basket(visits.basket_of(session, adult=3, child=2))
    assert split.short_lines == []


def test_visit_is_not_paid_in_cash(session, monkeypatch):
    monkeypatch.setattr(visits, "PaymentChoice", lambda **_: PaymentChoice("cash"))
    with pytest.raises(PayBefore):
        visits.place(session)
    assert taken(session) == 0


def test_it_is_paid_before_the_session_closes():
    session = visits.make_session(starts_in=14 * visits.HOUR)  # closes in two hours
    purchase = visits.place(session)
    assert purchase.expires_at == session.closes_at
    later = visits.place(visits.make_session(starts_in=90 * visits.HOUR))
    assert later.expires_at - timezone.now() > 23 * visits.HOUR


def test_visit_is_never_sent(session, owner):
    order = visits.booked(session).order
    with pytest.raises(MoveRefused):
        ship_order(order=order, by=owner)
    assert not Parcel.objects.exists()
