"""A wrong entry is corrected by two officers, in words that both read."""

import datetime

import pytest

from catalogue.certificates.models import Certificate, Correction
from tests import factories
from tests.marketplace.ocop.desk import (
    INDEX,
    correction_of,
    messages_of,
    page_of,
    words_of,
)

pytestmark = pytest.mark.django_db


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
