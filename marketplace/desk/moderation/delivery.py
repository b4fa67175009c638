"""The market's own delivery charges: what counts where a producer takes none of its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import form_page, page_of
from marketplace.shipping.models import DeliveryRate, RateChange
from marketplace.shipping.rate_form import RateForm, initial_of
from marketplace.shipping.rates import set_rate, zones_of

CHANGES_A_PAGE = 30


@moderators_only
@require_safe
def charges(request: PersonRequest) -> HttpResponse:
    """Show every zone with what it costs today, what comes, and who changed it."""
    changes = RateChange.objects.filter(producer=None).select_related("by")
    context = {"zones": zones_of(None), "changes": page_of(request, changes, CHANGES_A_PAGE)}
    return render(request, "moderation/delivery.html", context)


@moderators_only
@fresh_to_change
def zone_charges(request: PersonRequest, zone: str) -> HttpResponse:
    """Set what one zone costs from a day on for all without charges of their own."""
    if zone not in DeliveryRate.Zone.values:
        raise Http404
    now = next(each for each in zones_of(None) if each.zone == zone)
    form = RateForm(request.POST or None, initial=initial_of(now.now))
    if request.method == "POST" and form.is_valid():
        set_rate(
            producer=None,
            zone=zone,
            valid_from=form.cleaned_data["valid_from"],
            charges=form.charges(),
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("moderation:delivery")
    context = {"zone": now, "form": form}
    return form_page(request, "moderation/delivery_zone.html", context, form=form)
