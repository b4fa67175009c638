"""The portal at /sell/: every row is found through the member's own producer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from oscar.core.loading import get_model

from catalogue.models import Product
from catalogue.products.services import set_price_and_stock
from marketplace.aftersale.cash import deliver
from marketplace.aftersale.ship_form import ShipForm, lots_to_choose
from marketplace.listings.models import Revision
from marketplace.listings.services import (
    RevisionRefused,
    propose,
    publish_revision,
    send_back,
    texts_of,
)
from marketplace.order.states import Status
from marketplace.producers.models import Producer
from marketplace.purchases.models import Parcel
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from marketplace.sell.access import producer_of
from marketplace.sell.forms import NewProductForm, PriceStockForm, TextsForm


def orders_of(producer: Producer):
    """A producer's orders; not yet paid ones are none of its work."""
    return (
        get_model("order", "Order")
        .objects.filter(producer=producer)
        .exclude(status=Status.PENDING)
        .select_related("purchase", "shipping_address__country")
    )


@login_required
def index(request: HttpRequest) -> HttpResponse:
    if not Producer.objects.filter(members=request.user).exists():
        return render(request, "sell/welcome.html")
    producer = producer_of(request)
    orders = Paginator(orders_of(producer).order_by("-date_placed"), 30)
    page = orders.get_page(request.GET.get("page", "1")[:9])
    return render(
        request, "sell/orders.html", {"producer": producer, "page": page, "tab": "orders"}
    )


@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    producer = producer_of(request)
    found = get_object_or_404(
        orders_of(producer).prefetch_related(
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
    context = {"producer": producer, "order": found, "ship_form": ship_form, "tab": "orders"}
    return render(request, "sell/order.html", context)


@login_required
@require_POST
def order_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Confirm, ship or deliver; doing it twice changes nothing and says so."""
    found = get_object_or_404(orders_of(producer_of(request)), number=number)
    try:
        if move == "confirm":
            confirm_order(order=found, by=request.user)
            messages.success(request, _("Confirmed. The buyer has been told."))
        elif move == "ship":
            lines = list(found.lines.all())
            form = ShipForm(request.POST, lines=lines, lots=lots_to_choose(lines))
            if form.is_valid():
                ship_order(order=found, by=request.user, **form.facts())
                messages.success(request, _("Shipped. The buyer has been told."))
            else:
                messages.error(request, _("That lot cannot be sent any more. Choose another."))
        else:
            for parcel in found.parcels.filter(state=Parcel.State.SHIPPED):
                deliver(parcel=parcel, by=request.user)
            messages.success(request, _("Marked as delivered."))
    except MoveRefused as refusal:
        if str(refusal) == "recalled":
            messages.error(request, _("These goods are recalled: they must not leave."))
        elif str(refusal) == "too little":
            messages.error(request, _("Less than that is left of this lot. Choose another."))
        else:
            messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
    return redirect("sell:order", number=number)


@login_required
def products(request: HttpRequest) -> HttpResponse:
    producer = producer_of(request)
    rows = producer.products.prefetch_related("stockrecords").order_by("title")
    page = Paginator(rows, 50).get_page(request.GET.get("page", "1")[:9])
    revisions = producer.revisions.exclude(state=Revision.State.PUBLISHED)
    revisions = revisions.select_related("product")[:20]
    context = {"producer": producer, "page": page, "revisions": revisions, "tab": "products"}
    return render(request, "sell/products.html", context)


@login_required
@require_POST
def price(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(producer_of(request).products, pk=pk)
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


@login_required
def texts(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Propose new words for a product, or a new product; nothing shows before review."""
    producer = producer_of(request)
    product: Product | None = get_object_or_404(producer.products, pk=pk) if pk else None
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
    context = {"producer": producer, "product": product, "form": form, "tab": "products"}
    return render(request, "sell/texts.html", context, status=422 if form.errors else 200)


staff_only = user_passes_test(lambda user: user.is_staff)


@login_required
@staff_only
def review_queue(request: HttpRequest) -> HttpResponse:
    waiting = Revision.objects.filter(state=Revision.State.SUBMITTED).order_by("submitted_at")
    waiting = waiting.select_related("producer", "product")[:100]
    return render(request, "sell/queue.html", {"waiting": waiting})


@login_required
@staff_only
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare what is and what is proposed; publish it or send it back with a reason."""
    revision = get_object_or_404(Revision.objects.select_related("producer", "product"), pk=pk)
    if request.method == "POST":
        try:
            if "publish" in request.POST:
                publish_revision(revision=revision, by=request.user)
                messages.success(request, _("Published."))
            elif note := request.POST.get("note", "").strip()[:2000]:
                send_back(revision=revision, note=note, by=request.user)
                messages.success(request, _("Sent back with your note."))
            else:
                messages.error(request, _("Please say what has to change."))
                return redirect("sell:review", pk=pk)
        except RevisionRefused:
            messages.error(request, _("Somebody has decided on this already."))
        return redirect("sell:queue")
    current = texts_of(revision.product) if revision.product else {}
    labels = {name: field.label for name, field in NewProductForm.base_fields.items()}
    changes = [
        (labels.get(name, name), current.get(name, ""), value)
        for name, value in revision.content.items()
        if current.get(name, "") != value
    ]
    return render(request, "sell/review.html", {"revision": revision, "changes": changes})
