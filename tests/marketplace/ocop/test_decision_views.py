"""Officers find a decision, read what was granted by it, keep its paper, enter one more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.marketplace.ocop.desk import GRANT, confirmed, days, entry, words_of

pytestmark = pytest.mark.django_db
LIST = "/en/programme/decisions/"


def page_of(held) -> str:
    return f"{LIST}{held.decision_id}/"


def test_a_decision_is_found_and_lists_its_certificates(office, held):
    other = factories.make_product()
    factories.make_certificate(other, decision_number=held.decision_number)

    found = words_of(office.get(LIST, {"q": "77/qđ"}))
    text = words_of(office.get(page_of(held)))

    assert "77/QĐ-UBND" in found and page_of(held) in found
    assert "Nothing found." in words_of(office.get(LIST, {"q": "zz"}))
    for product in (held.product, other):
        assert product.title_en in text and product.code in text
    assert f"{GRANT}?decision={held.decision_id}" in text


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/", f"{LIST}1/paper/"])
def test_strangers_and_members_stay_outside(client, held, path):
    path = path.replace("1", str(held.decision_id))
    assert client.get(path).status_code == 302
    client.force_login(factories.make_member(held.product.producer))
    assert client.get(path).status_code == 403


def test_one_that_is_not_there_is_not_found(office):
    assert office.get(f"{LIST}99999/").status_code == 404
    assert office.get(f"{LIST}99999/paper/").status_code == 404


def test_a_decision_without_a_paper_has_none_to_open(office, held):
    assert office.get(f"{page_of(held)}paper/").status_code == 404


def test_its_paper_is_kept_and_opened(office, officer, held):
    paper = SimpleUploadedFile("qd.pdf", b"%PDF-1.7 77", content_type="application/pdf")

    kept = office.post(page_of(held), {"file": paper}, follow=True)

    assert "The paper is kept." in words_of(kept)
    assert officer.email in words_of(kept)
    address = office.get(f"{page_of(held)}paper/")
    assert address.status_code == 302
    assert b"".join(office.get(address["Location"])) == b"%PDF-1.7 77"


def test_another_kind_of_file_is_refused(office, held):
    paper = SimpleUploadedFile("qd.exe", b"MZ\x00\x01", content_type="application/pdf")

    answer = office.post(page_of(held), {"file": paper})

    assert answer.context["form"].errors == {
        "file": ["Please choose a PDF, or a picture of the paper."]
    }


def test_another_certificate_begins_with_the_decision_s_facts(office, held):
    form = office.get(GRANT, {"decision": held.decision_id}).context["form"]

    assert form.initial == {
        "decision_number": held.decision_number,
        "decision_date": held.decision_date,
        "authority": held.authority,
        "level": held.level,
        "issued_on": held.decision_date,
    }


@pytest.mark.parametrize("asked", ["", "x", "-1", "99999", "9" * 30, "\x00"])
def test_a_decision_that_is_none_begins_an_empty_form(office, asked):
    assert list(office.get(GRANT, {"decision": asked}).context["form"].initial) == ["issued_on"]


def queries_of(office, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        office.get(path)
    return len(asked)


def test_both_pages_ask_as_often_for_three_as_for_one(office, held):
    office.get(LIST)
    before = queries_of(office, LIST), queries_of(office, page_of(held))
    for number in (held.decision_number, held.decision_number, "78/QĐ"):
        factories.make_certificate(factories.make_product(), decision_number=number)

    assert (queries_of(office, LIST), queries_of(office, page_of(held))) == before


def test_a_number_on_file_with_another_day_is_refused_beside_the_day(office, product):
    office.post(GRANT, entry(product))
    confirmed()
    day = entry(product)["decision_date"]
    other = entry(factories.make_product(), decision_date=day - days(1), issued_on=day)
    if day.year != (day - days(1)).year:
        pytest.skip("the two days lie in two years")

    answer = office.post(GRANT, other)

    assert answer.context["form"].errors == {
        "decision_date": [
            "This number of this authority is on file with another day or level of that year."
        ]
    }
