"""Addresses of pages in plain letters: a title's marks go, so that a link can be read and shared.

Chuyện của lửa -> chuyen-cua-lua        Wagtail's own script leaves out what it does not know
"""

import re
from typing import Any

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import SlugInput

LETTERS = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ",
    "d": "đ",
    "e": "èéẻẽẹêềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ",
}
PLAIN = [
    *((re.compile(f"[{marked}]", re.IGNORECASE), plain) for plain, marked in LETTERS.items()),
    (re.compile("[\u0300-\u036f]"), ""),  # marks that stand beside their letter
]


class PlainSlug(SlugInput):
    """Writes the address from the title as it is read without marks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatters": PLAIN} | kwargs)


register_form_field_override(models.SlugField, override={"widget": PlainSlug})
