"""A form leads back to the page it stands on, never to another site, and scripts are told."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils.html import format_html

from marketplace.frame.onward import next_address, onward


@pytest.mark.parametrize(
    ("named", "referer", "leads"),
    [
        ("/vi/products/", "", "/vi/products/"),
        (".", "http://testserver/vi/products/?q=lụa", "http://testserver/vi/products/?q=lụa"),
        (".", "", "/otherwise/"),
        (".", "https://evil.example/", "/otherwise/"),
        ("https://evil.example/", "http://testserver/", "/otherwise/"),
        ("", "http://testserver/", "/otherwise/"),
        ("NaN", "", "/otherwise/"),  # Django would look for a view of this name
        ("//evil.example/", "", "/otherwise/"),
        ("/\\evil.example/", "", "/otherwise/"),
        ("javascript:alert(1)", "", "/otherwise/"),
    ],
)
def test_next_is_a_page_of_ours_or_the_other_one(rf, named, referer, leads):
    request = rf.post("/", {"next": named}, HTTP_REFERER=referer)
    assert next_address(request, "/otherwise/") == leads


def test_a_script_is_told_in_place_and_markup_of_others_is_escaped(rf):
    request = rf.post("/", HTTP_ACCEPT="application/json")
    request.session = {}
    request._messages = FallbackStorage(request)
    messages.success(request, format_html("{} <a>", "<Lọ>"))
    messages.error(request, "<b>")
    answer = onward(request, "/there/", count=2)
    assert b"&lt;b&gt;" in answer.content
    assert b"&lt;L" in answer.content
    assert b'"count": 2' in answer.content
    assert onward(rf.post("/"), "/there/").url == "/there/"
