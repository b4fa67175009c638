"""Which engine answers which page: Django's only in the back offices."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template, select_template
from django.test.signals import template_rendered
from django.urls import URLPattern, get_resolver
from django.utils import translation
from wagtail.models import get_page_models

from marketplace.frame.jinja import Page, spoken

# Theirs: Oscar's dashboard, Wagtail's editors, Django's admin.
BACK_OFFICES = ("admin/", "cms/", "vi/dashboard/")
# One page of each: the walk would find others, too.
SEEN = ["/admin/", "/cms/", "/vi/dashboard/"]
TEMPLATES = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates"))
    for path in (settings.BASE_DIR / "templates").rglob("*")
    if path.suffix in {".html", ".txt"}
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
    """The templates that our functions and Wagtail pages name; the editors' office has its own."""
    named = set()
    for folder in ("catalogue", "marketplace", "cms"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            named |= set(re.findall(r"\"([\w/]+\.html)\"", path.read_text()))
    named |= {model.template for model in get_page_models() if model._meta.app_label == "cms"}
    return sorted(name for name in named if not name.startswith("wagtailadmin/"))


@pytest.mark.parametrize("name", templates_of_sources())
def test_our_code_names_templates_of_jinja(name):
    assert isinstance(get_template(name), Page)


# What Django's engine writes within a page: fields of forms, and allauth's messages and mails.
WITHIN = ("django/forms/", "account/messages/", "account/email/", "mfa/messages/", "mfa/email/")


def written_by_django(client, path: str) -> set[str]:
    """The templates of Django's engine that answer an address."""
    names = set()

    def note(sender, template, **kwargs):
        if sender is not Page and template.name and not template.name.startswith(WITHIN):
            names.add(template.name)

    template_rendered.connect(note)
    try:
        client.get(path)
    finally:
        template_rendered.disconnect(note)
    return names


@pytest.mark.django_db
def test_pages_that_django_answers_are_back_offices(client, producer, django_user_model):
    """Asked as a stranger, and as one who may see everything and sells, too."""
    chief = django_user_model.objects.create_superuser("chief@example.vn", "x")
    producer.memberships.create(user=chief, role="owner")
    with translation.override("vi"):
        paths = {f"/{route}" for route, _name, _view in routes() if not re.search(r"[<(^$]", route)}
    ours = {path for path in paths if not path[1:].startswith(BACK_OFFICES)}
    answered = set()
    for _visitor in ("stranger", "chief"):
        answered |= {path for path in sorted(ours) + SEEN if written_by_django(client, path)}
        client.force_login(chief)
    assert answered == set(SEEN)


@pytest.mark.parametrize("name", ["404.html", "403.html", "500.html", "429.html"])
def test_errors_are_written_by_jinja(name):
    assert isinstance(get_template(name), Page)


def test_the_last_error_page_needs_nothing():
    assert "Nothing was charged" in get_template("500.html").render()


def test_wagtails_own_login_form_cannot_be_reached(client):
    answer = client.get("/vi/_util/login/?next=/vi/")
    assert (answer.status_code, answer.url) == (302, "/vi/account/login/?next=/vi/")
