"""The page of a code: for everybody, with all that happened, and what it must not tell."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from catalogue.certificates.corrections import ask_correction, decide_correction
from catalogue.models import Publication
from tests import factories
from tests.catalogue.certificates.certificates import days, revoke, today
from tests.marketplace.ocop.desk import words_of


def page_of(product, language: str = "en") -> str:
    return f"/{language}/ocop/{product.code}/"


def test_a_stranger_reads_all_of_a_code(client, product, officer):
    held = factories.make_certificate(product, decision_number="4412/QĐ-UBND")
    revoke(held, today(), officer, ground="stopped", note="Lời trong phòng")

    text = words_of(client.get(page_of(product)))

    for part in (
        product.title_en,
        product.producer.name,
        product.producer.commune.name,
        product.code,
        "4412/QĐ-UBND",
        "Granted",
        "Revoked",
        "Production stopped",
        "Checked on",
        "Sold here",
        product.get_absolute_url(),
    ):
        assert part in text, part
    for secret in (officer.email, "Lời trong phòng"):
        assert secret not in text


def test_a_correction_tells_both_values_and_nobody_s_name(client, product, officer):
    held = factories.make_certificate(product, stars=4)
    asked = ask_correction(
        certificate=held, values={"stars": 3}, reason="Đọc nhầm số sao", by=officer
    )
    second = factories.make_officer("second@example.com")
    decide_correction(correction=asked, agrees=True, by=second)

    text = words_of(client.get(page_of(product)))

    assert "Corrected" in text and "<del>4</del>" in text
    for secret in (officer.email, second.email, "Đọc nhầm số sao"):
        assert secret not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "nhãn nào cũng có thể bị chép"), ("en", "any label can be copied"), ("id", "ditiru")],
)
def test_it_never_says_that_goods_are_genuine(client, product, language, words):
    factories.make_certificate(product)

    assert words in words_of(client.get(page_of(product, language)))


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "không biết mã"), ("en", "did not know"), ("id", "tidak mengenal")],
)
@pytest.mark.django_db
def test_an_altered_code_is_answered_as_unknown(client, product, language, words):
    answer = client.get(f"/{language}/ocop/{product.code}X/")

    assert answer.status_code == 404
    assert words in words_of(answer) and f"{product.code}X" in words_of(answer)
    assert product.title not in words_of(answer)


def test_a_code_in_small_letters_leads_to_its_page(client, product):
    answer = client.get(f"/en/ocop/{product.code.lower()}/")

    assert (answer.status_code, answer["Location"]) == (301, page_of(product))


def test_what_is_off_the_shelf_is_told(client, product):
    type(product).objects.filter(pk=product.pk).update(publication=Publication.WITHDRAWN)

    assert "Was sold here" in words_of(client.get(page_of(product)))


def test_a_draft_is_not_told(client, product):
    type(product).objects.filter(pk=product.pk).update(publication=Publication.DRAFT)

    assert client.get(page_of(product)).status_code == 404
    assert client.get(f"/ocop/{product.code}.json").status_code == 404


def test_a_product_nobody_rated_says_so(client, product):
    assert "The register has no certificate" in words_of(client.get(page_of(product)))


def test_the_page_asks_as_often_for_three_certificates_as_for_one(
    client, product, officer, django_assert_max_num_queries
):
    factories.make_certificate(product)
    client.get("/en/ocop/")  # a process reads the frame once
    for _each in range(2):
        revoke(factories.make_certificate(product), today(), officer)
    with django_assert_max_num_queries(5):
        client.get(page_of(product))


def test_the_json_is_signed_and_says_the_same(client, product, officer):
    held = factories.make_certificate(product, stars=4, decision_number="4412/QĐ-UBND")
    revoke(held, today() + days(5), officer, ground="misuse")

    answer = client.get(f"/ocop/{product.code}.json")

    told = json.loads(answer.content)
    assert (told["code"], told["stars"], told["state"]) == (product.code, 4, "valid")
    assert told["checkedOn"] == today().isoformat()
    [certificate] = told["certificates"]
    assert certificate["id"].endswith(f"/origin/certificates/{held.pk}.json")
    assert certificate["validUntil"] == (today() + days(4)).isoformat()
    assert [each["event"] for each in certificate["history"]] == ["granted", "revoked"]
    assert certificate["history"][1]["ground"] == "misuse"
    assert officer.email not in answer.content.decode()
    is_signed(client, answer)


def is_signed(client, answer) -> None:
    """Check a signature as a stranger does, by the public keys; raises InvalidSignature."""
    name, _, signature = answer["Ed25519-Signature"].partition(".")
    keys = client.get("/.well-known/origin-keys.json").json()["keys"]
    public = next(key["x"] for key in keys if key["kid"] == name)
    Ed25519PublicKey.from_public_bytes(unpacked(public)).verify(unpacked(signature), answer.content)


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_json_of_an_expired_one_has_no_stars(client, product):
    factories.make_certificate(product, expires_on=today() - days(1))

    told = client.get(f"/ocop/{product.code}.json").json()

    assert (told["stars"], told["state"]) == (None, "expired")
    assert told["certificates"][0]["history"][-1] == {"event": "expired", "on": str(today())}


def test_the_json_of_an_unrated_product_is_empty(client, product):
    told = client.get(f"/ocop/{product.code}.json").json()

    assert (told["state"], told["stars"], told["certificates"]) == ("unrated", None, [])


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ocop/KHONGCO.json", "/vi/ocop/KHONG-CO/", "/vi/ocop/..%2f/"])
def test_nonsense_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_the_list_and_the_check_lead_to_the_page(client, product):
    factories.make_certificate(product)

    for path in ("/en/ocop/", f"/en/ocop/check/?q={product.code}", product.get_absolute_url()):
        assert page_of(product, "en").split("/", 2)[2] in words_of(client.get(path)), path


def test_filters_by_place_kind_and_year_stay_in_the_form(client, product):
    held = factories.make_certificate(product)
    commune = product.producer.commune
    asked = {"commune": commune.pk, "group": "4", "set": "21", "year": held.issued_on.year}

    text = words_of(client.get("/en/ocop/", asked))

    assert "1 certificate" in text and product.title_en in text
    for value in asked.values():
        assert f'<option value="{value}" selected>' in text
    assert "0 certificates" in words_of(client.get("/en/ocop/", asked | {"set": "20"}))
