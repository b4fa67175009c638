"""What a new password has to be beside Django's rules: long without its spaces, and not endless."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LEAST, MOST = 12, 128


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
