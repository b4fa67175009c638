"""The register's pages for everybody: no sign-in, three languages, words that promise no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certificates.services import revoke_certificate
from tests import factories
from tests.marketplace.ocop.desk import days, today, words_of

LIST, CHECK = "/en/ocop/", "/en/ocop/check/"


@pytest.mark.django_db
def test_a_stranger_reads_the_register_with_what_ran_out(client, product):
    ends = today() - days(1)
    factories.make_certificate(product, decision_number="4412/QĐ-UBND", expires_on=ends)

    text = words_of(client.get(LIST))

    assert "1 certificate" in text
    for part in (product.title, product.producer.name, product.code, "4412/QĐ-UBND", "Expired"):
        assert part in text
    assert "Checked on" in text


def test_the_register_is_searched_by_holder_without_marks(client, product):
    factories.make_certificate(product, decision_number="4412/QĐ-UBND")
    factories.make_certificate(factories.make_product(), decision_number="5513/QĐ-UBND")

    text = words_of(client.get(LIST, {"q": product.producer.name.upper()}))

    assert "4412/QĐ-UBND" in text and "5513/QĐ-UBND" not in text


@pytest.mark.parametrize(
    "asked", [{"q": "***"}, {"stars": "9"}, {"state": "x"}, {"page": "-1"}, {"q": "a\x00"}]
)
def test_nonsense_asks_for_something_that_is_there(client, product, asked):
    factories.make_certificate(product)

    assert client.get(LIST, asked).status_code == 200
    assert client.get(CHECK, asked).status_code == 200


def test_filters_stay_in_the_form(client, product):
    factories.make_certificate(product, stars=4)

    text = words_of(client.get(LIST, {"stars": "4", "state": "valid"}))

    assert '<option value="4" selected>' in text
    assert '<option value="valid" selected>' in text
    assert "0 certificates" in words_of(client.get(LIST, {"stars": "3"}))


def queries_of_search(client, text: str) -> int:
    client.get(LIST, {"q": "b"})  # a process reads names and the frame once after a change
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST, {"q": text})
    return len(asked)


@pytest.mark.django_db
def test_the_list_asks_as_often_for_three_rows_as_for_one(client):
    factories.make_certificate(factories.make_product(), decision_number="71/QĐ-UBND")
    one = queries_of_search(client, "QĐ")
    for number in (72, 73):
        factories.make_certificate(factories.make_product(), decision_number=f"{number}/QĐ-UBND")

    assert "3 certificates" in words_of(client.get(LIST, {"q": "-UBND"}))
    assert one == queries_of_search(client, "QĐ-U") <= 6


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "nhãn nào cũng có thể bị chép"), ("en", "any label can be copied"), ("id", "ditiru")],
)
def test_a_check_never_says_that_goods_are_genuine(client, product, language, words):
    factories.make_certificate(product)

    text = words_of(client.get(f"/{language}/ocop/check/", {"q": product.code}))

    assert product.title in text
    assert words in text


def test_a_check_of_nothing_known_says_what_the_register_holds(client, product):
    text = words_of(client.get(CHECK, {"q": "XYZ-404"}))

    assert "This register does not know it." in text
    assert "any label can be copied" not in text


def test_a_check_keeps_another_products_stars_apart(client, product):
    other = factories.make_product(product.producer, title="Trà sen")
    factories.make_certificate(other)

    text = words_of(client.get(CHECK, {"q": product.code}))

    assert "has not been rated" in text
    assert "on this product they are not valid" in text
    assert other.title_en in text


def test_a_revocation_shows_at_once(client, product, officer):
    held = factories.make_certificate(product)
    assert "was revoked" not in words_of(client.get(CHECK, {"q": product.code}))

    revoke_certificate(certificate=held, on=today(), ground="misuse", by=officer, note="Sai nhãn")

    assert "was revoked" in words_of(client.get(CHECK, {"q": product.code}))
