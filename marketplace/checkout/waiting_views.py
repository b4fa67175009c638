"""Wait for a place in a full session: a mail tells once when there is one."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.models import Product
from marketplace.accounts.requests import person_of
from marketplace.frame.access import for_audience
from marketplace.frame.fields import WholeField
from marketplace.frame.screens import form_page, private
from marketplace.visits.models import Session, WaitingGuest
from marketplace.visits.places import bookable
from marketplace.visits.words import when

MOST_WAITING = 200  # for one session
MOST_GUESTS_EACH = 50


class WaitingForm(forms.Form):
    """Where to write, and for how many."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    guests = WholeField(
        label=gettext_lazy("How many come"), min_value=1, max_value=MOST_GUESTS_EACH, initial=1
    )


def keep_waiting(session: Session, email: str, guests: int, language: str) -> bool:
    """Put somebody on a session's list, once; False when the list is full.

    Who was told and was too late waits anew, behind all others.
    """
    mine = session.waiting.filter(email=email.lower())
    mine.filter(told_at__isnull=False).delete()
    if mine.update(guests=guests):
        return True
    if session.waiting.filter(told_at=None).count() >= MOST_WAITING:
        return False
    try:
        with transaction.atomic():
            WaitingGuest.objects.create(
                session=session, email=email.lower(), guests=guests, language=language
            )
    except IntegrityError:  # the same at the same time
        mine.update(guests=guests)
    return True


def answer_to(session: Session, *, email: str, guests: int) -> tuple[int, str]:
    """Keep somebody waiting and say so; where there is room by now, nobody has to wait."""
    if guests <= session.left:
        return messages.INFO, _("There is room for you by now: choose this session.")
    if keep_waiting(session, email, guests, get_language() or "vi"):
        return messages.SUCCESS, _("We write to you as soon as there is room.")
    return messages.ERROR, _("Very many wait for this session: please choose another.")


@for_audience("visitor")
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Product.objects.published().values("pk")
    rows = bookable().filter(visit__product__in=shown).select_related("visit__product")
    session = get_object_or_404(rows, pk=pk)
    user = person_of(request)
    form = WaitingForm(request.POST or None, initial={"email": user.email if user else ""})
    if request.method == "POST" and form.is_valid():
        messages.add_message(request, *answer_to(session, **form.cleaned_data))
        return redirect(session.visit.product)
    context = {
        "form": form,
        "product": session.visit.product,
        "when": when(session.starts_at),
        "left": session.left,
    }
    return private(form_page(request, "visits/wait.html", context, form=form))
