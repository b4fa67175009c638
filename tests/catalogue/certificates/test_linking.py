"""A rated product becomes one of the shop's by two people, and is untied by two."""

import pytest
from django.db import IntegrityError, transaction

from catalogue.certificates.linking import ask_link, decide_link, waiting_links
from catalogue.certificates.models import RatedLink
from catalogue.certificates.rules import CertificateRefused
from tests import factories
from tests.catalogue.certificates.certificates import shown

pytestmark = pytest.mark.django_db
State = RatedLink.State


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


@pytest.fixture
def rated():
    made = factories.make_rated()
    factories.make_certificate(None, rated=made, stars=4)
    return made


@pytest.fixture
def asked(rated, product, officer):
    return ask(rated, product, officer)


def ask(rated, product, by):
    return ask_link(rated=rated, product=product, reason="Cùng tên, cùng chủ thể", by=by)


def decide(link, by, *, agrees=True):
    return decide_link(link=link, agrees=agrees, by=by)


def test_a_tie_waits_and_changes_nothing(rated, product, asked):
    rated.refresh_from_db()

    assert (rated.product, shown(product)[0], asked.state) == (None, None, State.ASKED)
    assert list(waiting_links()) == [asked]


def test_a_second_person_ties_it_and_stars_follow(rated, product, asked, second):
    decide(asked, second)

    rated.refresh_from_db()
    assert (rated.product, rated.certificates.get().product) == (product, product)
    assert shown(product)[0] == 4
    assert list(waiting_links()) == []


def test_two_untie_it_and_the_register_keeps_all(rated, product, asked, officer, second):
    decide(asked, second)
    rated.refresh_from_db()
    decide(ask(rated, None, second), officer)

    rated.refresh_from_db()
    held = rated.certificates.get()
    assert (rated.product, held.product, shown(product)) == (None, None, (None, None))
    assert rated.links.filter(state=State.MADE).count() == 2


def test_who_asked_does_not_decide(rated, product, asked, officer):
    with pytest.raises(CertificateRefused, match="own"):
        decide(asked, officer)

    assert decide(asked, officer, agrees=False).state == State.REFUSED


def test_the_same_answer_again_changes_nothing_and_the_other_is_refused(asked, second):
    decide(asked, second)
    assert decide(asked, second).state == State.MADE

    with pytest.raises(CertificateRefused, match="decided"):
        decide(asked, second, agrees=False)


def test_one_question_waits_at_a_time(rated, asked, officer):
    with pytest.raises(CertificateRefused, match="open"):
        ask(rated, factories.make_product(), officer)


def test_what_it_is_already_is_refused(rated, officer):
    with pytest.raises(CertificateRefused, match="same"):
        ask(rated, None, officer)


def test_a_product_with_a_certificate_of_its_own_is_taken(rated, product, officer):
    factories.make_certificate(product)

    with pytest.raises(CertificateRefused, match="taken"):
        ask(rated, product, officer)


def test_one_that_is_tied_is_untied_first(rated, product, asked, officer, second):
    decide(asked, second)
    rated.refresh_from_db()

    with pytest.raises(CertificateRefused, match="taken"):
        ask(rated, factories.make_product(), officer)


def test_what_was_taken_meanwhile_is_refused(rated, product, asked, second):
    factories.make_certificate(product)

    with pytest.raises(CertificateRefused, match="taken"):
        decide(asked, second)

    asked.refresh_from_db()
    assert asked.state == State.ASKED


def test_the_database_wants_two_people(asked, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        RatedLink.objects.update(state=State.MADE, decided_by=officer)
