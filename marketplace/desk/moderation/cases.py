"""A buyer who calls or writes: the purchase is found by whatever they know, and seen whole."""

import re

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.progress import headline
from marketplace.aftersale.queries import loose_refunds, orders_after, taken_back
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import asked_text, page_of, private
from marketplace.ledger.access import record
from marketplace.ledger.models import AuditRecord
from marketplace.order.models import Order
from marketplace.purchases.models import Parcel, Purchase
from marketplace.talks.models import Thread

PER_PAGE = 20
FEWEST_SIGNS = 4  # of what is looked for: nobody leafs through all who ever bought
FEWEST_DIGITS = 6  # of a telephone number


def digits_of(text: str) -> str:
    """Give the digits of what looks like a telephone number, without what it begins with."""
    if re.search(r"[^\d\s+().-]", text):
        return ""
    return re.sub(r"\D", "", text).removeprefix("84").removeprefix("0")


def matching(text: str) -> QuerySet[Purchase]:
    """Purchases of a number, an e-mail address, a telephone, a recipient or a tracking code."""
    if len(text) < FEWEST_SIGNS:
        return Purchase.objects.none()
    sent = Parcel.objects.filter(tracking_code__iexact=text).values("order__purchase")
    named = Order.objects.filter(shipping_address__first_name__icontains=text).values("purchase")
    found = Q(number__istartswith=text) | Q(email__icontains=text) | Q(pk__in=sent)
    found |= Q(pk__in=Order.objects.filter(number__iexact=text).values("purchase"))
    found |= Q(pk__in=named)
    if len(digits := digits_of(text)) >= FEWEST_DIGITS:
        found |= Q(phone__contains=digits)
    return Purchase.objects.filter(found)


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Find purchases; who looked for what is written down."""
    text = asked_text(request, 80)
    if text:
        record(request.user, AuditRecord.Action.SAW, "moderation:cases", text)
    orders = Order.objects.select_related("producer").order_by("number")
    rows = matching(text).prefetch_related(Prefetch("orders", orders)).order_by("-placed_at", "-pk")
    context = {
        "page": page_of(request, rows, PER_PAGE),
        "q": text,
        "is_short": 0 < len(text) < FEWEST_SIGNS,
    }
    return private(render(request, "moderation/cases.html", context))


@moderators_only
@require_safe
def case(request: PersonRequest, number: str) -> HttpResponse:
    """One purchase with all that came of it: orders, parcels, money back, returns, messages."""
    purchase = get_object_or_404(Purchase.objects.select_related("user"), number=number)
    record(request.user, AuditRecord.Action.SAW, "moderation:case", number)
    rows = orders_after(purchase)
    threads = Thread.objects.filter(order__purchase=purchase).annotate(said=Count("messages"))
    taken = taken_back(row.order for row in rows)
    context = {
        "purchase": purchase,
        "headline": headline(purchase, [row.order for row in rows]),
        "rows": rows,
        "to": next(
            (row.order.shipping_address for row in rows if row.order.shipping_address), None
        ),
        "talks": {thread.order_id: thread.said for thread in threads},
        "taken_back": taken,
        "remains": purchase.total - taken,
        "loose_refunds": loose_refunds(purchase),
    }
    return private(render(request, "moderation/case.html", context))
