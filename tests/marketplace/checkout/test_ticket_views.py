"""A ticket: shown to who holds the purchase, changed and cancelled by its buyer only."""

import pytest
from django.urls import reverse

from marketplace.visits.models import Booking, Fare
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=5)


@pytest.fixture
def booking(session, buyer):
    return visits.booked(session, user=buyer, adult=2)


def page(name: str, booking: Booking, *, code: str = "") -> str:
    return reverse(f"aftersale:{name}", args=[booking.order.purchase.token, code or booking.code])


NAMES = ["ticket", "ticket-code", "ticket-calendar", "ticket-date", "ticket-cancel"]


@pytest.mark.parametrize("name", NAMES)
def test_ticket_is_nobody_elses(client, booking, stranger, session, name):
    client.force_login(stranger)
    assert client.get(page(name, booking)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_ticket_of_another_purchase_is_not_found(client, booking, buyer, session, name):
    other = visits.booked(session, adult=1)
    client.force_login(buyer)
    assert client.get(page(name, booking, code=other.code)).status_code == 404


def test_unpaid_seats_have_no_ticket(client, session, buyer):
    purchase = visits.place(session, user=buyer)
    client.force_login(buyer)
    booking = purchase.orders.get().bookings.get()
    assert client.get(page("ticket", booking)).status_code == 404


def test_ticket_shows_code_time_and_way(client, booking, buyer):
    client.force_login(buyer)
    shown = client.get(page("ticket", booking)).content.decode()
    assert booking.code in shown
    assert "giờ Hà Nội" in shown
    assert "Cổng chợ gốm Bát Tràng" in shown
    assert b"<svg" in client.get(page("ticket-code", booking)).content
    calendar = client.get(page("ticket-calendar", booking))
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in calendar.content


def test_the_purchase_of_a_visit_speaks_of_no_goods(client, booking, buyer):
    client.force_login(buyer)
    shown = client.get(reverse("checkout:purchase", args=[booking.order.purchase.token]))
    sums = shown.content.decode().rsplit("<table", 1)[1]
    assert "Tham quan" in sums and "Tiền hàng" not in sums


@pytest.mark.parametrize("guests", [{"adult": 1}, {"adult": 1, "child": 1, "senior": 1}])
def test_ticket_costs_the_same_for_one_and_three_kinds_of_guests(
    client, session, buyer, django_assert_num_queries, guests
):
    Fare.objects.create(visit=session.visit, guest="senior", price=300_000)
    booking = visits.booked(session, user=buyer, **guests)
    client.force_login(buyer)
    client.get(page("ticket", booking))
    with django_assert_num_queries(7):
        client.get(page("ticket", booking))


def test_buyer_takes_another_date(client, session, booking, buyer):
    other = visits.make_session(session.visit, starts_in=20 * visits.DAY)
    client.force_login(buyer)
    assert client.get(page("ticket-date", booking)).status_code == 200
    bad = client.post(page("ticket-date", booking), {"session": 0})
    assert bad.status_code == 422
    for _twice in range(2):
        client.post(page("ticket-date", booking), {"session": other.pk})
    booking.refresh_from_db()
    other.refresh_from_db()
    assert (booking.session, other.taken) == (other, 2)


def test_buyer_cancels_after_seeing_what_goes_back(client, session, booking, buyer):
    visits.move_session(session, starts_in=30 * visits.HOUR)
    client.force_login(buyer)
    shown = client.get(page("ticket-cancel", booking)).content.decode()
    assert "450.000" in shown
    stale = client.post(page("ticket-cancel", booking), {"percent": 100}, follow=True)
    assert "Mức hoàn tiền đã thay đổi" in stale.content.decode()
    for _twice in range(2):
        client.post(page("ticket-cancel", booking), {"percent": 50})
    booking.refresh_from_db()
    session.refresh_from_db()
    assert (booking.is_cancelled, session.taken) == (True, 0)


def test_goods_page_of_cancelling_takes_no_visit(client, booking, buyer):
    client.force_login(buyer)
    number = booking.order.number
    address = reverse("aftersale:cancel", args=[booking.order.purchase.token, number])
    client.post(address, {"reason": "changed_mind"})
    booking.refresh_from_db()
    assert booking.is_booked


def test_purchase_leads_to_its_ticket(client, booking, buyer):
    client.force_login(buyer)
    shown = client.get(booking.order.purchase.get_absolute_url()).content.decode()
    assert page("ticket", booking) in shown
    assert "Đã đặt chỗ" in shown
