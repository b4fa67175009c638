"""A host's days: its own guests only, check-in by code, a session called off."""

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.visits.models import Booking
from tests import factories, visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(producer):
    return visits.make_session(visits.make_visit(producer), capacity=5)


@pytest.fixture
def booking(session):
    return visits.booked(session, adult=2)


@pytest.fixture
def other_owner():
    return factories.make_member(factories.make_producer("Nhà khác"))


def day_of(session) -> str:
    return reverse("visits-sell:day", args=[timezone.localdate(session.starts_at).isoformat()])


def test_another_producer_finds_nothing(client, session, booking, other_owner):
    client.force_login(other_owner)
    for name, key in (("session", session.pk), ("call-off", session.pk), ("ticket", booking.code)):
        assert client.get(reverse(f"visits-sell:{name}", args=[key])).status_code == 404
    step = reverse("visits-sell:ticket-step", args=[booking.code, "in"])
    assert client.post(step).status_code == 404
    assert booking.code not in client.get(day_of(session)).content.decode()
    assert booking.code not in client.get(reverse("visits-sell:index")).content.decode()
    typed = client.get(reverse("visits-sell:index"), {"code": booking.code}, follow=True)
    assert "Không có vé nào như thế của bạn." in typed.content.decode()


def test_unpaid_guests_are_no_work_yet(client, session, owner):
    visits.place(session)
    code = Booking.objects.get().code
    client.force_login(owner)
    assert client.get(reverse("visits-sell:ticket", args=[code])).status_code == 404
    assert code not in client.get(day_of(session)).content.decode()


@pytest.mark.parametrize("bookings", [1, 3])
def test_day_sheet_costs_the_same_for_one_and_three(
    client, session, owner, django_assert_num_queries, bookings
):
    for _number in range(bookings):
        visits.booked(session, adult=1)
    client.force_login(owner)
    client.get(day_of(session))
    with django_assert_num_queries(6):
        page = client.get(day_of(session)).content.decode()
    assert page.count("1 × Người lớn") == bookings


@pytest.mark.parametrize("day", ["2026-13-01", "9999-12-31", "0001-01-01", "0000-00-00"])
def test_a_day_that_is_none_is_not_found(client, owner, day):
    client.force_login(owner)
    assert client.get(f"/vi/sell/visits/days/{day}/").status_code in (200, 404)


def test_typed_code_leads_to_the_ticket_and_guests_are_checked_in_once(
    client, session, booking, owner
):
    visits.move_session(session, starts_in=visits.HOUR)
    client.force_login(owner)
    typed = booking.code.lower()
    page = client.get(reverse("visits-sell:index"), {"code": typed}, follow=True)
    assert "2 × Người lớn" in page.content.decode()
    step = reverse("visits-sell:ticket-step", args=[booking.code, "in"])
    assert "Đã nhận khách." in client.post(step, follow=True).content.decode()
    assert "Việc này đã ghi trước đó" in client.post(step, follow=True).content.decode()
    booking.refresh_from_db()
    assert booking.is_attended


def test_refusals_are_said_at_the_ticket(client, booking, owner):
    client.force_login(owner)
    step = reverse("visits-sell:ticket-step", args=[booking.code, "missed"])
    assert "Buổi này chưa bắt đầu." in client.post(step, follow=True).content.decode()


def test_places_are_changed_and_never_below_what_is_sold(client, session, booking, owner):
    client.force_login(owner)
    page = reverse("visits-sell:session", args=[session.pk])
    refused = client.post(page, {"capacity": 1})
    assert (refused.status_code, "chỗ được đặt: không thể ít hơn" in refused.content.decode()) == (
        422,
        True,
    )
    client.post(page, {"capacity": 2})
    session.refresh_from_db()
    assert session.capacity == 2


def test_who_packs_changes_no_places_and_calls_nothing_off(client, session, producer):
    client.force_login(factories.make_member(producer, role="packer"))
    page = reverse("visits-sell:session", args=[session.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"capacity": 9}).status_code == 404
    off = reverse("visits-sell:call-off", args=[session.pk])
    assert client.post(off, {"note": "x"}).status_code == 403


def test_session_is_called_off_with_words(client, session, booking, owner):
    client.force_login(owner)
    off = reverse("visits-sell:call-off", args=[session.pk])
    assert client.post(off, {"note": ""}).status_code == 422
    for _twice in range(2):
        client.post(off, {"note": "Lò hỏng"})
    session.refresh_from_db()
    booking.refresh_from_db()
    assert (session.is_cancelled, session.note, bool(booking.choose_by)) == (True, "Lò hỏng", True)


def test_a_session_that_has_begun_says_why_it_stays(client, session, owner):
    visits.move_session(session, starts_in=-visits.HOUR)
    client.force_login(owner)
    off = reverse("visits-sell:call-off", args=[session.pk])
    page = client.post(off, {"note": "x"}, follow=True).content.decode()
    assert "Buổi này đã bắt đầu hoặc đã qua." in page


def test_booking_is_no_work_of_packing(client, booking, owner):
    client.force_login(owner)
    assert booking.order.number not in client.get(reverse("sell:index")).content.decode()
    page = client.get(reverse("sell:order", args=[booking.order.number])).content.decode()
    assert "tracking_code" not in page
