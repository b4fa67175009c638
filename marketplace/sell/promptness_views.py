"""How quickly the producer confirms, and the orders behind each figure."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import asked_text, page_of
from marketplace.purchases.promptness import LOOKED_BACK, decided_of, promptness_of, was_late
from marketplace.sell.access import may, producer_of

PARTS = {"all": _("All that count"), "confirmed": _("Confirmed"), "late": _("Late")}


@may(May.WORK)
@require_safe
def confirming(request: PersonRequest) -> HttpResponse:
    """Show the figures of the last 90 days; each leads to the orders that it counts."""
    producer, now = producer_of(request), timezone.now()
    figures = promptness_of(producer, now)
    conditions = {
        "all": Q(),
        "confirmed": Q(order__confirmed_at__isnull=False),
        "late": was_late(now),
    }
    counts = {"all": figures.decided, "confirmed": figures.confirmed, "late": figures.late}
    shown = request.GET.get("show", "")
    shown = shown if shown in conditions else "all"
    text = asked_text(request, 40)
    rows = decided_of(producer, now).filter(conditions[shown], order__number__icontains=text)
    page = page_of(request, rows.select_related("order").order_by("-since", "-pk"), 30)
    for row in page:
        row.is_counted_late = (row.order.confirmed_at or now) > row.due_at
    context = {
        "producer": producer,
        "figures": figures,
        "days": LOOKED_BACK.days,
        "page": page,
        "chips": [
            (title, f"?show={name}", name == shown, counts[name]) for name, title in PARTS.items()
        ],
        "show": shown,
        "q": text,
    }
    return render(request, "sell/confirming.html", context)
