"""The register for everybody: a list with a search, and a check of one code or label."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.certificates.models import Certificate
from catalogue.certificates.register import (
    Kept,
    Wanted,
    check,
    communes_named,
    others_of,
    search_register,
)
from catalogue.listing.names import Names, names_of
from catalogue.listing.shelf import current
from marketplace.frame.folding import fold
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.screens import asked_text, page_of

STARS = ("5", "4", "3")
FIRST_YEAR = 2019  # of decision 1048/QĐ-TTg, by which the first products were rated
LONGEST = 200  # of what is asked: an address on a pack with lot and serial


@public_page
@reads("q", "stars", "state", "commune", "group", "set", "year", "page")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List certificates, or those that a text, stars, a state, a place, a kind and a year leave."""
    today = timezone.localdate()
    named = names_of(current())
    communes = [(str(pk), name) for pk, name in communes_named().values_list("pk", "name")]
    options: dict[str, Sequence[tuple[str, Any]]] = {
        "stars": [(each, each) for each in STARS],
        "state": Wanted.choices,
        "group": numbered(named.names["group"]),
        "set": numbered(named.names["set"]),
        "commune": communes,
        "year": [(str(year), str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)],
    }
    keep = {name: chosen(request, name, pairs) for name, pairs in options.items()}
    is_narrowed = any(keep.values())
    text = asked_text(request, 100)
    keep["q"] = text if fold(text).strip() else ""
    rows = search_register(kept_by(keep, named), today)
    page = page_of(request, rows)
    stated = [(row, row.state_on(today)) for row in page]
    context = {
        "page": page,
        "entries": [(row, state.label, Certificate.TONES[state]) for row, state in stated],
        "keep": keep,
        "options": options,
        "is_narrowed": is_narrowed,
        "today": today,
    }
    return render(request, "ocop/index.html", context)


def numbered(names: dict[str, str]) -> list[tuple[str, str]]:
    """Give names of groups or sets with their numbers before them, in the order of these."""
    pairs = sorted((int(number), name) for number, name in names.items())
    return [(str(number), f"{number}. {name}") for number, name in pairs]


def chosen(request: HttpRequest, name: str, pairs: Sequence[tuple[str, Any]]) -> str:
    """Give what is asked for of some options, "" where it is none of them."""
    value = request.GET.get(name, "")
    return value if value in {str(each) for each, _label in pairs} else ""


def kept_by(keep: dict[str, str], named: Names) -> Kept:
    """Say what the choices of an address leave of the register."""
    holders = named.holding("producer", fold(keep["q"])) if keep["q"] else ()
    numbers = {name: int(keep[name] or 0) for name in ("stars", "commune", "group", "set", "year")}
    return Kept(text=keep["q"], holders=holders, wanted=keep["state"], **numbers)


@public_page
@reads("q")
@require_safe
def checked(request: HttpRequest) -> HttpResponse:
    """Say what the register knows today of a code, an address on a pack or a label's text."""
    today = timezone.localdate()
    text = asked_text(request, LONGEST)
    found = check(text, today)
    others = others_of(found[0]) if len(found) == 1 else []
    context = {"text": text, "found": found, "others": others, "today": today}
    return render(request, "ocop/check.html", context)
