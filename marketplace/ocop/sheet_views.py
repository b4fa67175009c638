"""The score sheets for officers: what each says, where it was mended, and who checked it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.models import OcopSet
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import form_page
from marketplace.ocop.access import officers_only
from marketplace.programme.checking import (
    SheetRefused,
    note_checked,
    put_in_force,
    take_back,
    versions_now,
)
from marketplace.programme.models import SheetEvent, SheetVersion
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.sheets.sheet import Criterion, Option, Sheet
from marketplace.programme.wording import CORRECTIONS, DOUBTS, VARIANTS, said

REASONS: dict[str, Any] = {
    "moved": gettext_lazy("The sheet is another one now. Please look at it again."),
    "stands": gettext_lazy("Another officer has checked it already."),
    "first": gettext_lazy("Somebody has to compare it with the gazette first."),
    "own": gettext_lazy("You checked it: another officer puts it in force."),
    "reason": gettext_lazy("Say what is wrong with it."),
}
ACTS: dict[str, Callable[..., SheetVersion]] = {
    "check": note_checked,
    "agree": put_in_force,
    "take_back": take_back,
}


class SheetForm(forms.Form):
    """A step of a sheet: a word about it, and which text of it was looked at."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


@officers_only
@require_safe
def sheets(request: PersonRequest) -> HttpResponse:
    """List all sheets with their states."""
    names = {each.number: each.name for each in OcopSet.objects.all()}
    versions = versions_now()
    rows = [
        (version, names.get(number, ""), sheet_of(number)) for number, version in versions.items()
    ]
    return render(request, "programme/sheets.html", {"rows": rows})


@officers_only
def sheet(request: PersonRequest, number: int) -> HttpResponse:
    """Show a sheet whole; check it, put it in force, take it back."""
    if number not in NUMBERS:
        raise Http404
    found = sheet_of(number)
    act = next((name for name in ACTS if name in request.POST), "")
    form = SheetForm(request.POST if act else None, initial={"digest": found.digest})
    if form.is_bound and form.is_valid():
        try:
            ACTS[act](number=number, by=request.user, **form.cleaned_data)
        except SheetRefused as refusal:
            form.add_error("note" if str(refusal) == "reason" else None, REASONS[str(refusal)])
        else:
            messages.success(request, _("Noted."))
            return redirect("programme:sheet", number=number)
    context = file_of(request, found) | {"form": form}
    return form_page(request, "programme/sheet.html", context, form=form)


def file_of(request: PersonRequest, found: Sheet) -> dict[str, Any]:
    version = versions_now()[found.number]
    past = SheetEvent.objects.filter(version__number=found.number)
    ocop_set = OcopSet.objects.filter(number=found.number).first()
    return {
        "sheet": found,
        "name": ocop_set.name if ocop_set else "",
        "version": version,
        "is_own": version.checked_by_id == request.user.pk,
        "events": past.select_related("by", "version"),
        "corrections": [(each, CORRECTIONS[each.reason]) for each in found.corrections],
        "doubts": [(each, DOUBTS[each.reason]) for each in found.doubts],
        "lines": [(line, said(line.words), lists_of(line)) for line in found],
    }


def lists_of(line: Criterion) -> list[tuple[str, list[tuple[Option, str]]]]:
    """Give the lists of a line's options with their words; one without a name where it is one."""
    lists = line.variants or ({"": line.options} if line.options else {})
    return [
        (str(VARIANTS[name]) if name else "", [(each, said(each.words)) for each in options])
        for name, options in lists.items()
    ]
