"""Staff's pages after a sale, under /finance/: disputes, cash, rates, documents."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from oscar.core.loading import get_model

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale import cash
from marketplace.aftersale.exchange_steps import (
    came_back,
    exchange,
    exchange_form,
    refused_in_words,
)
from marketplace.aftersale.files import send_document, send_invoice_rows, send_picture
from marketplace.aftersale.forms import CancelForm, DecisionForm, FitForm, RateForm, RemitForm
from marketplace.aftersale.models import (
    CashRemittance,
    Document,
    Return,
    ReturnMessage,
    ReturnPicture,
)
from marketplace.aftersale.queries import cancellable_lines, claims_with_order
from marketplace.aftersale.returns import ReturnRefused, decide_return, preview, refund_return
from marketplace.aftersale.takeback import cancel_order
from marketplace.desk.access import finance_only
from marketplace.frame.months import month_written
from marketplace.frame.screens import asked_text, form_page, ids_in, page_of, posted_text
from marketplace.frame.steps import Step, take_step
from marketplace.gateways.models import CardDispute, ExchangeRate
from marketplace.gateways.refunds import OverRefund
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Reversal
from marketplace.purchases.services import MoveRefused


@finance_only
@require_safe
def disputes(request: PersonRequest) -> HttpResponse:
    """Returns on which buyer and producer do not agree, the oldest first."""
    claims = Return.objects.select_related("order__producer", "order__purchase")
    waiting = claims.filter(state=Return.State.DISPUTED).order_by("asked_at")
    decided = claims.filter(messages__step="decided").distinct().order_by("-asked_at")
    undelivered = claims.filter(state=Return.State.CAME_BACK).order_by("answer_by")
    on_their_way = claims.filter(state=Return.State.EXCHANGED, exchange_arrived_at=None)
    context = {
        "waiting": waiting,
        "exchanges": [*undelivered[:50], *on_their_way.order_by("closed_at")[:50]],
        "page": page_of(request, decided),
        "tab": "disputes",
    }
    return render(request, "finance/disputes.html", context)


@finance_only
def dispute(request: PersonRequest, number: str) -> HttpResponse:
    """Read both sides and decide."""
    claim = get_object_or_404(claims_with_order(), number=number)
    form = DecisionForm(request.POST or None, only_refund=claim.has_nothing)
    if request.method == "POST" and form.is_valid():
        try:
            decide_return(claim=claim, by=request.user, **form.cleaned_data)
        except MoveRefused:
            messages.error(request, _("Somebody has decided on this already."))
            return redirect("aftersale-staff:disputes")
        except (ReturnRefused, OverRefund):
            form.add_error("awarded", _("More than was paid for these goods."))
        else:
            messages.success(request, _("Decided. Both sides have been told."))
            return redirect("aftersale-staff:disputes")
    context = {
        "claim": claim,
        "pictures": [
            reverse("aftersale-staff:picture", args=[number, each.pk])
            for each in claim.pictures.all()
        ],
        "preview": preview(claim) if claim.is_open else None,
        "form": form,
        "ship_form": exchange_form(claim),
        "fit_form": FitForm(claim=claim),
        "tab": "disputes",
    }
    return form_page(request, "finance/claim.html", context, form=form)


STAFF = ReturnMessage.Side.STAFF


def refund_claim(request: PersonRequest, claim: Return) -> str:
    if not (claim.has_come_back or claim.is_refunded):
        raise MoveRefused(claim.state)
    refund_return(claim=claim, by=request.user, side=STAFF)
    return _("Refunded. The buyer has been told.")


EXCHANGE_STEPS: dict[str, Step] = {
    "came-back": lambda request, claim: came_back(request, claim, STAFF),
    "exchange": lambda request, claim: exchange(request, claim, STAFF),
    "refund": refund_claim,
}


@finance_only
@require_POST
def exchange_step(request: PersonRequest, number: str, step: str) -> HttpResponse:
    """Staff do for a producer what an exchange needs; doing it twice changes nothing."""
    found = get_object_or_404(claims_with_order(), number=number)
    take_step(request, refused_in_words()(EXCHANGE_STEPS[step]), found)
    return redirect("aftersale-staff:dispute", number=number)


@finance_only
@require_safe
def picture(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ReturnPicture.objects.select_related("claim"), pk=pk, claim__number=number
    )
    return send_picture(request, found)


@finance_only
@require_safe
def chargebacks(request: PersonRequest) -> HttpResponse:
    """Disputes that card holders opened at their banks."""
    rows = CardDispute.objects.select_related("payment__purchase")
    context = {
        "waiting": rows.filter(closed_at=None).order_by("answer_by"),
        "page": page_of(request, rows.exclude(closed_at=None)),
        "tab": "chargebacks",
    }
    return render(request, "finance/chargebacks.html", context)


@finance_only
@require_POST
def chargeback_note(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep what was done about a chargeback; it is answered in Stripe's own pages."""
    found = get_object_or_404(CardDispute, pk=pk)
    found.note = posted_text(request, "note", 2000)
    found.save(update_fields=["note"])
    messages.success(request, _("Kept."))
    return redirect("aftersale-staff:chargebacks")


