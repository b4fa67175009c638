"""The basket's button stands on pages without a token: who may press it."""

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def lines() -> int:
    return get_model("basket", "Line").objects.count()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_a_page_of_ours_adds_without_a_token(strict, headers):
    product = factories.make_product()
    page = strict.get(product.get_absolute_url())
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "csrftoken" not in page.cookies
    answer = strict.post(f"/vi/basket/add/{product.pk}/", {"quantity": 1}, headers=headers)
    assert (answer.status_code, lines()) == (302, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
    ],
)
def test_a_page_of_others_adds_nothing(strict, headers):
    product = factories.make_product()
    answer = strict.post(f"/vi/basket/add/{product.pk}/", {"quantity": 1}, headers=headers)
    assert (answer.status_code, lines()) == (403, 0)


def test_a_browser_that_tells_nothing_is_asked_once_more(strict):
    product = factories.make_product()
    asked = strict.post(f"/en/basket/add/{product.pk}/", {"quantity": 2, "next": "/en/"})
    assert (asked.status_code, lines()) == (200, 0)
    token = asked.context["csrf_token"]
    answer = strict.post(
        f"/en/basket/add/{product.pk}/",
        {"quantity": 2, "next": "/en/", "csrfmiddlewaretoken": str(token)},
    )
    assert (answer.status_code, lines()) == (302, 1)
    forged = strict.post(
        f"/en/basket/add/{product.pk}/", {"quantity": 2, "csrfmiddlewaretoken": "x" * 64}
    )
    assert forged.status_code == 403


@pytest.mark.parametrize("site", ["none", "cross-site", "same-origin", ""])
def test_an_origin_page_opens_from_anywhere(strict, site):
    product = factories.make_product()
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = strict.get(f"/vi/origin/P/{product.code}", headers=headers)
    assert answer.status_code == 200
    assert product.title in answer.content.decode()


def test_another_site_tries_no_hidden_code(strict):
    product = factories.make_product()
    answer = strict.post(
        f"/vi/origin/P/{product.code}",
        {"hidden_code": "00000000"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
