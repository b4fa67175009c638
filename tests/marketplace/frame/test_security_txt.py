"""Where to tell of a hole, as RFC 9116 wants it written."""

import datetime

import pytest
from django.utils import timezone


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("an-ninh@example.vn", "mailto:an-ninh@example.vn"),
        ("https://example.vn/an-ninh", "https://example.vn/an-ninh"),
    ],
)
def test_security_txt_names_contact_and_end(client, settings, db, contact, written):
    settings.SECURITY_CONTACT, settings.SITE_URL = contact, "https://cho.example.vn"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    end = timezone.now() + datetime.timedelta(days=180)
    assert answer.content.decode().split("\r\n") == [
        f"Contact: {written}",
        f"Expires: {end:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: vi, en, id",
        "Canonical: https://cho.example.vn/.well-known/security.txt",
        "",
    ]
    assert client.post("/.well-known/security.txt").status_code == 405
