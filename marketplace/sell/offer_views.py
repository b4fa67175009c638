"""Price and stock of one product: each saved alone, each change shown with its maker.

Of a product with variants the page is about one of them, `?variant=`, and leads to the others.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.models import Product
from catalogue.products.services import StockIsHeld, StockMoved, set_lead_days
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped
from marketplace.frame.screens import form_page, page_of, posted_text
from marketplace.listings.low_stock import watch
from marketplace.listings.models import StockWatch
from marketplace.listings.offers import change_price, change_stock, count_stock, is_far_off
from marketplace.sell.access import may, own_product, producer_of
from marketplace.sell.forms import LeadForm, PriceForm, StockForm, WatchForm
from marketplace.sell.offered import Offered, offered, offers_of

CHANGES_SHOWN = 30
LONGEST_KEY = 20  # of what a form names


@may(May.SELL)
def offer(request: PersonRequest, pk: int) -> HttpResponse:
    return offer_page(request, own_product(request, pk))


def variant_in(request: PersonRequest) -> str:
    """The variant that an address or a form is about; "" for none."""
    return posted_text(request, "variant", LONGEST_KEY) or request.GET.get("variant", "")


def offer_path(row: Offered) -> str:
    path = reverse("sell:offer", args=[row.product.pk])
    return f"{path}?variant={row.variant.pk}" if row.variant else path


def offer_page(
    request: PersonRequest,
    product: Product,
    *,
    price_form: PriceForm | None = None,
    stock_form: StockForm | None = None,
    watch_form: WatchForm | None = None,
    lead_form: LeadForm | None = None,
) -> HttpResponse:
    """Show price, stock and what became of them; a refused form comes with what was typed."""
    row = offered(product, variant_in(request))
    context = {
        "producer": producer_of(request),
        "row": row,
        "product": product,
        "offers": offers_of(product),
        "price_form": price_form or PriceForm(initial={"price": row.price, "key": row.key}),
        "stock_form": stock_form
        or StockForm(initial={"seen": row.in_stock or 0, "key": uuid.uuid4()}),
        "lead_form": lead_form or LeadForm(initial={"days": product.lead_days or None}),
        "watch_form": watch_form or WatchForm(initial={"fewest": fewest_of(product)}),
        "changes": page_of(
            request, product.offer_changes.select_related("by", "variant"), CHANGES_SHOWN
        ),
    }
    bad = price_form or stock_form or watch_form or lead_form
    if bad is None:
        return render(request, "sell/offer.html", context)
    return form_page(request, "sell/offer.html", context, form=bad)


def own_offer(request: PersonRequest, product: Product) -> Offered:
    """The offer that a form sets: of a product with variants the one it names.

    Raises Http404 where it names none of them.
    """
    asked = variant_in(request)
    row = offered(product, asked)
    if row.variant and not asked:
        raise Http404
    return row


@may(May.SELL)
@require_POST
def price(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a price; one far from the last is shown and asked about first."""
    product = own_product(request, pk)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return offer_page(request, product, price_form=form)
    row = own_offer(request, product)
    amount, before = form.cleaned_data["price"], row.price
    if is_far_off(amount, before) and form.cleaned_data["confirmed"] != amount:
        context = {
            "producer": producer_of(request),
            "product": product,
            "row": row,
            "before": before,
            "price": amount,
            "form": form,
        }
        return render(request, "sell/price_sure.html", context)
    change_price(
        product=product,
        price=amount,
        by=request.user,
        key=form.cleaned_data["key"],
        record_id=row.record_id,
    )
    words = {"title": row.title, "price": format_dong(amount, request.LANGUAGE_CODE)}
    messages.success(request, _("“%(title)s” costs %(price)s now.") % words)
    return redirect("sell:products")


@may(May.SELL)
@require_POST
def stock(request: PersonRequest, pk: int) -> HttpResponse:
    """Add to the stock, take from it, or set it to what was counted."""
    product = own_product(request, pk)
    form = StockForm(request.POST)
    if not form.is_valid():
        return offer_page(request, product, stock_form=form)
    row, said = own_offer(request, product), form.cleaned_data
    try:
        if said["way"] == StockForm.COUNTED:
            count_stock(
                product=product,
                counted=said["count"],
                seen=said["seen"],
                by=request.user,
                key=said["key"],
                record_id=row.record_id,
            )
        else:
            many = said["count"] if said["way"] == StockForm.MORE else -said["count"]
            change_stock(
                product=product,
                by_how_many=many,
                by=request.user,
                key=said["key"],
                record_id=row.record_id,
            )
    except (StockIsHeld, StockMoved) as refusal:
        form.add_error("count", str(refusal))
        there = own_offer(request, own_product(request, pk)).in_stock or 0
        return offer_page(request, product, stock_form=form.seeing(there))
    there = own_offer(request, own_product(request, pk)).in_stock or 0
    words = {"title": row.title, "count": grouped(there)}
    messages.success(request, _("“%(title)s”: %(count)s in stock now.") % words)
    return redirect("sell:products")


def fewest_of(product: Product) -> int | None:
    """At how many left the producer is told; None where it is not."""
    return StockWatch.objects.filter(product=product).values_list("fewest", flat=True).first()


@may(May.SELL)
@require_POST
def watch_stock(request: PersonRequest, pk: int) -> HttpResponse:
    """Be told when few are left, or no more."""
    product = own_product(request, pk)
    form = WatchForm(request.POST)
    if not form.is_valid():
        return offer_page(request, product, watch_form=form)
    watch(product, form.cleaned_data["fewest"])
    messages.success(request, _("Saved."))
    return redirect("sell:offer", pk=pk)


@may(May.SELL)
@require_POST
def lead(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how long a product takes that is made to order."""
    product = own_product(request, pk)
    form = LeadForm(request.POST)
    if not form.is_valid():
        return offer_page(request, product, lead_form=form)
    set_lead_days(product=product, days=form.cleaned_data["days"] or 0)
    messages.success(request, _("Saved."))
    return redirect("sell:offer", pk=pk)
