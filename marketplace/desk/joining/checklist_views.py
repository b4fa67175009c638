"""The checklist as the operator composes it: which papers are asked of whom and for what goods."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import OcopGroup
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import form_page
from marketplace.joining.forms import RequirementForm
from marketplace.joining.models import Requirement
from marketplace.producers.models import Producer


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List the papers that are asked for, in the order in which applicants see them."""
    groups = {group.number: group.name for group in OcopGroup.objects.all()}
    kinds = {str(value): label for value, label in Producer.Kind.choices}
    rows = [
        (
            row,
            [kinds[kind] for kind in row.kinds if kind in kinds],
            [groups[number] for number in row.groups if number in groups],
        )
        for row in Requirement.objects.all()
    ]
    return render(request, "moderation/checklist.html", {"rows": rows})


@moderators_only
def requirement(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Ask for a paper, change how it is asked, or ask for it no more."""
    found = get_object_or_404(Requirement, pk=pk) if pk else None
    form = RequirementForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("verification:checklist")
    context = {"form": form, "requirement": found}
    return form_page(request, "moderation/requirement.html", context, form=form)
