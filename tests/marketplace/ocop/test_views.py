"""The officers' register: who is let in, what is found, what is refused and in which words."""

import datetime
import inspect
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.certificates import corrections, rules, services
from catalogue.certificates.models import Certificate, CertificateEvent, Correction, RatingLaw
from catalogue.certificates.rules import law_in_force, months_later
from catalogue.certificates.services import revoke_certificate
from catalogue.models import Product
from marketplace.ocop.forms import FIELD_OF, REASONS
from tests import factories
from tests.clock import read

TODAY = timezone.localdate

pytestmark = pytest.mark.django_db
INDEX, GRANT = "/en/programme/", "/en/programme/grant/"


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def tomorrow() -> datetime.date:
    return today() + days(1)


def today() -> datetime.date:
    return timezone.localdate()


def page_of(certificate) -> str:
    return f"/en/programme/{certificate.pk}/"


def words_of(response) -> str:
    return unescape(response.content.decode())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product, decision_number="77/QĐ-UBND")


@pytest.fixture
def office(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client


def entry(rated, **answers) -> dict:
    """What an officer types for a certificate that nothing speaks against.

    The law and the end follow from the days.
    """
    facts = {
        "product": rated.code,
        "decision_number": "12/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": "province",
        "stars": 4,
        "score": "78.50",
        "issued_on": today() - days(1),
        "note": "Đợt 1",
    }
    return facts | answers


# Who is let in -----------------------------------------------------------------------------


def member_with_certificate():
    foreign = factories.make_product()
    factories.make_certificate(foreign)
    return factories.make_member(foreign.producer)


def staff_who_is_no_officer():
    return factories.make_accountant()


def test_law_of_another_time_is_refused_beside_its_field(office, product):
    older = RatingLaw.objects.get(code="1048/QĐ-TTg").pk
    response = office.post(GRANT, entry(product, law=older))
    sentence = "This law was not in force on the day of the decision."
    assert response.context["form"].errors == {"law": [sentence]}


def test_register_names_what_was_entered_against_the_law(office, held, product):
    Certificate.objects.update(stars=5, score=95, level=Certificate.Level.PROVINCE)
    (told,) = office.get("/en/programme/").context["wrong"]
    assert told == (held, "Five stars are granted by the ministry only.")
    Certificate.objects.update(revoked_on=today())
    assert office.get("/en/programme/").context["wrong"] == []


@pytest.mark.parametrize(
    ("issued", "told"),
    [(-1, "Entered. The shop shows it now."), (9, "Entered. The shop shows it from ")],
)
def test_officer_reads_since_when_the_shop_shows_it(office, product, issued, told):
    answer = entry(product, issued_on=today() + days(issued))
    response = office.post(GRANT, answer, follow=True)
    assert messages_of(response)[0].startswith(told)
    certificate = Certificate.objects.get()
    assert certificate.expires_on == months_later(certificate.issued_on, 36)
    assert certificate.law == law_in_force(today() - days(2))


@pytest.mark.parametrize(
    "person", [factories.make_user, member_with_certificate, staff_who_is_no_officer]
)
def test_register_is_closed_to_others(client, held, product, person):
    answers = [
        (INDEX, {}),
        (GRANT, entry(product)),
        (page_of(held), {"revoke": "1", "on": today(), "ground": "other", "note": "…"}),
        (page_of(held), {"extend": "1", "until": held.expires_on + days(1), "note": "…"}),
        (f"{page_of(held)}correct/", correction_of(held, stars=3)),
    ]
    before = Certificate.objects.count()
    for page, answer in answers:
        for response in (client.get(page), client.post(page, answer)):
            assert response.status_code == 302
            assert response["Location"].startswith("/en/account/login/?next=/en/programme/")
    client.force_login(person())
    before = Certificate.objects.count()
    for page, answer in answers:
        assert client.get(page).status_code == client.post(page, answer).status_code == 403
    held.refresh_from_db()
    assert (held.revoked_on, held.extended_until) == (None, None)
    assert Certificate.objects.count() == before
    assert not CertificateEvent.objects.exists()


def test_officers_and_superusers_are_let_in(client, held, officer, staff):
    for person in (officer, staff):
        client.force_login(person)
        assert [client.get(page).status_code for page in (INDEX, GRANT, page_of(held))] == [200] * 3


def test_certificate_that_is_not_there_is_not_found(office, held):
    assert office.get(f"/en/programme/{held.pk + 1}/").status_code == 404
    gone = {"revoke": "1", "on": today(), "ground": "other", "note": "…"}
    assert office.post(f"/en/programme/{held.pk + 1}/", gone).status_code == 404
    assert not CertificateEvent.objects.exists()


# The register ------------------------------------------------------------------------------


def listed(response) -> list[str]:
    return [row.decision_number for row, _state, _tone in response.context["entries"]]


def test_register_shows_state_and_tone_with_what_ends_first_first(office, product):
    for number, begins, ends, fields in (
        ("ahead", 1, 1001, {}),
        ("valid", -10, 1000, {}),
        ("renewal", -10, 150, {}),
        ("extended", -10, -2, {"extended_until": today()}),
        ("expired", -10, -1, {}),
        ("revoked", -10, 999, {"revoked_on": today()}),
    ):
        factories.make_certificate(
            product,
            decision_number=number,
            issued_on=today() + days(begins),
            expires_on=today() + days(ends),
            **fields,
        )
    response = office.get(INDEX)
    entries = response.context["entries"]
    assert [(row.decision_number, state, tone) for row, state, tone in entries] == [
        ("extended", "Extended", "wait"),
        ("expired", "Expired", "bad"),
        ("renewal", "In the renewal window", "wait"),
        ("revoked", "Revoked", "bad"),
        ("valid", "Valid", "ok"),
        ("ahead", "Not in force yet", "wait"),
    ]
    assert '<span class="tag tag--bad">Revoked</span>' in words_of(response)
    assert product.title in words_of(response)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["1/QĐ", "2/QĐ"]),
        ("  lo HOA ", ["1/QĐ"]),
        ("Lọ hoa", ["1/QĐ"]),
        ("2/qđ".upper(), ["2/QĐ"]),
        ("/Q", ["1/QĐ", "2/QĐ"]),
        ("\x00lo hoa\x00", ["1/QĐ"]),
        ("gone", []),
    ],
)
def test_register_is_searched_by_product_and_decision(office, product, asked, found):
    other = factories.make_product(product.producer)
    Product.objects.filter(pk=product.pk).update(search_text="lo hoa p000001")
    for number, one in ((1, product), (2, other)):
        factories.make_certificate(one, decision_number=f"{number}/QĐ")
    response = office.get(INDEX, {"q": asked})
    assert listed(response) == found
    assert ("Nothing found." in words_of(response)) is not bool(found)


