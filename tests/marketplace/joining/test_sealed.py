"""Closed columns open for their own row alone, under old keys and new ones."""

import pytest

from marketplace.joining.sealed import CITIZEN, account_in, close_anew, open_closed
from marketplace.keys import sealing, services
from marketplace.keys.models import Key
from tests.marketplace.joining.applicants import ACCOUNT, make_application
from tests.marketplace.joining.applicants import CITIZEN as NUMBER

pytestmark = pytest.mark.django_db


def test_what_is_closed_opens_in_its_own_row_alone():
    one, other = make_application(), make_application()
    assert open_closed(one, CITIZEN) == NUMBER
    other.citizen_sealed = one.citizen_sealed
    with pytest.raises(sealing.DoesNotOpen):
        open_closed(other, CITIZEN)
    one.citizen_sealed = "9:" + one.citizen_sealed.partition(":")[2]
    with pytest.raises(sealing.DoesNotOpen):
        open_closed(one, CITIZEN)
    one.citizen_sealed = ""
    assert open_closed(one, CITIZEN) == ""


def test_everything_is_closed_anew_under_a_new_key(keys_of_database):
    made = make_application()
    before = made.citizen_sealed
    services.make_key(Key.Purpose.PEOPLE)
    assert close_anew() == 1
    made.refresh_from_db()
    assert made.citizen_sealed.partition(":")[0] != before.partition(":")[0]
    assert (open_closed(made, CITIZEN), account_in(made)) == (NUMBER, ACCOUNT)
