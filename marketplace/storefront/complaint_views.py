"""Complaints to the market: filed by anybody, followed by who has the mail's link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.accounts.requests import person_of
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.talks.complaints import file_complaint, go_on
from marketplace.talks.forms import ComplaintForm, TextForm
from marketplace.talks.models import Complaint
from marketplace.talks.refusals import TalkRefused


@for_audience("visitor")
def new(request: HttpRequest) -> HttpResponse:
    """File a complaint; its number and its day are shown at once and mailed."""
    form = ComplaintForm(request.POST or None, initial=known(request))
    if request.method == "POST" and form.is_valid():
        try:
            filed = file_complaint(
                user=person_of(request), language=get_language() or "vi", **form.cleaned_data
            )
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your complaint is filed. We have mailed you its number."))
            return redirect("complaints:complaint", token=filed.token)
    return private(form_page(request, "complaints/new.html", {"form": form}, form=form))


def known(request: HttpRequest) -> dict[str, Any]:
    """What the form need not ask: who is signed in, which order a link was followed from."""
    user = person_of(request)
    asked = {"purchase_number": request.GET.get("order", "").replace("\x00", "")[:24]}
    return asked | ({"name": user.get_full_name(), "email": user.email} if user else {})


@for_audience("holder")
def complaint(request: HttpRequest, token: UUID) -> HttpResponse:
    """One complaint with what was said; who has its link writes on."""
    found = get_object_or_404(Complaint, token=token)
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            go_on(complaint=found, text=form.cleaned_data["text"])
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("We have it, and answer by mail."))
            return redirect("complaints:complaint", token=token)
    context = {"complaint": found, "words": found.words.all(), "form": form}
    response = private(form_page(request, "complaints/complaint.html", context, form=form))
    response["Referrer-Policy"] = "same-origin"
    return response
