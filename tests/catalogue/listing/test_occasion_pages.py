"""Occasions with a page: called as shops call them, those that something is sold for."""

import pytest
from django.utils.translation import override

from catalogue.facts.models import FactWord
from catalogue.facts.services import keep_facts
from catalogue.listing.occasion_pages import SAYS, occasion_words, page_of, sold_occasions
from catalogue.listing.shelf import current
from catalogue.search.models import Entry
from catalogue.search.queries import suggest
from catalogue.search.services import catch_up
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_occasion_that_the_market_begins_with_has_words_of_its_own():
    assert {word.code for word in occasion_words()} == set(SAYS)


def test_one_that_staff_add_is_called_by_its_name():
    word = FactWord.objects.create(fact="occasion", code="fathers-day", name="Ngày của Cha")
    page = page_of(word)
    assert (page.title, page.lead, page.path) == (
        "Ngày của Cha",
        "",
        "/vi/products/occasions/fathers-day/",
    )


def test_only_what_something_is_sold_for_has_a_way():
    cake, tea = factories.make_product(), factories.make_product()
    keep_facts({cake.pk: {"occasion": ["tet", "wedding"]}, tea.pk: {"occasion": ["tet"]}})
    assert [page.title for page in sold_occasions(current())] == ["Quà Tết", "Quà cưới"]
    keep_facts({cake.pk: {}})
    with override("en"):
        assert [page.title for page in sold_occasions(current())] == ["Tết gifts"]


def test_suggestions_lead_to_the_page_in_the_readers_language():
    word = FactWord.objects.get(code="souvenir")
    word.save()
    catch_up()
    assert suggest("oleh", "id")[0] == {
        "kind": "occasion",
        "title": "Oleh-oleh dari Hanoi",
        "url": "/id/products/occasions/souvenir/",
        "pk": word.pk,
    }
    word.delete()
    catch_up()
    assert not Entry.objects.filter(kind="occasion", object_pk=word.pk).exists()
