"""The page of a visit: a month of sessions with places left, in six queries at most."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from marketplace.frame.money import format_dong
from marketplace.visits.models import Session
from marketplace.visits.offers import month_of, visit_offer
from tests import visits

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-12", DAY(2026, 12, 1)),
        ("2026-11", None),
        ("2026-13", None),
        ("9999-12", None),
        ("x", None),
        ("", None),
    ],
)
def test_month_is_read_and_what_is_over_is_none(text, first):
    assert month_of(text, DAY(2026, 12, 24)) == first


@pytest.mark.parametrize("sessions", [1, 40])
def test_a_month_costs_six_queries_at_most(django_assert_max_num_queries, sessions):
    visit = visits.make_visit()
    first = timezone.now() + visits.DAY
    Session.objects.bulk_create(
        Session(visit=visit, starts_at=at, closes_at=at, capacity=9)
        for at in (first + number * datetime.timedelta(minutes=1) for number in range(sessions))
    )
    with django_assert_max_num_queries(6):
        offer = visit_offer(visit.product_id)
    assert sum(len(day.sessions) for day in offer.days) == sessions


def test_sessions_say_how_many_places_are_left():
    visit = visits.make_visit()
    open_one = visits.make_session(visit, capacity=5, starts_in=10 * visits.DAY)
    full = visits.make_session(visit, capacity=1, starts_in=10 * visits.DAY + visits.HOUR)
    Session.objects.filter(pk=full.pk).update(taken=1)
    month = f"{timezone.localdate(open_one.starts_at):%Y-%m}"
    with override("en"):
        offer = visit_offer(visit.product_id, month)
    assert offer.fares[0].price == format_dong(visit.fares.first().price, "en") != ""
    says = {row.pk: (row.says, row.can_book) for day in offer.days for row in day.sessions}
    assert says == {open_one.pk: ("5 places left", True), full.pk: ("Full", False)}
    cells = [cell for week in offer.weeks for cell in week if cell.anchor]
    assert sum(cell.left for cell in cells) == 5


def test_what_closed_says_so():
    session = visits.make_session(starts_in=2 * visits.HOUR)
    offer = visit_offer(session.visit.product_id)
    with override("en"):
        rows = [row for day in offer.days for row in day.sessions]
    assert [row.can_book for row in rows] == [False]
    assert not offer.can_book


def test_next_sessions_are_shown_first_and_later_months_led_to():
    visit = visits.make_visit()
    visits.make_session(visit, starts_in=40 * visits.DAY)
    last = visits.make_session(visit, starts_in=100 * visits.DAY)
    offer = visit_offer(visit.product_id)
    assert sum(len(day.sessions) for day in offer.days) == 1
    assert offer.earlier
    assert offer.later
    last_month = f"{timezone.localdate(last.starts_at):%Y-%m}"
    assert visit_offer(visit.product_id, last_month).later == ""


def test_product_without_terms_has_no_offer():
    assert visit_offer(0) is None


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_page_of_a_visit_speaks_of_no_lot_and_no_courier(client, language):
    session = visits.make_session(capacity=4)
    with override(language):
        address = session.visit.product.get_absolute_url()
    page = client.get(address).content.decode()
    assert f'value="{session.pk}"' in page
    assert 'name="guests_adult"' in page
    assert 'id="origin"' not in page
    assert "UTC+7" in page
