"""How long a password is, on each side of the bounds."""

import subprocess
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from marketplace.accounts import passwords
from marketplace.accounts.models import User

SHORT = "At least 12 characters; some words in a row are easy to keep."
LONG = "A password has at most 128 characters."
WORDS = "tre lua bun "


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("tre-lua-gom!", []),
        ("tre   lua   gom", [SHORT]),  # three spaces count as one
        ("tre-lua-gom-1", []),
        ((WORDS * 11)[:128], []),
        ((WORDS * 11)[:129], [LONG]),
    ],
)
def test_twelve_to_a_hundred_and_twenty_eight(password, said):
    with translation.override("en"):
        try:
            validate_password(password)
        except ValidationError as refused:
            assert refused.messages == said
        else:
            assert said == []


@pytest.mark.parametrize(
    "password",
    [
        "1qaz2wsx3edc",  # of the lists
        "passwordpassword",
        "matkhau123456",
        "anhyeuem2026!",
        "katasandi1234",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "P@ssw0rd2026",
        "20102010-2010",
    ],
)
def test_what_is_tried_first_is_refused(password):
    with translation.override("en"), pytest.raises(ValidationError, match=r"(?i)guess"):
        validate_password(password)


@pytest.mark.parametrize("password", ["langhoa.batrang", "langhoa-2026"])
def test_a_person_s_own_address_is_no_password(password):
    person = User(email="langhoa@batrang.example.vn")
    with translation.override("en"), pytest.raises(ValidationError):
        validate_password(password, person)
    validate_password("mây tre gốm lụa", person)


def test_the_longest_one_is_judged_at_once():
    started = time.perf_counter()
    validate_password("4@8301$57l33t" * 9)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "trouble", [OSError("no process"), subprocess.TimeoutExpired("python", 10, "abcabcabcabc")]
)
def test_a_password_that_cannot_be_scored_passes_and_no_log_tells_it(monkeypatch, caplog, trouble):
    def fail(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(passwords.subprocess, "run", fail)
    validate_password("abcabcabcabc")
    (record,) = caplog.records
    assert record.getMessage() == f"a password was not scored: {type(trouble).__name__}"
    assert record.exc_info is None and "abcabcabcabc" not in record.getMessage()
