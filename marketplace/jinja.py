"""The environment of the compiled templates (templates/compiled)."""

import datetime
from functools import lru_cache

from django.template.defaultfilters import linebreaks
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment

from cms.maps import small_map


def environment(**options) -> Environment:
    """Give Jinja2 the reader's language, dates, numbers and addresses; all is escaped."""
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django sets autoescape
    made.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.filters["date"] = date
    made.filters["decimal"] = number_format
    made.filters["linebreaks"] = lambda text: mark_safe(linebreaks(text, autoescape=True))
    made.globals |= {"url": url, "static": static, "minimap": minimap}
    return made


def date(value: datetime.date, form: str = "DATE_FORMAT") -> str:
    """Write a day as the reader's language does; a time as a day of the site's time zone."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return date_format(value, form)


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
