"""The health of the market: what is wrong, what to do, and buttons that try again."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import operators_only
from marketplace.operations.checks import find_troubles
from marketplace.operations.models import Finding
from marketplace.operations.queries import Piece, pieces_of
from marketplace.operations.services import DEEDS, mend
from marketplace.operations.words import title_of, way_out_of


@dataclass(frozen=True)
class Shown:
    """A trouble as the page tells it."""

    code: str
    title: str
    way_out: str
    since: object
    can_mend: bool
    pieces: list[Piece] = field(default_factory=list)


@operators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List what is wrong now, and what was wrong lately."""
    since = dict(Finding.objects.filter(cleared_at=None).values_list("code", "since"))
    troubles = [
        Shown(
            code=trouble.code,
            title=title_of(trouble.code, trouble.count),
            way_out=way_out_of(trouble.code),
            since=since.get(trouble.code),
            can_mend=trouble.code in DEEDS,
            pieces=pieces_of(trouble.code),
        )
        for trouble in find_troubles()
    ]
    past = [
        (title_of(finding.code, finding.count), finding.since, finding.cleared_at)
        for finding in Finding.objects.exclude(cleared_at=None).order_by("-cleared_at")[:20]
    ]
    return render(request, "health/index.html", {"troubles": troubles, "past": past})


@operators_only
@require_POST
def mend_view(request: PersonRequest, code: str, deed: str) -> HttpResponse:
    """Try again, or let go, what was given up; twice does it once."""
    if code not in DEEDS:
        raise Http404
    count = mend(code=code, deed=deed, by_pk=request.user.pk)
    if not count:
        messages.info(request, _("Nothing is left to do here."))
    elif deed == "again":
        text = ngettext("%(count)s is tried again.", "%(count)s are tried again.", count)
        messages.success(request, text % {"count": count})
    else:
        text = ngettext("%(count)s was let go.", "%(count)s were let go.", count)
        messages.success(request, text % {"count": count})
    return redirect("health:index")
