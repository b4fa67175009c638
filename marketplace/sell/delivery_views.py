"""What a producer takes for delivery, by zone and weight, or that the market's charges count."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page, page_of
from marketplace.sell.access import may, producer_of
from marketplace.shipping.models import DeliveryRate
from marketplace.shipping.rate_form import RateForm, initial_of
from marketplace.shipping.rates import drop_rates, set_rate, zones_of

CHANGES_A_PAGE = 30


def zone_or_404(zone: str) -> DeliveryRate.Zone:
    if zone not in DeliveryRate.Zone.values:
        raise Http404
    return DeliveryRate.Zone(zone)


@may(May.SELL)
@require_safe
def charges(request: PersonRequest) -> HttpResponse:
    """Show every zone with what it costs today, what comes, and who changed it."""
    producer = producer_of(request)
    changes = producer.rate_changes.select_related("by")
    context = {
        "producer": producer,
        "zones": zones_of(producer),
        "changes": page_of(request, changes, CHANGES_A_PAGE),
    }
    return render(request, "sell/delivery.html", context)


@may(May.SELL)
def zone_charges(request: PersonRequest, zone: str) -> HttpResponse:
    """Set what one zone costs from a day on."""
    chosen, producer = zone_or_404(zone), producer_of(request)
    now = next(each for each in zones_of(producer) if each.zone == chosen)
    form = RateForm(request.POST or None, initial=initial_of(now.now))
    if request.method == "POST" and form.is_valid():
        set_rate(
            producer=producer,
            zone=chosen,
            valid_from=form.cleaned_data["valid_from"],
            charges=form.charges(),
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("sell:delivery")
    context = {"producer": producer, "zone": now, "form": form, "today": timezone.localdate()}
    return form_page(request, "sell/delivery_zone.html", context, form=form)


@may(May.SELL)
@require_POST
def market_charges(request: PersonRequest, zone: str) -> HttpResponse:
    """Deliver to a zone at the market's charges again."""
    drop_rates(producer=producer_of(request), zone=zone_or_404(zone), by=request.user)
    messages.success(request, _("The market's charges count there now."))
    return redirect("sell:delivery")
