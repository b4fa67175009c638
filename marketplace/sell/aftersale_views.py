"""The producer's pages after a sale, under /sell/: every row is found through its orders."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.fresh import ask_again, fresh_to_change, fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.aftersale import cash
from marketplace.aftersale.documents import ISSUE, is_due, issue_delivery_note, issued
from marketplace.aftersale.exchange_steps import (
    exchange_form,
)
from marketplace.aftersale.files import send_document, send_invoice_rows, send_picture
from marketplace.aftersale.forms import CancelForm, FitForm, WordsForm
from marketplace.aftersale.models import (
    CashCollection,
    Document,
    Return,
    ReturnPicture,
)
from marketplace.aftersale.queries import cancellable_lines
from marketplace.aftersale.returns import (
    preview,
)
from marketplace.aftersale.takeback import cancel_order, cost_of
from marketplace.frame.screens import form_page, ids_in, page_of, posted_text, private
from marketplace.frame.steps import NotTaken, Step, take_step
from marketplace.gateways.refunds import OverRefund
from marketplace.ledger.services import DELIVERY, RefundPart
from marketplace.producers.models import Producer
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Parcel, Reversal
from marketplace.purchases.services import MoveRefused
from marketplace.purchases.worth import delivery_if_cancelled, worth_if_cancelled
from marketplace.sell.access import (
    may,
    own_order,
    own_return,
    own_returns,
    producer_of,
    turns_to,
)
from marketplace.sell.return_steps import STEPS

WAITING = (Return.State.ASKED, Return.State.RECEIVED, Return.State.CAME_BACK)


@may(May.SELL)
@require_safe
def returns(request: PersonRequest) -> HttpResponse:
    """List a producer's returns, those that wait for it first."""
    producer = producer_of(request)
    rows = own_returns(request)
    waiting = rows.filter(state__in=WAITING).order_by("answer_by")
    others = rows.exclude(state__in=WAITING).order_by("-asked_at")
    page = page_of(request, others, 30)
    context = {"producer": producer, "waiting": waiting, "page": page}
    return render(request, "sell/returns.html", context)


@may(May.SELL)
@require_safe
def claim(request: PersonRequest, number: str) -> HttpResponse:
    """A return with what a yes costs, before the producer says it."""
    if turns_to(request, Producer.objects.filter(orders__returns__number=number)):
        return redirect("aftersale-sell:return", number=number)
    found = own_return(request, number)
    context = {
        "producer": found.order.producer,
        "claim": found,
        "pictures": [
            reverse("aftersale-sell:picture", args=[number, each.pk])
            for each in found.pictures.all()
        ],
        "preview": preview(found) if found.is_open else None,
        "words_form": WordsForm(),
        "ship_form": exchange_form(found),
        "fit_form": FitForm(claim=found),
    }
    return private(render(request, "sell/claim.html", context))


@may(May.SELL)
@fresh_to_change
@require_POST
def claim_step(request: PersonRequest, number: str, step: str) -> HttpResponse:
    """What a producer does with a return; doing it twice changes nothing."""
    take_step(request, STEPS[step], own_return(request, number))
    return redirect("aftersale-sell:return", number=number)


@may(May.SELL)
@require_safe
def picture(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ReturnPicture.objects.select_related("claim"),
        pk=pk,
        claim__number=number,
        claim__order__producer=producer_of(request),
    )
    return send_picture(request, found)


@may(May.SELL)
@fresh_to_change
def cancel(request: PersonRequest, number: str) -> HttpResponse:
    """Cancel items that cannot be sent, with a reason that the buyer reads."""
    producer = producer_of(request)
    order = own_order(request, number)
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
    worth = worth_if_cancelled(order, everything)
    parts = [RefundPart(str(pk), worth[pk], units) for pk, units in everything.items()]
    if delivery := delivery_if_cancelled(order):
        parts.append(RefundPart(DELIVERY, delivery))
    context = {
        "producer": producer,
        "order": order,
        "form": form,
        "cost": cost_of(order, parts),
    }
    return form_page(request, "sell/cancel.html", context, form=form)


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the services refuse of a parcel into a sentence for who asked."""
    try:
        yield
    except MoveRefused as refusal:
        raise NotTaken(_("This order has moved on meanwhile; nothing was changed.")) from refusal
    except OverRefund as refusal:
        raise NotTaken(_("This cannot be refunded here; the market has been told.")) from refusal


@refused_in_words()
def deliver_parcel(request: PersonRequest, parcel: Parcel) -> str:
    collector = posted_text(request, "collector", 20)
    if collector not in CashCollection.Collector.values:
        collector = CashCollection.Collector.CARRIER
    cash.deliver(parcel=parcel, by=request.user, collector=collector)
    return _("Marked as delivered.")


@refused_in_words()
def refuse_parcel(request: PersonRequest, parcel: Parcel) -> str:
    note = posted_text(request, "note", 500)
    cash.refuse(parcel=parcel, by=request.user, note=note, unfit=ids_in(request, "unfit"))
    return _("Noted. What is fit to sell is in stock again.")


PARCEL_STEPS: dict[str, Step] = {"delivered": deliver_parcel, "refused": refuse_parcel}


@may(May.PACK)
@require_POST
def parcel_step(request: PersonRequest, number: str, pk: int, step: str) -> HttpResponse:
    """A parcel arrived (who took the cash?) or came back (what is fit to sell?).

    What came back is paid back: that asks again who it is.
    """
    if step == "refused":
        ask_again(request)
    parcel = get_object_or_404(
        Parcel.objects.select_related("order"),
        pk=pk,
        order__number=number,
        order__producer=producer_of(request),
    )
    take_step(request, PARCEL_STEPS[step], parcel)
    return redirect("sell:order", number=number)


parcel_step.asks_again = ("POST",)  # type: ignore[attr-defined]


@may(May.PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: PersonRequest, number: str, kind: str) -> HttpResponse:
    order = own_order(request, number)
    if kind not in ISSUE:
        raise Http404
    named = Document.Kind(kind)
    if made := issued(named, order.number):
        return send_document(request, made)
    if not is_due(named, order):
        raise Http404
    if request.method != "POST":
        return private(render(request, "issue.html"))
    ISSUE[named](order)
    return redirect(request.path)


@may(May.PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery_note(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    order = own_order(request, number)
    parcel = get_object_or_404(order.parcels, pk=pk)
    if made := issued(Document.Kind.DELIVERY_NOTE, parcel.pk):
        return send_document(request, made)
    if request.method != "POST":
        return private(render(request, "issue.html"))
    parcel.order = order
    issue_delivery_note(parcel)
    return redirect(request.path)


@may(May.ACCOUNTS)
@fresh_to_take
@require_safe
def invoice_rows(request: PersonRequest, month: str, extension: str) -> HttpResponse:
    """A month's rows for the producer's own e-invoice software."""
    return send_invoice_rows(request, month, extension, producer_of(request))
