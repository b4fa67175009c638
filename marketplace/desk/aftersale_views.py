"""Staff's pages after a sale, under /finance/: disputes, refunds, cash, rates, documents."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
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

from catalogue.origin.codes import qr as codes
from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale import cash
from marketplace.aftersale.exchange_steps import (
    came_back,
    exchange,
    exchange_form,
    refused_in_words,
)
from marketplace.aftersale.files import send_document, send_invoice_rows
from marketplace.aftersale.forms import (
    AccountForm,
    CameBackForm,
    CancelForm,
    DecisionForm,
    FitForm,
    PaidForm,
    RateForm,
    RemitForm,
)
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
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.frame.screens import form_page, page_of, private
from marketplace.frame.steps import Known, NotTaken, Step, take_step
from marketplace.gateways.models import CardDispute, ExchangeRate, Refund
from marketplace.gateways.refunds import (
    OverRefund,
    RefundMoved,
    confirm_paid,
    fail_bank_refund,
    name_account,
    note_came_back,
    retry_refund,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.vietqr.banks import NAMES
from marketplace.gateways.vietqr.payload import build_payload, fold_purpose
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Reversal
from marketplace.purchases.services import MoveRefused

RefundState = Refund.State
REFUND_TABS = (
    RefundState.READY,
    RefundState.FAILED,
    RefundState.NEEDS_ACCOUNT,
    RefundState.SENT,
    RefundState.PAID,
)


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
    found = get_object_or_404(ReturnPicture, pk=pk, claim__number=number)
    return private(HttpResponse(bytes(found.content), content_type="image/jpeg"))


def refunds_to_show():
    return Refund.objects.select_related(
        "payment__purchase", "transfer__purchase", "order", "paid_by"
    )


def bank_refunds_to_pay():
    return refunds_to_show().filter(way=Refund.Way.BANK, state=RefundState.READY)


@finance_only
@require_safe
def refunds(request: PersonRequest) -> HttpResponse:
    """Money on its way back, by state."""
    asked = request.GET.get("state", "")
    state = RefundState(asked) if asked in RefundState.values else RefundState.READY
    rows = refunds_to_show().filter(state=state).order_by("due_at", "pk")
    if state == RefundState.PAID:
        rows = rows.order_by("-paid_at")
    open_states = refunds_to_show().exclude(state=RefundState.PAID).values_list("state", flat=True)
    counts = Counter(open_states)
    page = page_of(request, rows)
    context = {
        "page": page,
        "shown_state": state,
        "parts": [
            (code.label, f"?state={code}", code == state, counts[code] or None)
            for code in REFUND_TABS
        ],
        "has_file": state == RefundState.READY and bool(page.object_list),
        "account_form": AccountForm(),
        "tab": "refunds",
    }
    return render(request, "finance/refunds.html", context)


@finance_only
@require_safe
def refund_qr(request: PersonRequest, pk: int) -> HttpResponse:
    """A VietQR code that pays one refund."""
    refund = get_object_or_404(bank_refunds_to_pay(), pk=pk)
    payload = build_payload(
        bank_bin=refund.bank_bin,
        account=refund.account,
        amount_vnd=refund.amount,
        purpose=purpose_of(refund),
    )
    return private(HttpResponse(codes.svg(payload), content_type="image/svg+xml"))


def purpose_of(refund: Refund) -> str:
    number = refund.purchase.number.replace("-", "") if refund.purchase else str(refund.pk)
    return fold_purpose(f"HOAN TIEN {number}")


@finance_only
@require_safe
def refund_file(request: PersonRequest) -> HttpResponse:
    """Bank refunds that are to be paid, as a file for the bank's bulk transfer."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["refund", "bank", "bin", "account", "name", "amount", "purpose"])
    for refund in bank_refunds_to_pay().order_by("pk"):
        writer.writerow(
            [
                refund.pk,
                NAMES.get(refund.bank_bin, ""),
                refund.bank_bin,
                refund.account,
                refund.account_name,
                refund.amount,
                purpose_of(refund),
            ]
        )
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="refunds-{day:%Y%m%d}.csv"'
    return private(response)


