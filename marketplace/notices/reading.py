"""What a notice says in the language of the page, and where it leads."""

from typing import Any

from django.urls import reverse

from marketplace.notices.models import Notice
from marketplace.notices.topics import KINDS


def words_of(notice: Notice) -> Any:
    """Write a notice's sentence."""
    return KINDS[notice.kind].says % {"number": notice.number, "name": notice.name}


def page_of(notice: Notice) -> str:
    """Give the address that a notice leads to."""
    kind = KINDS[notice.kind]
    return reverse(kind.page, args=[notice.number] if kind.takes_number else [])
