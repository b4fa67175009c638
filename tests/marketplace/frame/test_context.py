"""What every template knows: the shop, whether the reader has an account, the other languages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from marketplace.frame.context import is_signed_in, language_links, shop

GET = RequestFactory().get


def links(path: str, language: str) -> list[tuple[str, bool]]:
    with translation.override(language):
        return [(link["url"], link["is_current"]) for link in language_links(GET(path))]


@pytest.mark.parametrize(
    ("path", "urls"),
    [
        ("/en/products/?q=g%E1%BB%91m&page=2", "/{}/products/?q=g%E1%BB%91m&page=2"),
        ("/en/", "/{}/"),
        ("/vi/entrance/", "/{}/entrance/"),
    ],
)
def test_a_page_in_another_language_differs_in_what_its_address_begins_with(path, urls):
    assert links(path, "en") == [
        (urls.format("vi"), False),
        (urls.format("en"), True),
        (urls.format("id"), False),
    ]


def test_an_address_without_a_language_stays_as_it_is():
    for path in ("/healthz", "/english/x", "/xx/products/"):
        assert [url for url, _ in links(path, "vi")] == [path] * 3


@pytest.mark.django_db
def test_reader_with_an_account_is_signed_in_and_a_failed_request_has_none(buyer):
    request = GET("/")
    assert not is_signed_in(request)
    request.user = AnonymousUser()
    assert not is_signed_in(request)
    request.user = buyer
    assert is_signed_in(request)


def test_shop_is_said_by_the_settings(settings):
    settings.SITE_URL = "https://cho.example.vn"
    settings.OSCAR_SHOP_NAME, settings.SHOP_OPERATOR = "Chợ", "Công ty"
    settings.SHOP_IS_DEMO = False
    told = shop(GET("/"))["shop"]
    assert told.pop("picture").url.startswith("https://cho.example.vn/static/img/share")
    assert told == {
        "name": "Chợ",
        "operator": "Công ty",
        "is_demo": False,
        "url": "https://cho.example.vn",
        "domain": "cho.example.vn",
        "mail_folder": "",
        "asks_factor": False,
    }