@finance_only
def rates(request: PersonRequest) -> HttpResponse:
    """Exchange rates of a day with their source; the newest is shown to buyers."""
    form = RateForm(request.POST or None, initial={"valid_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        rate = form.save(commit=False)
        rate.by = request.user
        rate.save()
        messages.success(request, _("Kept."))
        return redirect("aftersale-staff:rates")
    context = {"form": form, "page": page_of(request, ExchangeRate.objects.all()), "tab": "rates"}
    return form_page(request, "finance/rates.html", context, form=form)


@finance_only
def cash_desk(request: PersonRequest) -> HttpResponse:
    """Cash that carriers hold, and what they handed on."""
    form = RemitForm(request.POST or None, initial={"received_on": timezone.localdate()})
    asked_of = request.GET.get("carrier", "").replace("\x00", "")
    carrier = posted_text(request, "carrier", 80) or asked_of[:80]
    if request.method == "POST" and form.is_valid():
        ids = ids_in(request, "collection")
        try:
            cash.remit(carrier=carrier, collection_ids=ids, by=request.user, **form.cleaned_data)
        except cash.RemittanceRefused as refusal:
            form.add_error("amount", remittance_problem(refusal))
        else:
            messages.success(request, _("Noted. These parcels are handed on."))
            return redirect("aftersale-staff:cash")
    rows = list(cash.outstanding())
    carriers = sorted({row.parcel.carrier for row in rows})
    if carrier not in carriers and carriers:
        carrier = carriers[0]
    shown = [row for row in rows if row.parcel.carrier == carrier]
    context = {
        "form": form,
        "carriers": [
            (name or "?", f"?carrier={quote(name)}", name == carrier, None) for name in carriers
        ],
        "carrier": carrier,
        "rows": shown,
        "sum": sum(row.amount for row in shown),
        "remittances": CashRemittance.objects.annotate(parcels=Count("collections"))[:30],
        "tab": "cash",
    }
    return form_page(request, "finance/cash.html", context, form=form)


def remittance_problem(refusal: cash.RemittanceRefused) -> str:
    if refusal.code == "other_amount":
        return _("The ticked parcels sum to another amount; the difference is %(dong)s ₫.") % {
            "dong": refusal.difference
        }
    return _("Tick parcels of this one carrier that are not handed on yet.")


@finance_only
@require_safe
def documents(request: PersonRequest) -> HttpResponse:
    """Documents issued, and a month's rows for e-invoice software."""
    rows = Document.objects.select_related("order__producer")
    wanted = asked_text(request, 40)
    if wanted:
        rows = rows.filter(order__number__startswith=wanted)
    month = month_written(request.GET.get("month", ""))
    context = {
        "page": page_of(request, rows.order_by("-issued_at", "-pk")),
        "q": wanted,
        "month": f"{month:%Y-%m}",
        "tab": "documents",
    }
    return render(request, "finance/documents.html", context)


@finance_only
@require_safe
def document(request: PersonRequest, pk: int) -> HttpResponse:
    return send_document(request, get_object_or_404(Document, pk=pk))


@finance_only
@fresh_to_take
@require_safe
def invoice_rows(request: PersonRequest, month: str, extension: str) -> HttpResponse:
    return send_invoice_rows(request, month, extension)


@finance_only
def cancel(request: PersonRequest, number: str) -> HttpResponse:
    """Staff cancel items of an order for one of the sides."""
    orders = get_model("order", "Order").objects.exclude(purchase=None)
    order = get_object_or_404(orders.select_related("purchase", "producer"), number=number)
    lines = cancellable_lines(order)
    form = CancelForm(request.POST or None, lines=lines, is_producer=True)
    if request.method == "POST" and lines and form.is_valid():
        try:
            cancel_order(
                order=order,
                key=f"cancel-{form.cleaned_data['token']}",
                side=Reversal.Side.STAFF,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                quantities=list(form.quantities.items()),
                by=request.user,
            )
        except (MoveRefused, NothingToCancel, OverRefund):
            messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
        else:
            messages.success(request, _("Cancelled. Both sides have been told."))
        return redirect(order.purchase)
    context = {"order": order, "form": form, "lines": lines, "tab": "refunds"}
    return form_page(request, "finance/cancel.html", context, form=form)
