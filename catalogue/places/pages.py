"""Where a village's page stands; whose page is not written leads to what is sold from it."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import get_language, override

from catalogue.places.models import Village

Paths = Callable[[str], Mapping[str, str]]
_written: list[Paths] = []


def pages_are_told_by(paths: Paths) -> None:
    """Ask `paths` for the addresses of the villages' pages, by slug, in a language."""
    _written[:] = [paths]


def village_url(village: Village) -> str:
    return village_path(village.slug)


def village_path(slug: str, language: str | None = None) -> str:
    """The address of a village's page in a language, else of its products."""
    language = language or get_language() or "vi"
    for paths in _written:
        if path := paths(language).get(slug):
            return path
    with override(language):
        return f"{reverse('catalogue:index')}?village={slug}"
