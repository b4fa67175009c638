"""The officers' register: who is let in, what is found, what is refused and in which words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.certificates.models import (
    Certificate,
    CertificateEvent,
    RatedProduct,
    RatingLaw,
)
from catalogue.certificates.rules import law_in_force, months_later
from catalogue.models import Product
from tests import factories
from tests.marketplace.ocop.desk import (
    GRANT,
    INDEX,
    confirmed,
    correction_of,
    days,
    entry,
    messages_of,
    page_of,
    today,
    words_of,
)

TODAY = timezone.localdate

pytestmark = pytest.mark.django_db


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
    office.post(GRANT, answer)
    response = confirmed()
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
    RatedProduct.objects.update(search_text="")  # as of one that was called something else
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


def test_officers_find_by_holder_and_by_a_decision_in_small_letters(client, officer, product):
    factories.make_certificate(product, decision_number="4412/QĐ-UBND")
    factories.make_certificate(factories.make_product(), decision_number="5513/QĐ-UBND")
    client.force_login(officer)

    for asked in (product.producer.name, "4412/qđ-ubnd"):
        text = words_of(client.get("/en/programme/", {"q": asked}))
        assert "4412/QĐ-UBND" in text and "5513/QĐ-UBND" not in text
    assert "5513/QĐ-UBND" in words_of(client.get("/en/programme/", {"q": "\u0301"}))
