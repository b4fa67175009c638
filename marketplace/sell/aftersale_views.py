"""The producer's pages after a sale, under /sell/: every row is found through its orders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.aftersale import cash, invoices
from marketplace.aftersale.access import orders_of, producer_of, returns_of
from marketplace.aftersale.documents import NotYetIssued, issue_delivery_note
from marketplace.aftersale.exchange_steps import (
    came_back,
    exchange,
    exchange_form,
    number_in,
    refusal_text,
)
from marketplace.aftersale.exchanges import note_arrived
from marketplace.aftersale.forms import CancelForm, FitForm, WordsForm
from marketplace.aftersale.models import (
    CashCollection,
    Document,
    Return,
    ReturnMessage,
    ReturnPicture,
)
from marketplace.aftersale.queries import cancellable_lines, claims_with_order
from marketplace.aftersale.returns import (
    accept_return,
    dispute_return,
    preview,
    receive_return,
    refund_return,
    refuse_return,
)
from marketplace.aftersale.takeback import cancel_order, cost_of
from marketplace.checkout.aftersale_views import ISSUE, private, send_pdf
from marketplace.gateways.refunds import OverRefund
from marketplace.ledger.services import DELIVERY, RefundPart
from marketplace.purchases.cancellation import NothingToCancel, delivery_back, worth_of
from marketplace.purchases.models import Parcel, Reversal
from marketplace.purchases.services import MoveRefused

WAITING = (Return.State.ASKED, Return.State.RECEIVED, Return.State.CAME_BACK)


@login_required
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """List a producer's returns, those that wait for it first."""
    producer = producer_of(request)
    rows = returns_of(producer)
    waiting = rows.filter(state__in=WAITING).order_by("answer_by")
    others = rows.exclude(state__in=WAITING).order_by("-asked_at")
    page = Paginator(others, 30).get_page(request.GET.get("page", "1")[:9])
    context = {"producer": producer, "waiting": waiting, "page": page, "tab": "returns"}
    return render(request, "sell/returns.html", context)


def find_claim(request: HttpRequest, number: str) -> Return:
    return get_object_or_404(
        claims_with_order(), order__producer=producer_of(request), number=number
    )


@login_required
@require_safe
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """A return with what a yes costs, before the producer says it."""
    found = find_claim(request, number)
    goods = delivery = 0
    cost = None
    if found.is_open:
        goods, delivery, cost = preview(found)
    context = {
        "producer": found.order.producer,
        "purchase": found.order.purchase,
        "claim": found,
        "side": "producer",
        "goods": goods,
        "delivery": delivery,
        "refund": goods + delivery,
        "cost": cost,
        "words_form": WordsForm(),
        "ship_form": exchange_form(found),
        "fit_form": FitForm(claim=found),
        "tab": "returns",
    }
    return private(render(request, "aftersale/claim.html", context))


@login_required
@require_POST
def claim_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """What a producer does with a return; doing it twice changes nothing."""
    found = find_claim(request, number)
    words = WordsForm(request.POST)
    text = words.cleaned_data["text"] if words.is_valid() else ""
    try:
        if step == "accept":
            accept_return(claim=found, by=request.user, text=text)
            messages.success(request, _("Accepted. The buyer has been told."))
        elif step in ("refuse", "dispute") and not text:
            messages.error(request, _("Please give a reason; the buyer reads it."))
        elif step == "refuse":
            refuse_return(claim=found, by=request.user, text=text)
            messages.success(request, _("Refused with your reason. The buyer has been told."))
        elif step == "dispute":
            dispute_return(
                claim=found, side=ReturnMessage.Side.PRODUCER, text=text, by=request.user
            )
            messages.success(request, _("The market looks at it and writes to both of you."))
        elif step == "receive":
            form = FitForm(request.POST, claim=found)
            if form.is_valid():
                receive_return(claim=found, by=request.user, fit=form.fit)
                messages.success(request, _("Noted. What is fit to sell is in stock again."))
            else:
                messages.error(request, _("Please say how many are fit to sell."))
        elif step == "refund":
            refund_return(claim=found, by=request.user, side=ReturnMessage.Side.PRODUCER, text=text)
            messages.success(request, _("Refunded. The buyer has been told."))
        elif step == "arrived":
            note_arrived(claim=found, by=request.user, number=number_in(request))
            messages.success(request, _("Marked as delivered."))
        elif step == "came-back":
            came_back(request, found, ReturnMessage.Side.PRODUCER)
        else:
            exchange(request, found, ReturnMessage.Side.PRODUCER)
    except MoveRefused as refusal:
        messages.error(request, refusal_text(str(refusal)))
    except OverRefund:
        messages.error(request, _("This cannot be refunded here; the market has been told."))
    return redirect("aftersale-sell:return", number=number)


