"""Waiting for a full session: once an address, for whom it is shown to."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from marketplace.checkout import waiting_views
from marketplace.visits.models import Session, WaitingGuest
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=0)


def said(response) -> list[str]:
    return [str(each) for each in response.wsgi_request._messages]


def wait(client, session, **answers):
    answers = {"email": "Lan@example.vn", "guests": "2"} | answers
    return client.post(reverse("visits:wait", args=[session.pk]), answers)


def test_somebody_waits_once_and_may_say_another_number(client, session):
    assert client.get(reverse("visits:wait", args=[session.pk])).status_code == 200
    wait(client, session)
    wait(client, session, guests="3")
    assert list(WaitingGuest.objects.values_list("email", "guests", "language")) == [
        ("lan@example.vn", 3, "vi")
    ]


@pytest.mark.parametrize(("guests", "status"), [("0", 422), ("1", 302), ("50", 302), ("51", 422)])
def test_numbers_have_bounds(client, session, guests, status):
    assert wait(client, session, guests=guests).status_code == status


def test_a_full_list_takes_nobody_more(client, session, monkeypatch):
    monkeypatch.setattr(waiting_views, "MOST_WAITING", 1)
    wait(client, session)
    full = wait(client, session, email="minh@example.vn")
    assert WaitingGuest.objects.count() == 1
    with override("vi"):
        assert said(full)[-1:] == [
            gettext("Very many wait for this session: please choose another.")
        ]
    wait(client, session, guests="4")  # who is on it may still say another number
    assert WaitingGuest.objects.get().guests == 4


@pytest.mark.parametrize(("guests", "waits"), [("2", 0), ("3", 1)])
def test_nobody_waits_where_there_is_room(client, session, guests, waits):
    Session.objects.update(capacity=2)
    wait(client, session, guests=guests)
    assert WaitingGuest.objects.count() == waits


def test_who_was_told_and_was_too_late_waits_anew_behind_the_others(client, session):
    wait(client, session)
    WaitingGuest.objects.update(told_at=timezone.now())
    wait(client, session, email="minh@example.vn")
    wait(client, session)
    rows = WaitingGuest.objects.order_by("pk").values_list("email", "told_at")
    assert list(rows) == [("minh@example.vn", None), ("lan@example.vn", None)]


def test_closed_sessions_and_drafts_are_not_found(client, session):
    session.visit.product.publication = 0
    session.visit.product.save()
    assert wait(client, session).status_code == 404
    closed = visits.make_session(starts_in=visits.HOUR)
    assert wait(client, closed).status_code == 404
