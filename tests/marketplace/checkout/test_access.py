"""A purchase is opened by whoever holds its secret, and is not signed in as somebody else."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from marketplace.checkout.access import find_purchase
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def opens(rf, user, token) -> bool:
    request = rf.get("/")
    request.user = user
    try:
        return find_purchase(request, token).token == token
    except Http404:
        return False


def test_a_guests_purchase_opens_for_whoever_holds_its_secret(rf, product, buyer, staff):
    token = place([(product, 1)]).token
    assert [opens(rf, user, token) for user in (AnonymousUser(), buyer, staff)] == [True] * 3


def test_a_buyers_purchase_is_not_found_by_another_account(rf, product, buyer, stranger, staff):
    token = place([(product, 1)], user=buyer).token
    assert opens(rf, buyer, token)
    assert not opens(rf, stranger, token)
    assert opens(rf, staff, token)
    assert opens(rf, AnonymousUser(), token)  # the link of the mail, before signing in


def test_a_secret_that_was_guessed_opens_nothing(rf, product, staff):
    place([(product, 1)])
    assert not opens(rf, staff, uuid.uuid4())