def test_register_asks_the_same_however_many_there_are(office, product):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(INDEX)
        return len(seen)

    factories.make_certificate(product)
    office.get(INDEX)
    one = queries()
    for _each in range(3):
        factories.make_certificate(factories.make_product())
    assert queries() == one


# Granting ----------------------------------------------------------------------------------


def test_officer_enters_a_certificate_and_its_page_tells_it(office, officer, product):
    response = office.post(GRANT, entry(product, product=f" {product.code} "), follow=True)
    certificate = Certificate.objects.get()
    assert response.redirect_chain == [(page_of(certificate), 302)]
    assert messages_of(response) == ["Entered. The shop shows it now."]
    assert (certificate.product, certificate.stars) == (product, 4)
    event = certificate.events.get()
    assert (event.kind, event.by, event.note) == ("granted", officer, "Đợt 1")
    page = words_of(response)
    for told in ("12/QĐ-UBND", "UBND thành phố Hà Nội", "Granted", "officer@example.com", "Đợt 1"):
        assert told in page
    product.refresh_from_db()
    assert product.ocop_stars == 4


def test_form_begins_with_today(office):
    assert f'value="{today():%Y-%m-%d}"' in words_of(office.get(GRANT))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"stars": 5},
            "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90).",
        ),
        (
            {"score": "49.99", "stars": 3},
            "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90).",
        ),
        (
            {"stars": 5, "score": "95"},
            "Five stars are granted by the ministry only.",
        ),
        ({"level": "district"}, "Districts decided until June 2025 only."),
        ({"decision_date": "2019-08-20"}, "No law on OCOP was in force on this day."),
        (
            {"decision_date": tomorrow, "issued_on": tomorrow},
            "The decision is of a day that has not come.",
        ),
        (
            {"decision_date": "2026-01-02", "issued_on": "2026-01-01"},
            "The dates do not follow each other: decision, issue, expiry.",
        ),
        ({"expires_on": lambda: today() + days(7300)}, "It ends later than the law's term allows."),
        (
            {"expires_on": lambda: today() + days(300), "note": ""},
            "It ends before the law's term is over: say why in the note.",
        ),
        ({"product": "NOPE"}, "There is no product with this code."),
        ({"level": "village"}, "Select a valid choice. village is not one of the available"),
        ({"law": "999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"note": "x" * 1001}, "Ensure this value has at most 1000 characters (it has 1001)."),
        ({"issued_on": "31.2.2026"}, "Enter a valid date."),
        ({"decision_number": ""}, "This field is required."),
        ({"score": "100.01", "stars": 5}, "Ensure this value is less than or equal to 100."),
        ({"score": "-0.01"}, "Ensure this value is greater than or equal to 0."),
        ({"stars": 2}, "Ensure this value is greater than or equal to 3."),
        ({"stars": 6}, "Ensure this value is less than or equal to 5."),
        (
            {"expires_on": lambda: today() - days(1)},
            "The dates do not follow each other: decision, issue, expiry.",
        ),
    ],
)
def test_officer_reads_why_a_certificate_is_not_taken(office, product, answers, sentence):
    response = office.post(GRANT, entry(product, **read(answers)))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not Certificate.objects.exists()


