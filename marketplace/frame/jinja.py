"""The environment of the compiled templates (templates/compiled).

A template is compiled once per language, with what is the same for every reader written in
beforehand: texts without values, addresses without arguments, static files. So
``{{ _("Basket") }}`` costs a page nothing.
"""

import datetime
import json
import re
from collections.abc import Callable
from functools import cache, lru_cache

from django.template import engines
from django.template.defaultfilters import linebreaks
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import BaseLoader, Environment, Template

from cms.maps import small_map
from marketplace.frame.money import format_dong


def environment(**options) -> Environment:
    """Give Jinja2 the reader's language, dates, numbers and addresses; all is escaped."""
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django sets autoescape
    made.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.filters["date"] = date
    made.filters["decimal"] = number_format
    made.filters["grouped"] = grouped
    made.filters["money"] = money
    made.filters["linebreaks"] = lambda text: mark_safe(linebreaks(text, autoescape=True))
    made.globals |= {"url": url, "static": static, "minimap": minimap}
    return made


CONSTANT = re.compile(r'\b(?P<name>_|url|static)\("(?P<text>[^"\\]*)"\)')


class Spoken(BaseLoader):
    """Another loader's templates with their constants written in one language."""

    def __init__(self, loader: BaseLoader, language: str) -> None:
        self.loader, self.language = loader, language

    def get_source(self, environment: Environment, template: str):
        source, path, is_fresh = self.loader.get_source(environment, template)
        makers: dict[str, Callable[[str], str]] = {"_": gettext, "url": reverse, "static": static}

        def constant(match: re.Match) -> str:
            text = str(makers[match["name"]](match["text"]))
            return json.dumps(text, ensure_ascii=False)

        with override(self.language):
            return CONSTANT.sub(constant, source), path, is_fresh


@cache
def spoken(language: str) -> Environment:
    """The environment of one language."""
    env = engines["jinja2"].env
    return env.overlay(loader=Spoken(env.loader, language))


def template(name: str) -> Template:
    """A compiled template in the reader's language."""
    return spoken(get_language() or "vi").get_template(name)


def date(value: datetime.date, form: str = "DATE_FORMAT") -> str:
    """Write a day as the reader's language does; a time as a day of the site's time zone."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return date_format(value, form)


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart: 12.345, or 12,345 in English."""
    return number_format(number, force_grouping=True) if number >= 1000 else str(number)


def money(amount) -> str:
    """Write whole dong as the reader's language does."""
    return format_dong(int(amount), get_language() or "vi") if amount is not None else ""


def minimap(village) -> str:
    return drawn_map(village, get_language())


@lru_cache(maxsize=512)
def drawn_map(village, language: str | None) -> str:
    return small_map(village)


def url(name: str, *args) -> str:
    """Write an address; those without arguments are the same for a language every time."""
    return reverse(name, args=args) if args else plain_url(name, get_language())


@lru_cache(maxsize=256)
def plain_url(name: str, language: str | None) -> str:
    return reverse(name)