def confirm(request: PersonRequest, refund: Refund) -> str:
    form = PaidForm(request.POST)
    if not form.is_valid():
        raise NotTaken(_("Please give the bank's reference."))
    if not confirm_paid(refund=refund, by=request.user, **form.cleaned_data):
        raise Known(_("This was confirmed before; nothing was changed."))
    return _("Paid. The buyer has been told.")


def bounce(request: PersonRequest, refund: Refund) -> str:
    fail_bank_refund(refund=refund, failure=request.POST.get("failure", "")[:200])
    return _("The buyer is asked for another account.")


def take_back_paid(request: PersonRequest, refund: Refund) -> str:
    """Note that a refund which was paid came back; the audit log keeps what the bank said."""
    form = CameBackForm(request.POST)
    if not form.is_valid():
        raise NotTaken(_("Please say what the bank said."))
    if not note_came_back(refund=refund, by=request.user, **form.cleaned_data):
        raise Known(_("This was noted before; nothing was changed."))
    note_for_audit(request, form.cleaned_data["failure"])
    if refund.purchase:
        messages.success(request, _("The buyer is asked for another account."))
    return _("Noted. The money is owed again.")


def name_senders_account(request: PersonRequest, refund: Refund) -> str:
    """Name the account of a sender whom nobody knows; buyers name their own."""
    form = AccountForm(request.POST)
    if refund.purchase is not None:
        raise RefundMoved(refund.state)
    if not form.is_valid():
        raise NotTaken(_("Please give the bank, the number and the holder."))
    name_account(refund=refund, **form.cleaned_data)
    return _("It is among the refunds to be paid.")


def try_again(refund: Refund, *, to_bank: bool) -> str:
    state = retry_refund(refund=refund, to_bank=to_bank)
    if state in (Refund.State.PAID, Refund.State.SENT):
        raise Known(_("The card was given it after all; nothing is sent again."))
    return _("It is tried again.")


REFUND_STEPS: dict[str, Step] = {
    "paid": confirm,
    "bounced": bounce,
    "came-back": take_back_paid,
    "account": name_senders_account,
    "again": lambda request, refund: try_again(refund, to_bank=False),
    "bank": lambda request, refund: try_again(refund, to_bank=True),
}


@contextmanager
def refund_refused_in_words() -> Iterator[None]:
    """Turn what services and gateways refuse of a refund into a sentence for the desk."""
    try:
        yield
    except (GatewayUnavailable, GatewayRefused) as refusal:
        raise NotTaken(_("The payment service does not answer; nothing was changed.")) from refusal
    except RefundMoved as refusal:
        raise NotTaken(_("This refund has moved on meanwhile; nothing was changed.")) from refusal


@finance_only
@require_POST
def refund_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Confirm a bank refund, note that it bounced or came back, or try a failed one again."""
    refund = get_object_or_404(Refund, pk=pk)
    take_step(request, refund_refused_in_words()(REFUND_STEPS[step]), refund)
    return redirect("aftersale-staff:refunds")


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
    found.note = request.POST.get("note", "").strip()[:2000]
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
    carrier = request.POST.get("carrier", request.GET.get("carrier", ""))
    if request.method == "POST" and form.is_valid():
        ids = [int(pk) for pk in request.POST.getlist("collection") if pk.isdigit()]
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
    wanted = request.GET.get("q", "").strip()[:40]
    if wanted:
        rows = rows.filter(order__number__startswith=wanted)
    month = request.GET.get("month", "")[:7] or f"{timezone.localdate():%Y-%m}"
    context = {
        "page": page_of(request, rows.order_by("-issued_at", "-pk")),
        "q": wanted,
        "month": month,
        "tab": "documents",
    }
    return render(request, "finance/documents.html", context)


@finance_only
@require_safe
def document(request: PersonRequest, pk: int) -> HttpResponse:
    return send_document(get_object_or_404(Document, pk=pk))


@finance_only
@require_safe
def invoice_rows(request: PersonRequest, month: str, extension: str) -> HttpResponse:
    return send_invoice_rows(month, extension)


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
