"""The demo market: who may sign in there, whatever an older version left."""

import pytest
from allauth.account.models import EmailAddress

from marketplace.demo.market import PEOPLE, make_people

pytestmark = pytest.mark.django_db


def test_demo_people_may_sign_in_whatever_stood_of_their_addresses():
    buyer = make_people()["buyer"]
    EmailAddress.objects.filter(user=buyer).update(verified=False, primary=False)
    make_people()
    rows = EmailAddress.objects.order_by("pk").values_list("email", "verified")
    assert list(rows) == [(email, True) for email in PEOPLE.values()]