def test_same_entry_twice_is_one_certificate(office, product):
    other = factories.make_product(product.producer)
    assert office.post(GRANT, entry(product)).status_code == 302
    response = office.post(GRANT, entry(product))
    assert response.status_code == 422
    assert "This decision is on file for this product already." in words_of(response)
    assert Certificate.objects.count() == CertificateEvent.objects.count() == 1
    assert office.post(GRANT, entry(other)).status_code == 302  # one decision rates many


def test_every_reason_is_a_sentence():
    """Whatever the services refuse with is a key of REASONS."""
    sources = [corrections, rules, services]
    raised = {
        reason
        for source in sources
        for reason in re.findall(r'CertificateRefused\("(\w+)"\)', inspect.getsource(source))
    }
    assert set(REASONS) == raised | {"revoked"}
    assert set(FIELD_OF) < set(REASONS)


# Extending and revoking --------------------------------------------------------------------


@pytest.fixture
def ending(product) -> Certificate:
    """One whose window for re-rating has closed."""
    return factories.make_certificate(product, expires_on=today() + days(40))


def extension(until, filed_on=None) -> dict:
    return {
        "extend": "1",
        "filed_on": filed_on or today(),
        "until": until,
        "note": "Đang chấm lại",
    }


def test_officer_extends_and_reads_what_happened(office, officer, ending, product):
    held = ending
    until = held.expires_on + days(180)
    response = office.post(page_of(held), extension(until), follow=True)
    assert response.redirect_chain == [(page_of(held), 302)]
    assert "The late re-rating was filed on" in words_of(response)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    held.refresh_from_db()
    event = held.events.get()
    assert (held.extended_until, event.by, event.note) == (until, officer, "Đang chấm lại")
    assert "Đang chấm lại" in words_of(response)
    product.refresh_from_db()
    assert product.ocop_valid_until == until


@pytest.mark.parametrize("past", [0, 181])
def test_officer_reads_that_the_law_does_not_allow_so_long_an_extension(office, ending, past):
    held = ending
    response = office.post(page_of(held), extension(held.expires_on + days(past)))
    assert response.status_code == 422
    assert "The law does not allow this date." in words_of(response)
    assert not held.events.exists()


def test_officer_reads_that_an_extension_never_shortens(office, ending):
    office.post(page_of(ending), extension(ending.expires_on + days(60)))
    response = office.post(page_of(ending), extension(ending.expires_on + days(30)))
    assert "It holds so long already: an extension never shortens." in words_of(response)
    assert ending.events.count() == 1


@pytest.mark.parametrize(
    ("filed", "sentence"),
    [
        (-90, "Only a re-rating filed after its window and before the end extends a certificate."),
        (1, "The re-rating cannot have been filed on a day to come."),
    ],
)
def test_officer_reads_that_an_extension_needs_a_late_rerating(office, ending, filed, sentence):
    answer = extension(ending.expires_on + days(60), today() + days(filed))
    response = office.post(page_of(ending), answer)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not ending.events.exists()


def test_officer_revokes_and_the_page_has_no_more_forms(office, officer, held, product):
    answer = {"revoke": "1", "on": today(), "ground": "false_file", "note": "Hồ sơ sai"}
    response = office.post(page_of(held), answer, follow=True)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    event = held.events.get()
    assert (event.kind, event.ground, event.note, event.by) == (
        "revoked",
        "false_file",
        "Hồ sơ sai",
        officer,
    )
    page = words_of(response)
    assert "False statements in the file" in page
    assert 'name="revoke"' not in page
    assert 'name="extend"' not in page
    product.refresh_from_db()
    assert product.ocop_stars is None


