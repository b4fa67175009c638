"""Officers look through the score sheets: one checks, another puts in force."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.programme.checking import note_checked, standing_of, versions_now
from marketplace.programme.models import SheetEvent
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/programme/sheets/"


def given(act, number=21, **others):
    return {"digest": sheet_of(number).digest, "note": "", act: "1", **others}


def test_the_list_has_all_sheets_with_their_states(office, officer):
    note_checked(number=21, digest=sheet_of(21).digest, note="", by=officer)
    page = office.get(LIST)
    text = page.content.decode()
    assert [version.number for version, _name, _sheet in page.context["rows"]] == list(NUMBERS)
    assert text.count("Not checked") == 25
    assert text.count("Checked by one person") == 1
    assert f'href="{LIST}21/"' in text
    assert f'href="{LIST}"' in office.get("/en/programme/").content.decode()


def test_a_sheet_names_what_was_mended_and_what_is_in_doubt(office):
    page = " ".join(office.get(f"{LIST}23/").content.decode().split())
    assert "The two lowest options had 1 point each: the first is taken as 0." in page
    assert "Likely, not certain." in page
    assert "The mark for three stars stands on the highest option." in page
    page = " ".join(office.get(f"{LIST}26/").content.decode().split())
    assert "Several providers of a community together" in page
    assert (
        "0 points in a line below end the assessment." in office.get(f"{LIST}16/").content.decode()
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_every_sheet_has_a_page_in_each_language(office, number):
    for language in ("vi", "en", "id"):
        page = office.get(f"/{language}/programme/sheets/{number}/")
        assert page.status_code == 200


def test_one_checks_and_another_puts_in_force(office, client, officer):
    assert office.post(f"{LIST}21/", given("check", note="Công báo 512")).status_code == 302
    page = office.get(f"{LIST}21/").content.decode()
    assert "You checked it: another officer puts it in force." in page
    assert 'name="agree"' not in page
    own = office.post(f"{LIST}21/", given("agree"))
    assert own.status_code == 422
    assert standing_of(sheet_of(21)) == "checked"
    client.force_login(factories.make_officer("b@example.vn"))
    assert 'name="agree"' in client.get(f"{LIST}21/").content.decode()
    assert client.post(f"{LIST}21/", given("agree")).status_code == 302
    assert standing_of(sheet_of(21)) == "in_force"
    page = client.get(f"{LIST}21/").content.decode()
    assert "Công báo 512" in page
    assert "Put in force" in page


def test_taking_back_asks_for_a_reason_beside_the_field(office, officer):
    office.post(f"{LIST}21/", given("check"))
    answer = office.post(f"{LIST}21/", given("take_back"))
    assert answer.status_code == 422
    assert "Say what is wrong with it." in answer.content.decode()
    office.post(f"{LIST}21/", given("take_back", note="6.2"))
    assert versions_now()[21].state == "unchecked"
    assert [each.act for each in SheetEvent.objects.all()] == ["checked", "taken_back"]


@pytest.mark.parametrize(
    ("act", "others", "said"),
    [
        ("check", {"digest": "0" * 64}, "The sheet is another one now. Please look at it again."),
        ("agree", {}, "Somebody has to compare it with the gazette first."),
    ],
)
def test_a_refusal_is_said(office, act, others, said):
    answer = office.post(f"{LIST}21/", given(act, **others))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_second_check_is_refused(office):
    other = factories.make_user()
    note_checked(number=21, digest=sheet_of(21).digest, note="", by=other)
    answer = office.post(f"{LIST}21/", given("check"))
    assert "Another officer has checked it already." in answer.content.decode()


def test_a_post_that_says_nothing_does_nothing(office):
    assert office.post(f"{LIST}21/", {}).status_code == 200
    assert not SheetEvent.objects.exists()


@pytest.mark.parametrize("number", [0, 27, 99999])
def test_there_are_no_other_sheets(office, number):
    assert office.get(f"{LIST}{number}/").status_code == 404


def test_nobody_else_reads_them(client, owner, buyer):
    for person in (owner, buyer):
        client.force_login(person)
        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}21/").status_code == 403
        assert client.post(f"{LIST}21/", given("check")).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def test_queries_do_not_grow_with_what_happened(office, officer):
    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            office.get(path)
        return len(queries)

    office.get(LIST)
    note_checked(number=1, digest=sheet_of(1).digest, note="", by=officer)
    few = asked(LIST), asked(f"{LIST}1/")
    for number in (2, 3):
        note_checked(number=number, digest=sheet_of(number).digest, note="", by=officer)
    version = versions_now()[1]
    for _each in range(3):
        SheetEvent.objects.create(version=version, act="taken_back", note="x", by=officer)
    assert (asked(LIST), asked(f"{LIST}1/")) == few
