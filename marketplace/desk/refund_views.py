"""Refunds at the desk, under /finance/refunds/: which wait, who is paid, what came back."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.forms import AccountForm, CameBackForm, PaidForm
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.desk.transfer_codes import code_to_pay
from marketplace.frame.screens import page_of, posted_text, private
from marketplace.frame.steps import Known, NotTaken, Step, take_step
from marketplace.frame.tables_out import sheet_response
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import (
    RefundMoved,
    confirm_paid,
    fail_bank_refund,
    name_account,
    note_came_back,
    retry_refund,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.vietqr.banks import NAMES
from marketplace.gateways.vietqr.payload import fold_purpose

RefundState = Refund.State
REFUND_TABS = (
    RefundState.READY,
    RefundState.FAILED,
    RefundState.NEEDS_ACCOUNT,
    RefundState.SENT,
    RefundState.PAID,
)


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
    return code_to_pay(
        bank_bin=refund.bank_bin,
        account=refund.account,
        amount=refund.amount,
        purpose=purpose_of(refund),
    )


def purpose_of(refund: Refund) -> str:
    number = refund.purchase.number.replace("-", "") if refund.purchase else str(refund.pk)
    return fold_purpose(f"HOAN TIEN {number}")


@finance_only
@fresh_to_take
@require_safe
def refund_file(request: PersonRequest, kind: str = "csv") -> HttpResponse:
    """Bank refunds that are to be paid, as a file for the bank's bulk transfer."""
    header = ["refund", "bank", "bin", "account", "name", "amount", "purpose"]
    rows = (
        [
            refund.pk,
            NAMES.get(refund.bank_bin, ""),
            refund.bank_bin,
            refund.account,
            refund.account_name,
            refund.amount,
            purpose_of(refund),
        ]
        for refund in bank_refunds_to_pay().order_by("pk")
    )
    return private(sheet_response(kind, f"refunds-{timezone.localdate():%Y%m%d}", header, rows))


def confirm(request: PersonRequest, refund: Refund) -> str:
    form = PaidForm(request.POST)
    if not form.is_valid():
        raise NotTaken(_("Please give the bank's reference."))
    if not confirm_paid(refund=refund, by=request.user, **form.cleaned_data):
        raise Known(_("This was confirmed before; nothing was changed."))
    return _("Paid. The buyer has been told.")


def bounce(request: PersonRequest, refund: Refund) -> str:
    fail_bank_refund(refund=refund, failure=posted_text(request, "failure", 200))
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
