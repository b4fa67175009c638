"""Orders that producers do not confirm, at the desk: whom to call, and who gets more time."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.fields import WholeField
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.confirming import NoMoreTime, give_more_time
from marketplace.purchases.models import PurchaseEvent, Reversal

MOST_HOURS = 72  # given at one time
FEWEST_DIGITS = 4  # of a telephone number, for a search by it
PARTS = {
    "late": gettext_lazy("Late"),
    "waiting": gettext_lazy("All that wait"),
    "ended": gettext_lazy("Cancelled by the clock"),
}
STEPS = {  # of an order, by the code of the event
    "placed": gettext_lazy("Order placed"),
    "paid": gettext_lazy("Paid"),
    "revived": gettext_lazy("Paid"),
    "confirm_reminded": gettext_lazy("Producer reminded"),
    "confirm_late": gettext_lazy("Late: producer and market told"),
    "confirm_extended": gettext_lazy("More time given"),
    "confirmed": gettext_lazy("Confirmed"),
    "cancelled": gettext_lazy("Cancelled"),
    "cancelled_in_part": gettext_lazy("Cancelled in part"),
}


class MoreTimeForm(forms.Form):
    """How much more time a producer gets, and why."""

    hours = WholeField(
        label=gettext_lazy("Hours more"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=gettext_lazy(
            "1 to 72, counted from now or from a deadline that is still to come."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The producer reads it, too."),
        min_length=5,
        max_length=300,
    )


def parts() -> dict[str, Q]:
    """The parts of the list by name, each as a condition on deadlines."""
    waits = Q(order__status=Status.PLACED, next_at__isnull=False)
    return {
        "late": waits & Q(due_at__lte=timezone.now()),
        "waiting": waits,
        "ended": Q(order__reversals__reason=Reversal.Reason.UNCONFIRMED),
    }


def matching(rows: QuerySet[ConfirmDeadline], text: str) -> QuerySet[ConfirmDeadline]:
    """Those whose order number, producer or producer's telephone has the text."""
    if not text:
        return rows
    found = Q(order__number__icontains=text) | Q(order__producer__name__icontains=text)
    digits = re.sub(r"\D", "", text).removeprefix("84").removeprefix("0")
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s+().-]", text):
        found |= Q(order__producer__phone__contains=digits)
    return rows.filter(found)


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List orders by their deadline: late ones first; search looks in the part that is shown."""
    text, conditions = asked_text(request, 80), parts()
    shown = request.GET.get("show", "")
    shown = shown if shown in conditions else "late"
    rows = ConfirmDeadline.objects.filter(conditions[shown])
    rows = matching(rows, text).select_related("order__producer", "order__purchase")
    newest_first = shown == "ended"
    page = page_of(request, rows.order_by("-due_at" if newest_first else "due_at", "pk"), 30)
    chips = [  # counted apart: each count finds its few rows by an index of its own
        (title, f"?show={name}", name == shown, ConfirmDeadline.objects.filter(part).count())
        for (name, title), part in zip(PARTS.items(), conditions.values(), strict=True)
    ]
    context = {"page": page, "chips": chips, "show": shown, "q": text}
    return render(request, "moderation/late_orders.html", context)


def steps_of(order: Order) -> list[tuple[Any, datetime, User | None]]:
    """What was done with an order, when and by whom; the buyer's name is left out of it."""
    assert order.purchase is not None  # noqa: S101 - it has a deadline
    events = PurchaseEvent.objects.filter(
        Q(order=order.pk) | Q(order=None), purchase=order.purchase, code__in=STEPS
    )
    buyer = order.purchase.user_id
    return [
        (STEPS[event.code], event.at, event.by if event.by_id != buyer else None)
        for event in events.select_related("by")
    ]


@moderators_only
def late_order(request: PersonRequest, number: str) -> HttpResponse:
    """Show one order that waits and what was done; give its producer more time, once."""
    deadlines = ConfirmDeadline.objects.select_related(
        "order__producer", "order__purchase", "extended_by"
    )
    found = get_object_or_404(deadlines, order__number=number)
    form = MoreTimeForm(request.POST or None, initial={"hours": 12})
    if request.method == "POST" and form.is_valid():
        try:
            give_more_time(deadline=found, by=request.user, **form.cleaned_data)
        except NoMoreTime:
            messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
        else:
            messages.success(request, _("More time given. Both sides have been told."))
        return redirect("moderation:late-order", number=number)
    order = found.order
    context = {
        "deadline": found,
        "order": order,
        "lines": order.lines.order_by("pk")[:50],
        "steps": steps_of(order),
        "may_extend": order.is_placed and not found.extended_at and not found.is_over,
        "is_late": order.is_placed and found.due_at <= timezone.now(),
        "form": form,
    }
    return form_page(request, "moderation/late_order.html", context, form=form)
