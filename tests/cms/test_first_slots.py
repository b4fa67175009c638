"""What a home begins with: slots in the reader's language, each promise with the page behind it."""

import pytest
from django.utils.translation import override

from cms.first_slots import first_slots
from cms.models import HomePage, PlainPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def test_slots_speak_the_language_and_link_to_pages_of_it():
    home = HomePage.objects.get(locale__language_code="en")
    with override("en"):
        slots = dict(first_slots(home, "en"))
    assert slots["stars"]["title"] == "Five stars, valid today"
    assert slots["price"]["title"] == "Under ₫300,000"
    linked = [step["page"] for step in slots["trust"]["steps"]]
    pages = PlainPage.objects.filter(pk__in=linked, locale=home.locale)
    assert {page.kind for page in pages} == {"delivery", "returns", "payment", "complaints"}


def test_a_promise_whose_page_is_gone_stands_without_a_link():
    home = HomePage.objects.get(locale__language_code="en")
    PlainPage.objects.get(kind="payment", locale=home.locale).delete()
    steps = dict(first_slots(HomePage.objects.get(pk=home.pk), "en"))["trust"]["steps"]
    assert [bool(step["page"]) for step in steps] == [True, True, False, True]
