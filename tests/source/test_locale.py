"""What is compiled is what is written, and every placeholder survives translation."""

import re
import runpy
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, ngettext

HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalog(code: str):
    with (settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.mark.parametrize("code", ["vi", "id"])
def test_placeholders_survive(code):
    for message in catalog(code):
        # Both languages have one form for all numbers: it holds what the plural holds.
        one = message.id if isinstance(message.id, str) else message.id[1]
        text = message.string if isinstance(message.string, str) else message.string[0]
        if text:
            assert set(HOLES.findall(one)) == set(HOLES.findall(text)), one


@pytest.mark.parametrize("code", ["vi", "id"])
def test_compiled_catalog_speaks_the_language(code):
    with translation.override(code):
        for message in catalog(code):
            if isinstance(message.id, str) and message.string:
                assert gettext(message.id) == message.string
        assert ngettext("%(total)s product", "%(total)s products", 5) != "%(total)s products"


@pytest.mark.parametrize("code", ["vi", "id"])
def test_nothing_is_left_untranslated(code):
    empty = [m.id for m in catalog(code) if not m.string or not all(m.string) or m.fuzzy]
    assert empty == []


def test_every_text_of_the_source_is_in_the_catalogues():
    answer = subprocess.run(
        [sys.executable, "locale/words.py", "missing"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert answer.stdout == "" and answer.returncode == 0, answer.stderr


def test_english_is_what_the_source_says():
    """Another package's English catalogue may say it otherwise: locale/en puts that right."""
    words = runpy.run_path(str(settings.BASE_DIR / "locale" / "words.py"))
    with translation.override("en"):
        assert [t for t in words["texts"]() if isinstance(t, str) and gettext(t) != t] == []


@pytest.mark.parametrize(
    ("language", "short", "empty"),
    [
        ("vi", "Mật khẩu này quá ngắn, cần ít nhất 12 ký tự.", "Xin điền ô này."),
        (
            "id",
            "Kata sandi terlalu pendek. Harus mengandung setidaknya 12 karakter.",
            "Kolom ini harus diisi.",
        ),
    ],
)
def test_what_django_says_is_in_the_reader_s_language(language, short, empty):
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            validate_password("gom-su")
        assert short in refused.value.messages
        assert gettext("This field is required.") == empty


def library(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "locale/library.py", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def test_the_editors_office_says_nothing_that_is_not_translated():
    """Of all that Wagtail's installed apps can say, scripts and mails too."""
    answer = library("missing", "wagtail")
    lines = answer.stdout.splitlines()
    assert [line.partition(" of ")[0] for line in lines] == ["vi: 0", "id: 0"], answer.stderr
    assert answer.returncode == 0


@pytest.mark.parametrize("code", ["vi", "id"])
@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_placeholders_survive_in_words_for_libraries(code, name):
    path = settings.BASE_DIR / "locale" / "wagtail" / code / "LC_MESSAGES" / f"{name}.po"
    with path.open("rb") as file:
        for message in (each for each in read_po(file) if each.id):
            one = message.id if isinstance(message.id, str) else message.id[1]
            text = message.string if isinstance(message.string, str) else message.string[0]
            assert set(HOLES.findall(one)) == set(HOLES.findall(text)), one


def test_a_library_s_command_says_how_it_is_called():
    assert "missing wagtail" in library().stdout and library().returncode == 2