def test_officer_reads_that_nothing_is_revoked_before_it_was_issued(office, held):
    answer = {
        "revoke": "1",
        "on": held.issued_on - days(1),
        "ground": "other",
        "note": "…",
    }
    response = office.post(page_of(held), answer)
    assert response.status_code == 422
    assert "It cannot be revoked before it was issued." in words_of(response)
    assert not held.events.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"revoke": "1", "ground": "mood"}, "Select a valid choice. mood is not one of the"),
        ({"revoke": "1", "ground": "other", "note": ""}, "This field is required."),
        ({"revoke": "1", "ground": "other", "on": "2999-01-01"}, "after its end."),
        ({"extend": "1", "until": "soon"}, "Enter a valid date."),
        ({"extend": "1", "until": "2030-01-01", "note": ""}, "This field is required."),
    ],
)
def test_nothing_happens_without_a_day_a_ground_and_a_reason(office, held, answer, sentence):
    response = office.post(page_of(held), {"on": today(), "note": "…"} | answer)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not held.events.exists()


def test_post_that_names_no_step_changes_nothing(office, held):
    response = office.post(page_of(held), {"on": today(), "ground": "other", "note": "…"})
    assert response.status_code == 200
    assert not held.events.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"revoke": "1", "on": today, "ground": "other", "note": "…"},
        lambda: extension(today() + days(800)),
    ],
    ids=["revoke", "extend"],
)
def test_what_is_revoked_ahead_of_its_day_is_neither_revoked_nor_extended(
    office, officer, held, answer
):
    on = today() + days(30)
    revoke_certificate(certificate=held, on=on, ground="misuse", by=officer, note="…")
    response = office.post(page_of(held), read(answer), follow=True)
    assert messages_of(response) == ["This certificate has been revoked already."]
    assert [event.kind for event in held.events.all()] == ["revoked"]


def test_officer_cancels_a_revocation_whose_day_has_not_come(office, officer, held, product):
    on = today() + days(30)
    revoke_certificate(certificate=held, on=on, ground="misuse", by=officer, note="…")
    page = words_of(office.get(page_of(held)))
    assert 'name="cancel"' in page
    assert 'name="revoke"' not in page
    response = office.post(page_of(held), {"cancel": "1", "note": "Nhầm ngày"}, follow=True)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    assert [event.kind for event in held.events.all()] == ["revoked", "cancelled"]
    page = words_of(response)
    assert "Revocation cancelled" in page
    assert "Nhầm ngày" in page
    assert 'name="revoke"' in page
    product.refresh_from_db()
    assert product.ocop_valid_until == held.expires_on
    again = office.post(page_of(held), {"cancel": "1", "note": "…"}, follow=True)
    assert messages_of(again) == ["There is no revocation to cancel."]


def test_revocation_in_force_is_corrected_and_not_cancelled(office, officer, held):
    revoke_certificate(certificate=held, on=today(), ground="misuse", by=officer, note="…")
    assert 'name="cancel"' not in words_of(office.get(page_of(held)))
    response = office.post(page_of(held), {"cancel": "1", "note": "…"}, follow=True)
    assert messages_of(response) == [
        "The revocation is in force: ask for a correction, on which a second person decides."
    ]


# Correcting --------------------------------------------------------------------------------


def correction_of(held, **answers) -> dict:
    """What the correction's form sends: the certificate as it is, but for some answers."""
    facts = {
        "product": held.product.code,
        "decision_number": held.decision_number,
        "decision_date": held.decision_date,
        "authority": held.authority,
        "level": held.level,
        "stars": held.stars,
        "score": held.score,
        "law": held.law_id,
        "issued_on": held.issued_on,
        "expires_on": held.expires_on,
        "reason": "Đọc nhầm số sao trong quyết định",
    }
    return facts | answers


@pytest.fixture
def decided(product) -> Certificate:
    """A certificate whose facts fit together."""
    issued = datetime.date(2025, 8, 5)
    return factories.make_certificate(product, issued_on=issued, decision_number="8/QĐ")


def test_wrong_entry_is_corrected_by_a_second_officer(client, office, officer, decided, product):
    form = words_of(office.get(f"{page_of(decided)}correct/"))
    assert 'value="8/QĐ"' in form
    assert "revoked_on" not in form
    response = office.post(
        f"{page_of(decided)}correct/", correction_of(decided, stars=3), follow=True
    )
    assert messages_of(response) == ["Written down. A second person has to confirm it."]
    page = words_of(response)
    assert "<del>4</del>" in page
    assert 'name="make"' not in page
    correction = Correction.objects.get()
    steps = f"/en/programme/corrections/{correction.pk}/"
    assert messages_of(office.post(steps, {"make": "1"}, follow=True)) == [
        "A second person has to confirm what you asked for."
    ]
    product.refresh_from_db()
    assert product.ocop_stars == 4

    client.force_login(factories.make_officer("second@example.com"))
    assert product.title in words_of(client.get(INDEX)).split("<form")[1]
    assert 'name="make"' in words_of(client.get(page_of(decided)))
    response = client.post(steps, {"make": "1"}, follow=True)
    assert messages_of(response) == ["Corrected. The shop follows at once."]
    page = words_of(response)
    for told in ("<del>4</del>", "officer@example.com, second@example.com", "Đọc nhầm số sao"):
        assert told in page
    product.refresh_from_db()
    assert product.ocop_stars == 3


