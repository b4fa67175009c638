"""How long a password is, on each side of the bounds."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

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
