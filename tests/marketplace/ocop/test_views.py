"""The officers' register: who is let in, what is found, what is refused and in which words."""

import datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.services import revoke_certificate
from catalogue.models import Product
from marketplace.ocop.views import REASONS
from tests import factories

TODAY = timezone.localdate

pytestmark = pytest.mark.django_db
INDEX, GRANT = "/en/programme/", "/en/programme/grant/"


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


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
    """What an officer types for a certificate that nothing speaks against."""
    facts = {
        "product": rated.code,
        "decision_number": "12/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": "province",
        "stars": 4,
        "score": "78.50",
        "law": RatingLaw.objects.get(code="148/QĐ-TTg").pk,
        "issued_on": today() - days(1),
        "expires_on": today() + days(1000),
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


@pytest.mark.parametrize(
    "person", [factories.make_user, member_with_certificate, staff_who_is_no_officer]
)
def test_register_is_closed_to_others(client, held, product, person):
    answers = [
        (INDEX, {}),
        (GRANT, entry(product)),
        (page_of(held), {"revoke": "1", "on": today(), "ground": "other", "note": "…"}),
        (page_of(held), {"extend": "1", "until": held.expires_on + days(1), "note": "…"}),
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
        ({"decision_date": "2023-02-23"}, "The decision is older than the law it names."),
        (
            {"decision_date": "2026-01-02", "issued_on": "2026-01-01"},
            "The dates do not follow each other: decision, issue, expiry.",
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
            {"expires_on": today() - days(1)},
            "The dates do not follow each other: decision, issue, expiry.",
        ),
    ],
)
def test_officer_reads_why_a_certificate_is_not_taken(office, product, answers, sentence):
    response = office.post(GRANT, entry(product, **answers))
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
    assert set(REASONS) == {"stars", "law", "dates", "revoked", "before_issue"}


# Extending and revoking --------------------------------------------------------------------


def test_officer_extends_and_reads_what_happened(office, officer, held, product):
    until = held.expires_on + days(180)
    response = office.post(
        page_of(held), {"extend": "1", "until": until, "note": "Đang chấm lại"}, follow=True
    )
    assert response.redirect_chain == [(page_of(held), 302)]
    assert messages_of(response) == ["Noted. The shop follows at once."]
    held.refresh_from_db()
    event = held.events.get()
    assert (held.extended_until, event.by, event.note) == (until, officer, "Đang chấm lại")
    assert "Đang chấm lại" in words_of(response)
    product.refresh_from_db()
    assert product.ocop_valid_until == until


@pytest.mark.parametrize("past", [0, 181])
def test_officer_reads_that_the_law_does_not_allow_so_long_an_extension(office, held, past):
    until = held.expires_on + days(past)
    response = office.post(page_of(held), {"extend": "1", "until": until, "note": "…"})
    assert response.status_code == 422
    assert "The law does not allow this date." in words_of(response)
    assert not held.events.exists()


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
        {"revoke": "1", "on": today(), "ground": "other"},
        {"extend": "1", "until": today() + days(800)},
    ],
    ids=["revoke", "extend"],
)
def test_what_is_revoked_ahead_of_its_day_is_refused_on_the_form(office, officer, held, answer):
    on = today() + days(30)
    revoke_certificate(certificate=held, on=on, ground="misuse", by=officer, note="…")
    response = office.post(page_of(held), answer | {"note": "…"})
    assert response.status_code == 422
    assert "This certificate has been revoked already." in words_of(response)
    assert [event.kind for event in held.events.all()] == ["revoked"]


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
