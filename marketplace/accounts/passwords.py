"""What a new password has to be beside Django's rules: long without its spaces, not endless, and
nothing that is tried first: common ones, names, years, keys in a row and what they make together.
"""

import json
import logging
import subprocess
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)
LEAST, MOST = 12, 128
# From 10^8 tries on zxcvbn calls a password "safely unguessable"; it scores that 3 of 4.
SAFE = 3
READ = 72  # signs that zxcvbn looks at; what comes after only makes it harder
# What people of these languages try first, as zxcvbn knows English; after them go a person's own.
COMMON = (
    "matkhau",
    "anhyeuem",
    "emyeuanh",
    "toiyeuem",
    "yeuem",
    "toiyeu",
    "vietnam",
    "hanoi",
    "saigon",
    "danang",
    "conyeubome",
    "khongbiet",
    "giadinh",
    "hanhphuc",
    "chaoban",
    "xinchao",
    "choocop",
    "langnghe",
    "ocop",
    "nongsan",
    "katasandi",
    "rahasia",
    "sayang",
    "cintaku",
    "akusayangkamu",
    "indonesia",
    "jakarta",
    "bismillah",
)


# zxcvbn's lists would take 12 MB of each process that serves, for the few new passwords it sees.
SCORE = """
import json, sys
from zxcvbn import zxcvbn
password, words, most = json.load(sys.stdin)
print(zxcvbn(password, user_inputs=words, max_length=most)["score"])
"""
LONGEST = 10  # seconds that it may take: a third of one is usual


def score_of(password: str, words: list[str]) -> int:
    """Score a password from 0, guessed at once, to 4, in a process that ends with it.

    Where that cannot be had it passes: the other rules hold, and nobody is kept from signing up.
    """
    asked = json.dumps([password[:READ], words, READ])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, nothing of the reader's in it
            [sys.executable, "-I", "-c", SCORE],
            input=asked,
            capture_output=True,
            check=True,
            text=True,
            timeout=LONGEST,
        )
    except (OSError, subprocess.SubprocessError) as error:
        # Its kind alone: the password is in the frames of a trace.
        logger.error("a password was not scored: %s", type(error).__name__)
        return SAFE
    return int(done.stdout)


class LengthValidator:
    """Spaces in a row count once, 128 characters are the most (ASVS 4.0.3, 2.1.1 and 2.1.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(" ".join(password.split())) < LEAST <= len(password):
            raise ValidationError(
                _("At least %(least)d characters; some words in a row are easy to keep.")
                % {"least": LEAST},
                code="password_too_short",
            )
        if len(password) > MOST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext(
            "A password has at most %(most)d character.",
            "A password has at most %(most)d characters.",
            MOST,
        ) % {"most": MOST}


class GuessValidator:
    """Refuse what is guessed soon (ASVS 4.0.3, 2.1.7): common ones, and what is made of them."""

    def validate(self, password: str, user: Any = None) -> None:
        own = [str(getattr(user, name, "") or "") for name in ("email", "first_name", "last_name")]
        own += own[0].split("@")
        words = [*COMMON, *(word for word in own if word)]
        if score_of(password, words) < SAFE:
            raise ValidationError(self.get_help_text(), code="password_too_guessable")

    def get_help_text(self) -> str:
        return _("Too easy to guess. Take some words that nobody says together.")