@login_required
@require_safe
def picture(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ReturnPicture,
        pk=pk,
        claim__number=number,
        claim__order__producer=producer_of(request),
    )
    return private(HttpResponse(bytes(found.content), content_type="image/jpeg"))


@login_required
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel items that cannot be sent, with a reason that the buyer reads."""
    producer = producer_of(request)
    order = get_object_or_404(orders_of(producer), number=number)
    lines = cancellable_lines(order)
    if not lines:
        messages.error(request, _("Nothing of this order can be cancelled any more."))
        return redirect("sell:order", number=number)
    form = CancelForm(request.POST or None, lines=lines, is_producer=True)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_order(
                order=order,
                key=f"cancel-{form.cleaned_data['token']}",
                side=Reversal.Side.PRODUCER,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                quantities=list(form.quantities.items()),
                by=request.user,
            )
        except (MoveRefused, NothingToCancel, OverRefund):
            messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
        else:
            messages.success(request, _("Cancelled. The buyer has been told and is paid back."))
        return redirect("sell:order", number=number)
    everything = {line.pk: units for line, units in lines}
    worth = worth_of(order, everything)
    parts = [RefundPart(str(pk), worth[pk], units) for pk, units in everything.items()]
    if not order.parcels.exists() and order.shipping_incl_tax:
        parts.append(RefundPart(DELIVERY, int(order.shipping_incl_tax) - delivery_back(order)))
    context = {
        "producer": producer,
        "order": order,
        "form": form,
        "cost": cost_of(order, parts),
        "tab": "orders",
    }
    return render(
        request, "aftersale/producer_cancel.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def parcel_step(request: HttpRequest, number: str, pk: int, step: str) -> HttpResponse:
    """A parcel arrived (who took the cash?) or came back (what is fit to sell?)."""
    parcel = get_object_or_404(
        Parcel.objects.select_related("order"),
        pk=pk,
        order__number=number,
        order__producer=producer_of(request),
    )
    try:
        if step == "delivered":
            collector = request.POST.get("collector", "")
            if collector not in CashCollection.Collector.values:
                collector = CashCollection.Collector.CARRIER
            cash.deliver(parcel=parcel, by=request.user, collector=collector)
            messages.success(request, _("Marked as delivered."))
        else:
            unfit = [int(pk) for pk in request.POST.getlist("unfit") if pk.isdigit()]
            cash.refuse(
                parcel=parcel,
                by=request.user,
                note=request.POST.get("note", "")[:500],
                unfit=unfit,
            )
            messages.success(request, _("Noted. What is fit to sell is in stock again."))
    except MoveRefused:
        messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
    except OverRefund:
        messages.error(request, _("This cannot be refunded here; the market has been told."))
    return redirect("sell:order", number=number)


@login_required
@require_safe
def document(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    order = get_object_or_404(orders_of(producer_of(request)), number=number)
    if kind not in ISSUE:
        raise Http404
    try:
        return send_pdf(ISSUE[Document.Kind(kind)](order))
    except NotYetIssued as error:
        raise Http404 from error


@login_required
@require_safe
def delivery_note(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    order = get_object_or_404(orders_of(producer_of(request)), number=number)
    parcel = get_object_or_404(order.parcels, pk=pk)
    parcel.order = order
    return send_pdf(issue_delivery_note(parcel))


@login_required
@require_safe
def invoice_rows(request: HttpRequest, month: str, extension: str) -> HttpResponse:
    """A month's rows for the producer's own e-invoice software."""
    return send_rows(month, extension, producer_of(request))


def send_rows(month: str, extension: str, producer=None) -> HttpResponse:
    day = parse_date(f"{month}-01") if len(month) == 7 else None
    if day is None or extension not in invoices.FORMATS:
        raise Http404
    write, kind = invoices.FORMATS[extension]
    response = HttpResponse(write(invoices.documents_of(day, producer)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="e-invoice-{month}.{extension}"'
    return private(response)


def this_month() -> str:
    return f"{timezone.localdate():%Y-%m}"
