"""Which engine answers which page: Django's only in the back offices."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template, select_template
from django.urls import URLPattern, get_resolver
from django.utils import translation
from wagtail.models import get_page_models

from marketplace.frame.jinja import Page, spoken

# Theirs: Oscar's dashboard, Wagtail's editors, Django's admin.
BACK_OFFICES = ("admin/", "cms/", "vi/dashboard/")
TEMPLATES = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates"))
    for path in (settings.BASE_DIR / "templates").rglob("*")
    if path.is_file() and path.suffix != ".typ"
)


def routes(patterns=None, prefix="", namespace=""):
    """Every address that takes a view: its route, its name, the view."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, namespace + (pattern.name or ""), pattern.callback
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, route, inside)


def templates_of_views():
    """The templates that public class views name, ours and the libraries'."""
    taken = set()  # the first view of an address answers
    with translation.override("vi"):
        for route, name, view in routes():
            if route in taken or route.startswith(BACK_OFFICES):
                continue
            taken.add(route)
            view_class = getattr(view, "view_class", None)
            named = view.view_initkwargs.get("template_name") if view_class else None
            template = named or getattr(view_class, "template_name", None)
            if template:
                yield pytest.param(template, id=name or route)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_in_every_language(name):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spoken(language).get_template(name)


@pytest.mark.parametrize("template", list(templates_of_views()))
def test_a_public_view_names_a_template_of_jinja(template):
    assert isinstance(select_template([template]), Page)


def templates_of_sources():
    """The templates that our functions and Wagtail pages name."""
    named = set()
    for folder in ("catalogue", "marketplace", "cms"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            named |= set(re.findall(r"\"([\w/]+\.html)\"", path.read_text()))
    named |= {model.template for model in get_page_models() if model._meta.app_label == "cms"}
    return sorted(named)


@pytest.mark.parametrize("name", templates_of_sources())
def test_our_code_names_templates_of_jinja(name):
    assert isinstance(get_template(name), Page)


@pytest.mark.parametrize("name", ["404.html", "403.html", "500.html", "429.html"])
def test_errors_are_written_by_jinja(name):
    assert isinstance(get_template(name), Page)


def test_the_last_error_page_needs_nothing():
    assert "Nothing was charged" in get_template("500.html").render()


def test_wagtails_own_login_form_cannot_be_reached(client):
    answer = client.get("/vi/_util/login/?next=/vi/")
    assert (answer.status_code, answer.url) == (302, "/vi/account/login/?next=/vi/")
