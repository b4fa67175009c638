"""The queue of entries and the page of one: who may answer, what they read, what stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certificates.models import Certificate, Decision, Proposal
from marketplace.accounts.models import User
from tests import factories
from tests.marketplace.ocop.desk import (
    ENTRIES,
    GRANT,
    answered,
    client_of,
    confirmed,
    entry,
    messages_of,
    second,
    words_of,
)

pytestmark = pytest.mark.django_db
RATED, DECISION = "/en/programme/rated/new/", "/en/programme/decisions/new/"


@pytest.fixture
def asked(office, product) -> Proposal:
    office.post(GRANT, entry(product), follow=True)
    return Proposal.objects.get()


def listed(response) -> list[str]:
    return [each.title for each in response.context["page"]]


def test_what_waits_is_listed_and_its_facts_are_read(office, asked, product):
    index = words_of(office.get("/en/programme/"))
    assert "1 entry waits for a second person" in index
    assert listed(office.get(ENTRIES)) == [product.title]
    page = words_of(office.get(f"{ENTRIES}{asked.pk}/"))
    for told in ("12/QĐ-UBND", "UBND thành phố Hà Nội", "Province or city", "78.5", "Đợt 1"):
        assert told in page
    assert "You entered it: another officer confirms it." in page
    assert 'name="make"' not in page


def test_who_entered_it_does_not_confirm_it_by_any_form(office, asked):
    said = answered(asked, office, make="1")
    assert messages_of(said) == ["A second person has to confirm what you asked for."]
    assert not Certificate.objects.exists()
    assert messages_of(answered(asked, office, refuse="1")) == ["You took it back."]


def test_an_officer_who_works_for_its_maker_does_not_confirm_it(asked, product):
    browser = second()
    person = User.objects.get(email="second@example.com")
    product.producer.memberships.create(user=person, role="owner")
    said = messages_of(answered(asked, browser))
    assert said == ["You work for the maker of this: another officer has to confirm it."]
    assert not Certificate.objects.exists()


def test_sent_back_with_a_reason_it_is_entered_anew(office, asked):
    browser = second()
    empty = browser.post(f"{ENTRIES}{asked.pk}/", {"refuse": "1"})
    assert empty.status_code == 422
    assert empty.context["form"].errors == {
        "answer": ["Say why it goes back, so that it can be mended."]
    }
    said = answered(asked, browser, refuse="1", answer="Sai số sao")
    assert messages_of(said) == ["Sent back."]
    page = words_of(office.get(f"{ENTRIES}{asked.pk}/"))
    assert "Sai số sao" in page and f"{GRANT}?again={asked.pk}" in page
    assert listed(office.get(ENTRIES)) == []
    assert listed(office.get(ENTRIES, {"show": "back"})) == [asked.title]
    form = office.get(GRANT, {"again": asked.pk}).context["form"]
    assert form.initial["decision_number"] == "12/QĐ-UBND"
    assert (form.initial["product"], form.initial["note"]) == (asked.facts["product"], "Đợt 1")


def test_confirmed_twice_it_is_one(asked):
    browser = second()
    for _twice in range(2):
        assert messages_of(answered(asked, browser)) == ["Entered. The shop shows it now."]
    assert Certificate.objects.count() == 1
    said = answered(asked, browser, refuse="1", answer="Nhầm")
    assert messages_of(said) == ["Somebody has decided on this already."]


def test_a_refusal_of_the_register_is_read_and_the_entry_waits(asked, product):
    factories.make_certificate(product, decision_number="12/QĐ-UBND")
    said = answered(asked, second())
    assert messages_of(said) == ["This decision is on file for this product already."]
    asked.refresh_from_db()
    assert asked.is_asked


def test_a_decision_is_entered_by_two(office):
    facts = {name: entry(factories.make_product())[name] for name in ("decision_number",)}
    facts |= {"decision_date": "2026-03-02", "authority": "UBND tỉnh", "level": "province"}
    asked = office.post(DECISION, facts, follow=True)
    assert messages_of(asked) == ["Written down. A second person has to confirm it."]
    again = office.get(DECISION, {"again": Proposal.objects.get().pk}).context["form"]
    assert again.initial["authority"] == "UBND tỉnh"
    assert not Decision.objects.exists()
    assert messages_of(confirmed()) == ["Entered as 12/QĐ-UBND."]
    made = Decision.objects.get()
    assert f"{GRANT}?decision={made.pk}" in words_of(
        office.get(f"{ENTRIES}{Proposal.objects.get().pk}/")
    )
    known = office.post(DECISION, facts)
    assert known.context["form"].errors == {
        "decision_number": ["This decision is on file already."]
    }
    early = office.post(DECISION, facts | {"decision_date": "2018-01-01"})
    assert early.context["form"].errors == {
        "decision_date": ["No law on OCOP was in force on this day."]
    }


def test_a_rated_product_like_another_is_asked_for_its_code(office):
    near = factories.make_rated()
    facts = {
        "name": near.name,
        "holder_name": near.holder_name,
        "holder_kind": near.holder_kind,
        "commune": near.commune.code,
        "ocop_set": near.ocop_set_id,
    }
    answer = office.post(RATED, facts)
    assert answer.context["form"].errors == {
        "code": [
            "A product of this name and holder is on file in this commune. If this is another "
            "one, write its code."
        ]
    }
    office.post(RATED, facts | {"code": "X-1", "year": "2025"})
    asked = Proposal.objects.get()
    initial = office.get(RATED, {"again": asked.pk}).context["form"].initial
    assert (initial["code"], initial["ocop_set"]) == ("X-1", near.ocop_set)


@pytest.mark.parametrize("again", ["", "x", "-1", "99999", "9" * 30, "\x00"])
def test_an_entry_that_is_none_begins_an_empty_form(office, again):
    for path in (GRANT, RATED, DECISION):
        assert "code" not in office.get(path, {"again": again}).context["form"].initial


def test_strangers_and_members_stay_outside(client, asked, producer):
    client.logout()
    paths = (ENTRIES, f"{ENTRIES}{asked.pk}/", DECISION)
    assert {client.post(path, {"make": "1"}).status_code for path in paths} == {302}
    client.force_login(factories.make_member(producer))
    assert {client.post(path, {"make": "1"}).status_code for path in paths} == {403}
    assert not Certificate.objects.exists()


def test_what_is_not_there_is_not_found(office):
    assert office.post(f"{ENTRIES}99999/", {"make": "1"}).status_code == 404


def test_a_post_that_says_neither_changes_nothing(asked):
    browser = second()
    assert browser.post(f"{ENTRIES}{asked.pk}/", {"answer": "x"}).status_code == 200
    asked.refresh_from_db()
    assert asked.is_asked


def test_the_queue_is_searched_and_asks_the_same_however_many_wait(office, asked):
    def asked_for() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(ENTRIES)
        return len(queries)

    office.get(ENTRIES)
    before = asked_for()
    for _each in range(3):
        office.post(GRANT, entry(factories.make_product()))
    assert asked_for() == before
    assert listed(office.get(ENTRIES, {"q": asked.facts["product"]})) == [asked.title]
    assert "Nothing found." in words_of(office.get(ENTRIES, {"q": "zzz"}))


@pytest.mark.parametrize("language", ["vi", "id"])
def test_the_pages_speak_the_reader_s_language(asked, language):
    browser = client_of("officer@example.com")
    for path in (ENTRIES, f"{ENTRIES}{asked.pk}/"):
        text = words_of(browser.get(path.replace("/en/", f"/{language}/")))
        for english in ("Register entries", "Entered by", "second person", "another officer"):
            assert english not in text
