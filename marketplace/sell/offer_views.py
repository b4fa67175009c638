"""Price and stock of one product: each saved alone, each change shown with its maker."""

import uuid
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.models import Product, Publication
from catalogue.products.services import StockIsHeld, StockMoved, set_lead_days
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped
from marketplace.frame.screens import form_page, page_of
from marketplace.listings.low_stock import watch
from marketplace.listings.models import StockWatch
from marketplace.listings.offers import change_price, change_stock, count_stock, is_far_off
from marketplace.sell.access import may, own_product, producer_of
from marketplace.sell.forms import LeadForm, PriceForm, StockForm, WatchForm

CHANGES_SHOWN = 30


@dataclass(frozen=True)
class Offered:
    """A product with what its producer may set at once: price and stock."""

    product: Product
    price: int | None
    in_stock: int | None
    held: int  # by orders
    key: uuid.UUID = field(default_factory=uuid.uuid4)  # of the row's forms as they are shown

    @property
    def is_sold(self) -> bool:
        return self.product.publication == Publication.PUBLISHED

    @property
    def is_hidden(self) -> bool:
        return self.product.publication == Publication.HIDDEN

    @property
    def is_withdrawn(self) -> bool:
        return self.product.publication == Publication.WITHDRAWN


def offered(product: Product) -> Offered:
    """Read a product with its stock record; one without has nothing set yet."""
    record = next(iter(product.stockrecords.all()), None)
    if record is None:
        return Offered(product, None, None, 0)
    price = int(record.price) if record.price is not None else None
    return Offered(product, price, record.num_in_stock, record.num_allocated or 0)


@may(May.SELL)
def offer(request: PersonRequest, pk: int) -> HttpResponse:
    return offer_page(request, own_product(request, pk))


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
    row = offered(product)
    context = {
        "producer": producer_of(request),
        "row": row,
        "product": product,
        "price_form": price_form or PriceForm(initial={"price": row.price, "key": row.key}),
        "stock_form": stock_form
        or StockForm(initial={"seen": row.in_stock or 0, "key": uuid.uuid4()}),
        "lead_form": lead_form or LeadForm(initial={"days": product.lead_days or None}),
        "watch_form": watch_form or WatchForm(initial={"fewest": fewest_of(product)}),
        "changes": page_of(request, product.offer_changes.select_related("by"), CHANGES_SHOWN),
    }
    bad = price_form or stock_form or watch_form or lead_form
    if bad is None:
        return render(request, "sell/offer.html", context)
    return form_page(request, "sell/offer.html", context, form=bad)


@may(May.SELL)
@require_POST
def price(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a price; one far from the last is shown and asked about first."""
    product = own_product(request, pk)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return offer_page(request, product, price_form=form)
    amount, before = form.cleaned_data["price"], offered(product).price
    if is_far_off(amount, before) and form.cleaned_data["confirmed"] != amount:
        context = {
            "producer": producer_of(request),
            "product": product,
            "before": before,
            "price": amount,
            "form": form,
        }
        return render(request, "sell/price_sure.html", context)
    change_price(product=product, price=amount, by=request.user, key=form.cleaned_data["key"])
    words = {"title": product.title, "price": format_dong(amount, request.LANGUAGE_CODE)}
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
    said = form.cleaned_data
    try:
        if said["way"] == StockForm.COUNTED:
            count_stock(
                product=product,
                counted=said["count"],
                seen=said["seen"],
                by=request.user,
                key=said["key"],
            )
        else:
            many = said["count"] if said["way"] == StockForm.MORE else -said["count"]
            change_stock(product=product, by_how_many=many, by=request.user, key=said["key"])
    except (StockIsHeld, StockMoved) as refusal:
        form.add_error("count", str(refusal))
        return offer_page(request, product, stock_form=form.seeing(offered(product).in_stock or 0))
    there = offered(own_product(request, pk)).in_stock or 0
    words = {"title": product.title, "count": grouped(there)}
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