def test_correction_is_left_undone(office, decided, product):
    office.post(f"{page_of(decided)}correct/", correction_of(decided, stars=3))
    steps = f"/en/programme/corrections/{Correction.objects.get().pk}/"
    response = office.post(steps, {"refuse": "1"}, follow=True)
    assert messages_of(response)[-1] == "Left as it was."
    again = office.post(steps, {"make": "1"}, follow=True)
    assert messages_of(again) == ["Somebody has decided on this already."]
    assert not decided.events.exists()


@pytest.mark.parametrize(
    ("answers", "name", "sentence"),
    [
        ({}, "__all__", "Nothing differs from what is on file."),
        ({"stars": 5}, "stars", "The score does not earn so many stars"),
        ({"stars": 3, "reason": "nhầm"}, "reason", "Ensure this value has at least 10 characters"),
        ({"product": "NOPE"}, "product", "There is no product with this code."),
        ({"expires_on": "2040-01-01"}, "expires_on", "It ends later than the law's term allows."),
    ],
)
def test_correction_is_refused_beside_its_field(office, decided, answers, name, sentence):
    answer = correction_of(decided, **answers)
    response = office.post(f"{page_of(decided)}correct/", answer)
    assert response.status_code == 422
    assert response.context["form"].errors[name][0].startswith(sentence)
    assert not Correction.objects.exists()


def test_second_correction_waits_for_the_first(office, decided):
    for _time in range(2):
        response = office.post(f"{page_of(decided)}correct/", correction_of(decided, stars=3))
    assert "A correction of this certificate waits for a second person already." in words_of(
        response
    )
    assert Correction.objects.count() == 1


def test_corrections_are_closed_to_others(client, decided, officer, stranger):
    correction = Correction.objects.create(
        certificate=decided, changes={"stars": ["4", "3"]}, reason="…", asked_by=officer
    )
    steps = f"/en/programme/corrections/{correction.pk}/"
    assert client.post(steps, {"make": "1"}).status_code == 302
    client.force_login(stranger)
    assert client.post(steps, {"make": "1"}).status_code == 403
    client.force_login(officer)
    assert client.get(steps).status_code == 405
    assert client.post("/en/programme/corrections/999999/", {"make": "1"}).status_code == 404
    correction.refresh_from_db()
    assert correction.state == "asked"


@pytest.mark.parametrize("language", ["vi", "id"])
def test_history_is_told_in_the_reader_s_language(office, decided, language):
    office.post(f"{page_of(decided)}correct/", correction_of(decided, stars=3))
    page = words_of(office.get(page_of(decided).replace("/en/", f"/{language}/")))
    waits = {
        "vi": "Một đề nghị đính chính đang chờ người thứ hai",
        "id": "Sebuah koreksi menunggu orang kedua",
    }
    assert waits[language] in page
    assert "<del>4</del>" in page


# What the shop says ------------------------------------------------------------------------


def test_certificate_of_tomorrow_is_announced_without_its_stars(client, product, officer):
    tomorrow = today() + days(1)
    certificate = factories.make_certificate(product, issued_on=tomorrow)
    page = words_of(client.get(product.get_absolute_url().replace("/vi/", "/en/")))
    assert "The certificate counts from" in page
    assert 'class="seal' not in page
    assert "hasCertification" not in page
    assert client.get("/en/products/?stars=4").context["total"] == 0
    told = client.get(f"/origin/certificates/{certificate.pk}.json").json()
    assert (told["state"], told["isValid"]) == ("ahead", False)


def test_register_is_for_officers_and_the_shop_follows(client, product, officer, stranger):
    certificate = factories.make_certificate(product, stars=4)
    url = f"/en/programme/{certificate.pk}/"
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 403
    client.force_login(officer)
    form = {
        "revoke": "1",
        "on": TODAY().isoformat(),
        "ground": "misuse",
        "note": "Seen on other goods",
    }
    assert client.post(url, form).status_code == 302
    product.refresh_from_db()
    assert product.ocop_stars is None
    event = certificate.events.get(kind="revoked")
    assert event.by == officer
