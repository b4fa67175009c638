"""The register for everybody: a list with a search, and a check of one code or label."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.certificates.models import Certificate
from catalogue.certificates.register import Wanted, check, others_of, search_register
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from marketplace.frame.folding import fold
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.screens import asked_text, page_of

STARS = ("5", "4", "3")
LONGEST = 200  # of what is asked: an address on a pack with lot and serial


@public_page
@reads("q", "stars", "state", "page")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List certificates, or those that a text, stars and a state leave."""
    today = timezone.localdate()
    text = asked_text(request, 100)
    wanted = request.GET.get("state", "")
    keep = {
        "q": text if fold(text).strip() else "",
        "stars": stars if (stars := request.GET.get("stars", "")) in STARS else "",
        "state": wanted if wanted in Wanted.values else "",
    }
    holders = names_of(current()).holding("producer", fold(text)) if keep["q"] else set()
    rows = search_register(
        text=keep["q"],
        holders=holders,
        stars=int(keep["stars"] or 0) or None,
        wanted=keep["state"],
        day=today,
    )
    page = page_of(request, rows)
    stated = [(row, row.state_on(today)) for row in page]
    context = {
        "page": page,
        "entries": [(row, state.label, Certificate.TONES[state]) for row, state in stated],
        "keep": keep,
        "all_stars": STARS,
        "states": Wanted.choices,
        "today": today,
    }
    return render(request, "ocop/index.html", context)


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
