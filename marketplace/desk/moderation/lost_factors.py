"""Lost second factors at the desk: one person asks, another confirms."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.models import FactorReset, User
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import form_page
from marketplace.frame.steps import Step, take_step
from marketplace.listings.lost_factors import (
    ResetRefused,
    ask_for_reset,
    confirm_reset,
    stop_reset,
)


class LostFactorForm(forms.Form):
    """Whose second factor is lost, and how that person was recognised."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    reason = forms.CharField(
        label=gettext_lazy("How the person was recognised"),
        help_text=gettext_lazy("For instance: called back on the number of the contract."),
        min_length=10,
        max_length=300,
    )

    def clean_email(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has this address."))
        return found


@moderators_only
@fresh_to_change
def index(request: PersonRequest) -> HttpResponse:
    """List what was asked for; ask for another one."""
    form = LostFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_reset(
                user=form.cleaned_data["email"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except ResetRefused as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("moderation:lost-factors")
    rows = FactorReset.objects.select_related("user", "asked_by", "confirmed_by", "stopped_by")
    context = {"form": form, "rows": rows[:100]}
    return form_page(request, "moderation/lost_factors.html", context, form=form)


def confirm(request: PersonRequest, pk: int) -> str:
    confirm_reset(pk=pk, by=request.user)
    return _("Confirmed. It is off after a day, unless the person stops it.")


def stop(request: PersonRequest, pk: int) -> str:
    stop_reset(pk=pk, by=request.user)
    return _("Stopped.")


STEPS: dict[str, Step] = {"confirm": confirm, "stop": stop}


@moderators_only
@fresh_to_change
@require_POST
def lost_factor_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    get_object_or_404(FactorReset, pk=pk)
    try:
        take_step(request, STEPS[step], pk)
    except ResetRefused as why:
        messages.error(request, str(why))
    return redirect("moderation:lost-factors")
