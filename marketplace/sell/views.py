"""The portal at /sell/: every row is found through the member's own producer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalogue.facts.queries import facts_of
from catalogue.models import Product, Publication
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.aftersale.cash import deliver, likely_collector
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, page_of
from marketplace.frame.steps import NotTaken, Step, take_step
from marketplace.listings.content import FACTS, VARIANTS
from marketplace.listings.doubts import DoubtsForm, doubts_of
from marketplace.listings.facts_form import FactsForm
from marketplace.listings.product_form import NewProductForm, TextsForm
from marketplace.listings.services import (
    INCOMPLETE,
    UNVERIFIED,
    RevisionRefused,
    propose,
    stop_selling,
    submit,
    texts_of,
)
from marketplace.listings.variants_form import VariantsForm
from marketplace.order.models import Order
from marketplace.producers.models import Producer
from marketplace.purchases.models import Parcel
from marketplace.purchases.packing import with_goods
from marketplace.purchases.services import confirm_order
from marketplace.sell.access import (
    choose_producer,
    may,
    open_questions,
    own_applications,
    own_order,
    own_orders,
    own_product,
    own_products,
    own_revision,
    producer_of,
    turns_to,
    waiting_threads,
    works_for_nobody,
)
from marketplace.sell.order_page import MOVED_ON, order_page, order_to_show, refused_in_words
from marketplace.sell.work import LONGEST_ASKED, job_of, matching, orders_in, parts_of

MOST_SHOWN = 20  # applications of one person


@for_audience("signed in")
@login_required
def index(request: PersonRequest) -> HttpResponseBase:
    if works_for_nobody(request):
        context = {"applications": own_applications(request)[:MOST_SHOWN]}
        return render(request, "sell/welcome.html", context)
    return orders(request)


@may(May.WORK)
def orders(request: PersonRequest) -> HttpResponse:
    """Orders as work: what waits for a step is shown first; a search looks in all of them."""
    producer, own = producer_of(request), own_orders(request)
    asked = request.GET.get("q", "")[:LONGEST_ASKED].strip()
    sent = own.exclude(shipping_code=Order.VISIT)  # visits have days of their own
    parts = parts_of(sent, request.GET.get("show", ""))
    shown = next(part.name for part in parts if part.is_shown)
    rows = matching(own, asked).order_by("-date_placed", "-pk") if asked else orders_in(sent, shown)
    page = page_of(request, with_goods(rows), 30)
    context = {
        "producer": producer,
        "page": page,
        "jobs": [job_of(order) for order in page],
        "parts": parts,
        "show": "" if asked else shown,
        "q": asked,
        "questions": open_questions(request),
        "threads": waiting_threads(request),
        "month": f"{timezone.localdate():%Y-%m}",
    }
    return render(request, "sell/orders.html", context)


@may(May.WORK)
def order(request: PersonRequest, number: str) -> HttpResponse:
    if turns_to(request, Producer.objects.filter(orders__number=number)):
        return redirect("sell:order", number=number)
    return order_page(request, order_to_show(request, number))


def confirm(request: PersonRequest, order) -> str:
    confirm_order(order=order, by=request.user)
    return _("Confirmed. The buyer has been told.")


def deliver_all(request: PersonRequest, order) -> str:
    parcels = list(order.parcels.filter(state=Parcel.State.SHIPPED))
    if not parcels:
        raise NotTaken(MOVED_ON)
    for parcel in parcels:
        deliver(parcel=parcel, by=request.user, collector=likely_collector(parcel))
    return _("Marked as delivered.")


MOVES: dict[str, Step] = {"confirm": confirm, "deliver": deliver_all}


@may(May.PACK)
@require_POST
def order_move(request: PersonRequest, number: str, move: str) -> HttpResponse:
    """Confirm or deliver; doing it twice changes nothing and says so."""
    take_step(request, refused_in_words()(MOVES[move]), own_order(request, number))
    if request.POST.get("back") == "list":
        return redirect("sell:index")
    return redirect("sell:order", number=number)


@may(May.SELL)
def texts(
    request: PersonRequest, pk: int | None = None, proposal: int | None = None
) -> HttpResponse:
    """Propose new words for a product, or a new product; nothing shows before review."""
    producer = producer_of(request)
    revision = own_revision(request, proposal) if proposal else None
    product = revision.product if revision else own_product(request, pk) if pk else None
    kind = TextsForm if product else NewProductForm
    proposed = revision.content if revision else {}
    known = (texts_of(product) if product else {}) | proposed
    form = kind(request.POST or None, request.FILES or None, initial=known or None)
    live = facts_of([product.pk])[product.pk] if product else {}
    told = proposed.get(FACTS, live)
    facts = FactsForm(request.POST or None, number=set_number(product, proposed), told=told)
    variants = VariantsForm(
        request.POST or None, producer=producer, product=product, told=proposed.get(VARIANTS)
    )
    variants.free(form)
    form.reasons = facts.reasons = variants.reasons = revision.asked if revision else {}
    doubts = DoubtsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() & facts.is_valid() & variants.is_valid():
        content = form.content() | variants.proposed_content()
        if facts.content() != live:
            content[FACTS] = facts.content()
        if doubts.are_answered(doubts_of(producer, product, content | {FACTS: facts.content()})):
            images = [form.cleaned_data["picture"]] if form.cleaned_data["picture"] else []
            made = propose(
                producer=producer,
                product=product,
                content=content,
                by=request.user,
                images=images,
                revision=revision,
            )
            messages.success(request, KEPT if made.is_draft else SENT)
            return redirect("sell:products")
    context = {
        "producer": producer,
        "product": product,
        "revision": revision,
        "form": form,
        "facts": facts,
        "variants": variants,
        "doubts": doubts,
    }
    bad = next((each for each in (form, facts, variants.refused) if each.errors), doubts)
    return form_page(request, "sell/texts.html", context, form=bad)


def set_number(product: Product | None, proposed: dict) -> int | None:
    """The number of the set whose facts a product is asked for."""
    ocop_set = product.ocop_set if product else None
    return ocop_set.number if ocop_set else proposed.get("ocop_set")


SENT = gettext_lazy("Sent to the editors. Nothing changes in the shop until they agree.")
KEPT = gettext_lazy("Kept as a draft. It can be sent once the producer is verified.")


@may(May.SELL)
@require_POST
def submit_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a draft to the editors, once the producer is verified."""
    revision = own_revision(request, pk)
    try:
        submit(revision=revision, by=request.user)
    except RevisionRefused as refusal:
        if str(refusal) == INCOMPLETE:
            messages.error(request, _("Something is still missing: the steps say what."))
            return redirect("sell:draft-story", pk)
        unverified = _("Your producer is not verified yet: drafts wait until it is.")
        decided = _("Somebody has decided on this already.")
        messages.error(request, unverified if str(refusal) == UNVERIFIED else decided)
    else:
        messages.success(request, SENT)
    return redirect("sell:products")


@may(May.WORK)
@require_POST
def change_producer(request: PersonRequest, pk: int) -> HttpResponse:
    """Work for another of one's producers."""
    chosen = choose_producer(request, pk)
    messages.success(request, _("You work for %(name)s now.") % {"name": chosen.name})
    return redirect("sell:index")


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
