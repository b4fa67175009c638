"""The portal at /sell/: every row is found through the member's own producer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalogue.models import Product, Publication
from catalogue.products.services import set_price_and_stock
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.aftersale.cash import deliver
from marketplace.aftersale.ship_form import ShipForm, lots_to_choose
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, page_of
from marketplace.frame.steps import NotTaken, Step, take_step
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, stop_selling, texts_of
from marketplace.purchases.models import Parcel
from marketplace.purchases.parcel_lots import LotIsRecalled, LotIsShort
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from marketplace.sell.access import (
    is_owner,
    may,
    own_order,
    own_orders,
    own_product,
    own_products,
    producer_of,
    works_for_nobody,
)
from marketplace.sell.forms import NewProductForm, PriceStockForm, TextsForm


@for_audience("signed in")
@login_required
def index(request: PersonRequest) -> HttpResponseBase:
    if works_for_nobody(request):
        return render(request, "sell/welcome.html")
    return orders(request)


@may(May.WORK)
def orders(request: PersonRequest) -> HttpResponse:
    producer = producer_of(request)
    page = page_of(request, own_orders(request).order_by("-date_placed"), 30)
    month = f"{timezone.localdate():%Y-%m}"
    context = {"producer": producer, "page": page, "month": month}
    return render(request, "sell/orders.html", context)


@may(May.WORK)
def order(request: PersonRequest, number: str) -> HttpResponse:
    producer = producer_of(request)
    found = get_object_or_404(
        own_orders(request).prefetch_related(
            "lines__product",
            "parcels__lines__line",
            "parcels__collection",
            "reversals__lines__line",
            "returns",
        ),
        number=number,
    )
    lines = list(found.lines.all())
    ship_form = ShipForm(lines=lines, lots=lots_to_choose(lines))
    context = {"producer": producer, "order": found, "lines": lines, "ship_form": ship_form}
    return render(request, "sell/order.html", context)


REFUSALS = {
    LotIsRecalled.code: gettext_lazy("These goods are recalled: they must not leave."),
    LotIsShort.code: gettext_lazy("Less than that is left of this lot. Choose another."),
}
MOVED_ON = gettext_lazy("This order has moved on meanwhile; nothing was changed.")


def confirm(request: PersonRequest, order) -> str:
    confirm_order(order=order, by=request.user)
    return _("Confirmed. The buyer has been told.")


def ship(request: PersonRequest, order) -> str:
    lines = list(order.lines.all())
    form = ShipForm(request.POST, lines=lines, lots=lots_to_choose(lines))
    if not form.is_valid():
        raise NotTaken(_("That lot cannot be sent any more. Choose another."))
    ship_order(order=order, by=request.user, **form.facts())
    return _("Shipped. The buyer has been told.")


def deliver_all(request: PersonRequest, order) -> str:
    parcels = list(order.parcels.filter(state=Parcel.State.SHIPPED))
    if not parcels:
        raise NotTaken(MOVED_ON)
    for parcel in parcels:
        deliver(parcel=parcel, by=request.user)
    return _("Marked as delivered.")


MOVES: dict[str, Step] = {"confirm": confirm, "ship": ship, "deliver": deliver_all}


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the services refuse of an order into a sentence for the producer."""
    try:
        yield
    except MoveRefused as refusal:
        raise NotTaken(REFUSALS.get(str(refusal), MOVED_ON)) from refusal


@may(May.PACK)
@require_POST
def order_move(request: PersonRequest, number: str, move: str) -> HttpResponse:
    """Confirm, ship or deliver; doing it twice changes nothing and says so."""
    take_step(request, refused_in_words()(MOVES[move]), own_order(request, number))
    return redirect("sell:order", number=number)


@dataclass(frozen=True)
class Offered:
    """A product with what its producer may set at once: price and stock."""

    product: Product
    price: int | None
    in_stock: int | None
    held: int  # by orders

    @property
    def is_sold(self) -> bool:
        return self.product.publication == Publication.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.product.publication == Publication.WITHDRAWN


def offered(product: Product) -> Offered:
    """Read a product that came with its stock record; one without has nothing set yet."""
    record = next(iter(product.stockrecords.all()), None)
    if record is None:
        return Offered(product, None, None, 0)
    price = int(record.price) if record.price is not None else None
    return Offered(product, price, record.num_in_stock, record.num_allocated or 0)


@may(May.SELL)
def products(request: PersonRequest) -> HttpResponse:
    producer = producer_of(request)
    rows = own_products(request).prefetch_related("stockrecords").order_by("title")
    page = page_of(request, rows, 50)
    revisions = producer.revisions.exclude(state=Revision.State.PUBLISHED)
    revisions = revisions.select_related("product")[:20]
    context = {
        "producer": producer,
        "rows": [offered(product) for product in page],
        "revisions": revisions,
        "is_owner": is_owner(request),
    }
    return render(request, "sell/products.html", context)


@may(May.SELL)
@require_POST
def price(request: PersonRequest, pk: int) -> HttpResponse:
    product = own_product(request, pk)
    form = PriceStockForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"{product.title}: {errors[0]}")
        return redirect("sell:products")
    try:
        set_price_and_stock(product=product, **form.cleaned_data)
    except ValueError:
        messages.error(request, _("Orders already hold more than that; ship or cancel them first."))
    else:
        messages.success(request, _("“%(title)s” is up to date.") % {"title": product.title})
    return redirect("sell:products")


@may(May.SELL)
def texts(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Propose new words for a product, or a new product; nothing shows before review."""
    producer = producer_of(request)
    product: Product | None = own_product(request, pk) if pk else None
    kind = TextsForm if product else NewProductForm
    form = kind(
        request.POST or None, request.FILES or None, initial=texts_of(product) if product else None
    )
    if request.method == "POST" and form.is_valid():
        images = [form.cleaned_data["picture"]] if form.cleaned_data["picture"] else []
        propose(
            producer=producer,
            product=product,
            content=form.content(),
            by=request.user,
            images=images,
        )
        messages.success(
            request, _("Sent to the editors. Nothing changes in the shop until they agree.")
        )
        return redirect("sell:products")
    context = {"producer": producer, "product": product, "form": form}
    return form_page(request, "sell/texts.html", context, form=form)


@may(May.ANSWER)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop selling a product, after a page that says what follows."""
    seen = own_products(request).exclude(publication=Publication.DRAFT)
    product = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        stop_selling(product=product, by=request.user)
        messages.success(request, _("“%(title)s” is no longer sold.") % {"title": product.title})
        return redirect("sell:products")
    context = {
        "producer": producer_of(request),
        "product": product,
        "is_withdrawn": product.publication == Publication.WITHDRAWN,
    }
    return render(request, "sell/withdraw.html", context)
