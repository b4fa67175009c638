"""The engine of every page that visitors see: Jinja2, compiled once per language.

`render(request, name)` reaches it through Django's settings. Templates stand in
templates/; what a template may call beyond this module is listed in settings (TEMPLATES). The
parse tree's constants are folded (jinja_constants.py), white space goes (jinja_whitespace.py).
"""

import datetime
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Jinja2 as DjangoJinja2
from django.template.backends.jinja2 import Template as DjangoTemplate
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, Template, TemplateNotFound

from marketplace.frame.deadlines import deadline, deadline_day, lasting, soon
from marketplace.frame.jinja_constants import FoldingGenerator
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped


class LanguageEnvironment(Environment):
    """An environment whose templates speak one language."""

    code_generator_class = FoldingGenerator
    language: str | None = None

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give a template its globals as a plain dict, one for all that add nothing.

        Jinja2's own are a ChainMap, which is read key by key in Python: once to begin a page and
        once for each import of a component. A dict for each of a thousand templates is megabytes.
        """
        return self.globals | dict(d) if d else self.globals


def environment(
    *, filters: dict[str, str], functions: dict[str, str], **options: Any
) -> LanguageEnvironment:
    """Give Jinja2 texts, dates, numbers and addresses; `filters` and `functions` name more."""
    made = LanguageEnvironment(trim_blocks=True, lstrip_blocks=True, **options)
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.filters |= {
        "date": date,
        "deadline": deadline,
        "deadline_day": deadline_day,
        "lasting": lasting,
        "soon": soon,
        "decimal": number_format,
        "grouped": grouped,
        "linebreaks": linebreaks_of,
        "linebreaksbr": lambda text: mark_safe(linebreaksbr(text, autoescape=True)),
        "money": money,
    }
    made.filters |= {name: import_string(path) for name, path in filters.items()}
    made.globals |= {"url": url, "static": static}
    made.globals |= {name: import_string(path) for name, path in functions.items()}
    return made


class Jinja2(DjangoJinja2):
    """Django's backend with an environment for each language."""

    def __init__(self, params: dict[str, Any]) -> None:
        params = params | {"OPTIONS": params["OPTIONS"].copy()}
        params["OPTIONS"].setdefault("autoescape", is_markup)
        super().__init__(params)
        self.spoken: dict[str, LanguageEnvironment] = {}

    def speaking(self, language: str | None) -> LanguageEnvironment:
        """The environment of a language; the settings' own if there is none."""
        language = language or settings.LANGUAGE_CODE
        if language not in self.spoken:
            overlay = cast(LanguageEnvironment, self.env.overlay())
            overlay.language = language
            overlay.globals = self.env.globals | {"LANGUAGE_CODE": language}
            self.spoken[language] = overlay
        return self.spoken[language]

    def get_template(self, template_name: str) -> "Page":
        try:
            return Page(self.speaking(get_language()).get_template(template_name), self)
        except TemplateNotFound as missing:
            raise TemplateDoesNotExist(str(missing.name), backend=self) from missing

    def from_string(self, template_code: str) -> "Page":
        return Page(self.speaking(get_language()).from_string(template_code), self)


class Page(DjangoTemplate):
    """A template that Django's views render: what a view gives wins over what all pages have."""

    def render(self, context: dict | None = None, request: HttpRequest | None = None) -> SafeString:
        return mark_safe(self.template.render(self.values(context or {}, request)))

    def values(self, context: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return context
        common: dict[str, Any] = {
            "request": request,
            "csrf_input": csrf_input_lazy(request),
            "csrf_token": csrf_token_lazy(request),
        }
        for processor in self.backend.template_context_processors:
            common |= processor(request)
        return common | context


def spoken(language: str | None) -> LanguageEnvironment:
    """The environment of one language."""
    return cast(Jinja2, engines["jinja2"]).speaking(language)


def template(name: str) -> Template:
    """A template in the reader's language, with its macros as `.module`."""
    return spoken(get_language()).get_template(name)


def is_markup(name: str | None) -> bool:
    """Tell whether a template's values are escaped: not in plain text."""
    return not (name or "").endswith((".txt", ".typ"))


def date(value: datetime.date | None, form: str = "DATE_FORMAT") -> str:
    """Write a day as the reader's language does; a time as a day of the site's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return date_format(value, form)


def money(amount: int | None) -> str:
    """Write whole dong as the reader's language does."""
    return format_dong(int(amount), get_language() or "vi") if amount is not None else ""


def linebreaks_of(text: str) -> SafeString:
    """Make paragraphs and line breaks of a text; its markup is escaped."""
    return mark_safe(linebreaks_filter(text, autoescape=True))


def url(name: str, *args: object, **kwargs: object) -> str:
    """Write an address; those without arguments are the same for a language every time."""
    if args or kwargs:
        return reverse(name, args=args, kwargs=kwargs)
    return plain_url(name, get_language())


@lru_cache(maxsize=256)
def plain_url(name: str, language: str | None) -> str:
    return reverse(name)
