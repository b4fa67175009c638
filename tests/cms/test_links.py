"""What editors may link to, by the window and past it."""

import pytest
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister

from cms.links import LinkForm

WINDOW = "/cms/choose-external-link/"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("https://ocop.gov.vn/a?b=1", "https://ocop.gov.vn/a?b=1"),
        ("http://ocop.gov.vn", "http://ocop.gov.vn"),
        ("ocop.gov.vn", "https://ocop.gov.vn"),
        ("/vi/products/", "/vi/products/"),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://evil.example/a", None),
        ("https://", None),
        ("", None),
    ],
)
def test_the_window_takes_pages_of_the_web_and_of_this_site(typed, taken):
    form = LinkForm({"url": typed})
    assert (form.cleaned_data["url"] if form.is_valid() else None) == taken


@pytest.mark.django_db
def test_the_window_is_for_editors_and_bears_an_empty_form(client, staff, buyer):
    client.force_login(buyer)
    assert client.get(WINDOW).status_code == 403
    client.force_login(staff)
    assert client.get(WINDOW).status_code == 200
    assert client.post(WINDOW, {}).status_code == 200
    chosen = {
        "external-link-chooser-url": "https://ocop.gov.vn",
        "external-link-chooser-link_text": "x",
    }
    assert b'"https://ocop.gov.vn"' in client.post(WINDOW, chosen).content
    bad = chosen | {"external-link-chooser-url": "javascript:alert(1)"}
    assert b"external_link_chosen" not in client.post(WINDOW, bad).content


def test_what_is_saved_past_the_window_runs_nothing():
    for link in ("javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x"):
        assert "href" not in Whitelister().clean(f'<a href="{link}">a</a>')
    assert expand_db_html('<a href="https://ocop.gov.vn">a</a>') == (
        '<a href="https://ocop.gov.vn">a</a>'
    )
