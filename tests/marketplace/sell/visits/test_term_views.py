"""Terms and times of a visit, on a host's screens."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.visits.models import ClosedDay, Schedule, Visit
from tests import factories, visits

pytestmark = pytest.mark.django_db
TERMS = {
    "kind": "workshop",
    "languages": ["vi", "en"],
    "duration_minutes": "90",
    "party_least": "1",
    "party_most": "8",
    "cutoff_hours": "12",
    "meeting_point_vi": "Cổng làng",
    "price_adult": "250.000",
    "price_child": "100k",
    "hours_1": "48",
    "percent_1": "100",
}


@pytest.fixture
def product(producer):
    return factories.make_product(producer, set_number=26, stock=0)


def page(name: str, key: int) -> str:
    return reverse(f"visits-sell:{name}", args=[key])


def schedule_answers() -> dict:
    return {
        "weekdays": ["5", "6"],
        "time": "09:00",
        "first": timezone.localdate().isoformat(),
        "capacity": "10",
    }


def test_terms_are_saved_and_shown_again(client, product, owner):
    client.force_login(owner)
    for _twice in range(2):
        assert client.post(page("terms", product.pk), TERMS).status_code == 302
    visit = Visit.objects.get(product=product)
    assert dict(visit.fares.values_list("guest", "price")) == {"adult": 250_000, "child": 100_000}
    assert (visit.meeting_point_vi, visit.duration_minutes) == ("Cổng làng", 90)
    shown = client.get(page("terms", product.pk)).content.decode()
    assert 'value="250.000"' in shown
    assert client.get(reverse("visits-sell:index")).status_code == 200


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"party_least": "9"}, "Đoàn đông nhất lại ít hơn đoàn ít nhất."),
        ({"percent_1": ""}, "Số giờ và phần trăm phải đi cùng nhau."),
        ({"price_adult": ""}, "price_adult"),
        ({"price_adult": str(10**10)}, "9999999999"),
        ({"percent_1": "101"}, "percent_1"),
        ({"duration_minutes": "0"}, "duration_minutes"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(client, product, owner, answers, said):
    client.force_login(owner)
    refused = client.post(page("terms", product.pk), TERMS | answers)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not Visit.objects.exists()


def test_days_and_closed_days_come_and_go(client, producer, owner):
    visit = visits.make_visit(producer)
    client.force_login(owner)
    client.post(page("times", visit.product_id), schedule_answers())
    assert visit.sessions.count() > 20
    first = timezone.localdate(visit.sessions.earliest("starts_at").starts_at)
    before = visit.sessions.count()
    for _twice in range(2):
        client.post(page("close", visit.product_id), {"day": first.isoformat(), "note": "Giỗ tổ"})
    assert visit.sessions.count() == before - 1
    shown = client.get(page("times", visit.product_id)).content.decode()
    assert "Giỗ tổ" in shown
    client.post(page("open", ClosedDay.objects.get().pk))
    assert visit.sessions.count() == before
    client.post(page("schedule-end", Schedule.objects.get().pk))
    assert visit.sessions.count() == 0


def test_a_booked_day_that_is_closed_says_what_stands(client, producer, owner):
    session = visits.make_session(visits.make_visit(producer))
    visits.booked(session)
    client.force_login(owner)
    day = timezone.localdate(session.starts_at).isoformat()
    said = client.post(page("close", session.visit.product_id), {"day": day}, follow=True)
    assert "Ngày đó còn 1 buổi có khách đặt" in said.content.decode()


@pytest.mark.parametrize(
    ("answers", "said"),
    [({"last": "2020-01-01"}, "Ngày cuối lại trước ngày đầu."), ({"weekdays": []}, "weekdays")],
)
def test_days_that_cannot_be_are_refused(client, producer, owner, answers, said):
    visit = visits.make_visit(producer)
    client.force_login(owner)
    refused = client.post(page("times", visit.product_id), schedule_answers() | answers)
    assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert client.post(page("close", visit.product_id), {"day": "x"}).status_code == 422


@pytest.mark.parametrize("key", [0, 2**63, 10**19])
def test_a_number_that_is_no_row_s_is_not_found(client, owner, key):
    client.force_login(owner)
    for name in ("terms", "times"):
        assert client.get(page(name, key)).status_code == 404
    for name in ("close", "open", "schedule-end"):
        assert client.post(page(name, key), {"day": "2026-12-12"}).status_code == 404


def test_another_producers_visit_is_not_found(client, producer, owner):
    visit = visits.make_visit(producer)
    schedule = Schedule.objects.create(
        visit=visit, weekdays=[1], time=datetime.time(9), first=timezone.localdate(), capacity=3
    )
    closed = ClosedDay.objects.create(visit=visit, day=timezone.localdate())
    client.force_login(factories.make_member(factories.make_producer("Nhà khác")))
    keys = {"terms": visit.product_id, "times": visit.product_id}
    for name, key in keys.items():
        assert client.get(page(name, key)).status_code == 404
    keys = {"close": visit.product_id, "open": closed.pk, "schedule-end": schedule.pk}
    for name, key in keys.items():
        assert client.post(page(name, key), {"day": "2026-12-12"}).status_code == 404
    assert (Schedule.objects.count(), ClosedDay.objects.count()) == (1, 1)


def test_goods_have_no_terms(client, producer, owner):
    client.force_login(owner)
    assert client.get(page("terms", factories.make_product(producer).pk)).status_code == 404
