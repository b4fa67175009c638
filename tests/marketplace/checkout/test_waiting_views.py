"""Waiting for a full session: once an address, for whom it is shown to."""

import pytest
from django.urls import reverse

from marketplace.checkout import waiting_views
from marketplace.visits.models import WaitingGuest
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=1)


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
    wait(client, session, email="minh@example.vn")
    assert WaitingGuest.objects.count() == 1


def test_closed_sessions_and_drafts_are_not_found(client, session):
    session.visit.product.publication = 0
    session.visit.product.save()
    assert wait(client, session).status_code == 404
    closed = visits.make_session(starts_in=visits.HOUR)
    assert wait(client, closed).status_code == 404
