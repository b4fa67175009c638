"""Who runs the shop: what editors write of it, and what is not taken."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cms.contact import ShopContact, shop_contact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_without_a_word_of_editors_the_papers_name_it(settings):
    settings.SHOP_OPERATOR = "Công ty Làng Việt"
    assert (shop_contact().name, shop_contact().can_be_reached) == ("Công ty Làng Việt", False)
    assert not ShopContact.objects.exists()  # reading a page writes nothing
    ShopContact.objects.create(owner="HTX Chợ Làng", phone="024 7300 1234")
    assert (shop_contact().name, shop_contact().can_be_reached) == ("HTX Chợ Làng", True)


@pytest.mark.parametrize(
    ("days", "opens", "closes", "said"),
    [
        ("mon-fri", time(8), time(17, 30), "Monday to Friday, 08:00–17:30"),
        ("every", None, None, "every day"),
        ("", time(8), time(12), "08:00–12:00"),
        ("", None, None, ""),
    ],
)
def test_hours_are_said_as_far_as_they_are_known(days, opens, closes, said):
    assert ShopContact(days=days, opens=opens, closes=closes).hours == said


def test_a_telephone_is_dialled_by_its_digits():
    assert ShopContact(phone="(+84) 24 7300-1234").dialled == "+842473001234"


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [
        (time(8), None, "Give both times, or none."),
        (None, time(8), "Give both times, or none."),
        (time(8), time(8), "It closes after it opens."),
        (time(17), time(8), "It closes after it opens."),
    ],
)
def test_times_that_say_nothing_are_refused(opens, closes, sentence):
    with pytest.raises(ValidationError) as refused:
        ShopContact(opens=opens, closes=closes).clean()
    assert refused.value.message_dict == {"closes": [sentence]}


def test_a_minute_is_an_opening():
    ShopContact(opens=time(8), closes=time(8, 1)).clean()
