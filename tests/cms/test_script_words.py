"""The scripts of the editors' office speak the editor's language."""

import re

import pytest
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "reply", "errors"),
    [("vi", "Trả lời", "%(num)s lỗi"), ("id", "Balas", "%(num)s galat")],
)
def test_scripts_are_told_words_of_the_editor_s_language(client, staff, language, reply, errors):
    profile = UserProfile.get_for_user(staff)
    profile.preferred_language = language
    profile.save()
    client.force_login(staff)
    text = client.get("/cms/jsi18n/").content.decode()
    assert f'"Reply": "{escaped(reply)}"' in text
    assert escaped(errors) in text


def escaped(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00")


@pytest.mark.parametrize("language", ["vi", "id"])
def test_no_text_is_left_in_english(client, staff, language):
    """Wagtail's Indonesian has another name: what it has is read, too."""
    profile = UserProfile.get_for_user(staff)
    profile.preferred_language = language
    profile.save()
    client.force_login(staff)
    text = client.get("/cms/jsi18n/").content.decode()
    for word in ("Main menu", "Expand all", "Cancel", "See all"):
        assert re.search(rf'"{word}": ', text), word
