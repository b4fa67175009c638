"""Steps that a maker takes with a dossier: begin, claim, file, send answers, withdraw, again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import posted_text
from marketplace.programme.dossiers.drafting import DossierRefused, begin, take_answers
from marketplace.programme.dossiers.handing import file_dossier, send_answer, withdraw
from marketplace.programme.dossiers.models import Dossier
from marketplace.sell.access import may, own_dossier, own_product

Taken = tuple[str, Dossier]


@may(May.SELL)
@require_POST
def begin_view(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin a dossier of a product, or go on with the one that there is."""
    try:
        made = begin(product=own_product(request, pk), by=request.user)
    except DossierRefused as why:
        messages.error(request, str(why))
        return redirect("dossiers:index")
    return redirect("dossiers:dossier", made.pk)


def answers(request: PersonRequest, dossier: Dossier) -> Taken:
    return _("It claims what your self-assessment says today."), take_answers(dossier=dossier)


def filed(request: PersonRequest, dossier: Dossier) -> Taken:
    made = file_dossier(dossier=dossier, by=request.user)
    return _("Filed. The commune looks at it and writes to you by mail."), made


def sent(request: PersonRequest, dossier: Dossier) -> Taken:
    return _("Sent. The office goes on with it."), send_answer(dossier=dossier, by=request.user)


def withdrawn(request: PersonRequest, dossier: Dossier) -> Taken:
    words = posted_text(request, "words", 300)
    return _("Withdrawn."), withdraw(dossier=dossier, words=words, by=request.user)


def again(request: PersonRequest, dossier: Dossier) -> Taken:
    """Begin a new dossier with what an older one says and proves."""
    made = begin(product=dossier.product, by=request.user, previous=dossier)
    return _("This is the new dossier. What has ended was left behind."), made


STEPS: dict[str, Callable[[PersonRequest, Dossier], Taken]] = {
    "answers": answers,
    "file": filed,
    "send": sent,
    "withdraw": withdrawn,
    "again": again,
}


@may(May.SELL)
@require_POST
def step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Take a step with a dossier and say what came of it."""
    found = own_dossier(request, pk)
    try:
        said, found = STEPS[step](request, found)
    except DossierRefused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, said)
    return redirect("dossiers:dossier", found.pk)
