"""Staff's desk for bank transfers, under /finance/transfers/: the work list down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.forms import AccountForm, AssignForm, StatementForm
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.frame.folding import as_code
from marketplace.frame.screens import page_of
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.refunds import OverRefund, RefundMoved, name_account
from marketplace.gateways.transfers import (
    TransferMoved,
    assign_transfer,
    bounces_like,
    return_transfer,
    settle_bounce,
)
from marketplace.purchases.models import Purchase


@finance_only
@require_safe
def transfers(request: PersonRequest) -> HttpResponse:
    """The work list: transfers that nobody could place or that are too much, and the rest."""
    rows = BankTransfer.objects.select_related("purchase").prefetch_related("refunds")
    state = request.GET.get("state", "")
    if state not in BankTransfer.State.values:
        state = BankTransfer.State.OPEN
    context = {
        "page": page_of(request, rows.filter(state=state).order_by("booked_at", "pk")),
        "shown_state": state,
        "parts": [
            (label, f"?state={code}", code == state, rows.filter(state=code).count())
            for code, label in BankTransfer.State.choices
        ],
        "nothing_text": _("Every transfer found its purchase.")
        if state == BankTransfer.State.OPEN
        else _("None yet."),
        "form": StatementForm(),
        "statements": StatementImport.objects.only("file_name", "state", "uploaded_at")[:10],
        "formats": StatementFormat.objects.filter(kind=StatementFormat.Kind.STATEMENT),
        "tab": "transfers",
    }
    return render(request, "finance/transfers.html", context)


@finance_only
def transfer(request: PersonRequest, pk: int) -> HttpResponse:
    """One transfer: say which purchase it is for, or send it back."""
    found = get_object_or_404(BankTransfer.objects.select_related("purchase"), pk=pk)
    initial = {"number": found.purchase.number if found.purchase else ""}
    context = {
        "transfer": found,
        "assign_form": AssignForm(initial=initial),
        "account_form": AccountForm(),
        "refunds": found.refunds.all(),
        "bounces": bounces_like(found)[:20],
        "tab": "transfers",
    }
    return render(request, "finance/transfer.html", context)


@finance_only
@require_POST
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BankTransfer, pk=pk)
    form = AssignForm(request.POST)
    number = as_code(form.cleaned_data["number"]) if form.is_valid() else ""
    purchase = Purchase.objects.filter(number=number).first()
    if purchase is None:
        messages.error(request, _("There is no purchase of that number."))
        return redirect("aftersale-staff:transfer", pk=pk)
    try:
        after = assign_transfer(
            transfer=found, purchase=purchase, by=request.user, note=form.cleaned_data["note"]
        )
    except TransferMoved:
        messages.error(request, _("Somebody has dealt with this transfer already."))
    else:
        if after.is_matched:
            messages.success(request, _("Matched: the purchase is paid."))
        else:
            messages.warning(
                request,
                _("Noted, but it stays open: %(why)s.") % {"why": after.get_reason_display()},
            )
    return redirect("aftersale-staff:transfer", pk=pk)


@finance_only
@require_POST
def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Send what is left back; with an account if staff know one, else the buyer is asked."""
    found = get_object_or_404(BankTransfer.objects.select_related("purchase"), pk=pk)
    form = AccountForm(request.POST)
    has_account = form.is_valid()
    if found.purchase is None and not has_account:
        messages.error(
            request, _("Nobody can be asked here: please give the account of the sender.")
        )
        return redirect("aftersale-staff:transfer", pk=pk)
    try:
        refund = return_transfer(transfer=found, by=request.user)
        if has_account:
            name_account(refund=refund, **form.cleaned_data)
    except (TransferMoved, OverRefund):
        messages.error(request, _("Somebody has dealt with this transfer already."))
    else:
        messages.success(request, _("It is among the refunds to be paid."))
    return redirect("aftersale-staff:transfer", pk=pk)


@finance_only
@require_POST
def bounce(request: PersonRequest, pk: int) -> HttpResponse:
    """It is a refund that the bank sent back."""
    found = get_object_or_404(BankTransfer, pk=pk)
    wanted = request.POST.get("refund", "")[:12]
    refund = bounces_like(found).filter(pk=wanted).first() if wanted.isdecimal() else None
    try:
        if refund is None:
            raise TransferMoved("no such refund")
        settle_bounce(transfer=found, refund=refund, by=request.user)
    except (TransferMoved, RefundMoved):
        messages.error(request, _("Somebody has dealt with this transfer already."))
    else:
        note_for_audit(request, str(refund.pk))
        messages.success(request, _("Noted. The money is owed again."))
    return redirect("aftersale-staff:transfer", pk=pk)
