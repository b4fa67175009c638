"""What screens of all faces do alike: pages of a list, answers to forms, files for one reader."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.frame.folding import cleaned

PER_PAGE = 50
LONGEST_ASKED = 80  # signs of a search


class Part(NamedTuple):
    """A part of a list: its title, which rows are in it, which of them come first."""

    title: Any
    where: Q
    order: tuple[str, ...]


def asked_text(request: HttpRequest, longest: int) -> str:
    """Give what is searched for as `?q=`: in plain signs, without what nobody sees (NUL, too)."""
    return cleaned(request.GET.get("q", "")[: 4 * longest])[:longest]


def posted_text(request: HttpRequest, name: str, longest: int) -> str:
    """Give a text that was sent beside a form's fields, lines and all: without NUL, cut."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def page_of(request: HttpRequest, rows, size: int = PER_PAGE) -> Page:
    """Give the page of `rows` that the address asks for; nonsense asks for the first."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1")[:9])


def page_asked(request: HttpRequest) -> str:
    """Give the page that an address asks for; what lies before the first is the first."""
    text = request.GET.get("page", "1")[:9]
    return "1" if text.startswith("-") or text.strip("0") == "" else text


def page_links(pages: Paginator, page: Page, base: str) -> list[tuple[str, str, bool]]:
    """Give the pages around one, the first and the last: text, address, whether it is shown."""
    numbers = pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        (str(n), f"{base}page={n}" if n != pages.ELLIPSIS else "", n == page.number)
        for n in numbers
    ]


def page_of_part(
    request: HttpRequest,
    rows: QuerySet,
    parts: dict[str, Part],
    *,
    matching: Callable[[QuerySet, str], QuerySet],
    counted: QuerySet | None = None,
    size: int = PER_PAGE,
) -> dict[str, Any]:
    """Give what a list in parts shows: the part that `?show=` names, of it what `?q=` finds.

    The first part is shown where none is named. How many are in each is counted without the
    search, among `counted` where these are not the rows that are shown.
    """
    shown = request.GET.get("show", "")
    shown = shown if shown in parts else next(iter(parts))
    asked = asked_text(request, LONGEST_ASKED)
    found = matching(rows.filter(parts[shown].where), asked).order_by(*parts[shown].order)
    among = rows if counted is None else counted
    return {
        "page": page_of(request, found, size),
        "parts": [
            (part.title, f"?show={name}", name == shown, among.filter(part.where).count())
            for name, part in parts.items()
        ],
        "show": shown,
        "q": asked,
    }


def is_done(
    request: HttpRequest,
    form: forms.Form,
    deed: Callable[..., object],
    *,
    field: str,
    refused: type[Exception] | tuple[type[Exception], ...],
) -> bool:
    """Tell whether `deed` was done with what a posted form says; a refusal is told at `field`."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed(**form.cleaned_data)
    except refused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def form_page(
    request: HttpRequest, template: str, context: dict, *, form: forms.BaseForm
) -> HttpResponse:
    """Render a page with a form; 422 tells a browser's script that fields were refused."""
    return render(request, template, context, status=422 if form.errors else 200)


def ids_in(request: HttpRequest, name: str) -> list[int]:
    """Give the ids that a form ticked; what can be no id is left out."""
    return [int(pk) for pk in request.POST.getlist(name) if pk.isdecimal() and len(pk) < 19]


def private(response: HttpResponse) -> HttpResponse:
    """Let nobody keep an answer that is for one reader, and tell its address to no other site."""
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": with that a browser posts its own forms with "Origin: null".
    response["Referrer-Policy"] = "same-origin"
    return response


def file_for_one(
    body: bytes, *, kind: str, name: str, disposition: str = "attachment"
) -> HttpResponse:
    """Send a file of media type `kind` to the one reader it is for."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return private(response)
