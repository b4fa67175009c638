"""In a library's back office the library's own words come first; everywhere else ours do.

Django makes one catalogue of all. In it ours would stand for a library's: Wagtail's "Documents"
are files, ours are papers of a purchase. What libraries lack in our languages, or say wrongly,
stands in locale/<library>/, so that nothing falls back to the words that we have for other things.
"""

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache, partial
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import trans_real

# The first folder of an address, its language apart, and whose words are spoken there.
OFFICES = {"cms": "wagtail", "admin": "django", "dashboard": "oscar"}
REGIONS = {"id": "id_ID"}  # as Wagtail names its Indonesian
library = ContextVar("library", default="")


class OfficeWords:
    """Let a back office speak as its library does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if not isinstance(trans_real.translation, partial):  # as Django 5.2 has it
            trans_real.translation = partial(spoken, trans_real.translation)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        office = office_of(request.path)
        if not office:
            return self.get_response(request)
        with words_of(office):
            return self.get_response(request)


def office_of(path: str) -> str:
    """Name the library whose back office an address belongs to; "" for our own pages."""
    first, _slash, rest = path.lstrip("/").partition("/")
    if first in dict(settings.LANGUAGES):
        first = rest.partition("/")[0]
    return OFFICES.get(first, "")


@contextmanager
def words_of(name: str) -> Iterator[None]:
    """Put a library's words before ours, whatever language is read meanwhile."""
    before = translation.get_language()
    token = library.set(name)
    try:
        yield
    finally:
        library.reset(token)
        translation.activate(before or settings.LANGUAGE_CODE)


def spoken(
    plain: Callable[[str], trans_real.DjangoTranslation], language: str
) -> trans_real.DjangoTranslation:
    """Stand for Django's `translation()`: within an office give the office's catalogue."""
    name = library.get()
    if not name:
        return plain(language)
    token = library.set("")  # the plain one is made, and kept, without an office
    try:
        return with_words_of(name, language, plain)
    finally:
        library.reset(token)


@cache
def with_words_of(
    name: str, language: str, plain: Callable[[str], trans_real.DjangoTranslation]
) -> trans_real.DjangoTranslation:
    """Copy a language's catalogue with a library's words in front; nothing is copied twice."""
    made: Any = copy(plain(language))
    words: Any = trans_real.TranslationCatalog()
    for folder in folders_of(name):
        names = [translation.to_locale(language), REGIONS.get(language, "")]
        found = gettext.translation("django", folder, filter(None, names), fallback=True)
        if isinstance(found, gettext.GNUTranslations):
            words.update(found)
    all_words = made._catalog
    words._catalogs = [*words._catalogs, *all_words._catalogs]
    words._plurals = [*words._plurals, *all_words._plurals]
    made._catalog = words
    return made


def folders_of(name: str) -> list[Path]:
    """Give the folders of a library's catalogues; a later one is asked first."""
    theirs = [each for each in apps.get_app_configs() if is_of(each.name, name)]
    inner = [Path(each.path) / "locale" for each in theirs]
    core = [Path(django.__path__[0]) / "conf" / "locale"] if name == "django" else []
    return [*core, *reversed(inner), settings.BASE_DIR / "locale" / name]


def is_of(app: str, name: str) -> bool:
    return app == name or app.startswith((f"{name}.", f"{name}.contrib."))
