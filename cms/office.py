"""Pages of our own in the editors' office: our templates within Wagtail's frame."""

from collections.abc import Iterable
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.roles import May, person_may
from marketplace.frame.access import View, for_audience

FRAME = """{% extends "wagtailadmin/generic/base.html" %}
{% block main_content %}{{ body }}{% endblock %}"""


@cache
def frame() -> Any:
    """Wagtail's page with a place for ours; its engine finds no file of ours (wiring.py)."""
    return engines["django"].from_string(FRAME)


def office_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    trail: Iterable[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    """Give a page of ours in the office; `trail` names what stands above it, with addresses."""
    above = [(_("Home"), reverse("wagtailadmin_home")), *trail, (title, "")]
    framed = {
        "body": render_to_string(template, context, request, using="jinja2"),
        "header_title": title,
        "page_title": title,
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in above],
    }
    return TemplateResponse(request, frame(), framed, status=status)


def writers_only(view: View) -> View:
    """Let in who writes for a village, and who answers for all pages."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not (user.village_posts.exists() or person_may(user, May.EDIT)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return for_audience("writer")(guarded)


def editors_only(view: View) -> View:
    """Let in who answers for all pages of the site; a promoter is sent back."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person_may(request.user, May.EDIT):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.permission = May.EDIT  # type: ignore[attr-defined]
    return for_audience("editor")(guarded)
