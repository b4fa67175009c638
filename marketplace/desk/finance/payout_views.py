"""Payouts at the desk: propose, approve by a second person, the bank's file, confirm or fail."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import finance_only
from marketplace.desk.finance.forms import ResultFileForm
from marketplace.desk.transfer_codes import code_to_pay
from marketplace.finance.services import note_failed, note_paid, tell_verified
from marketplace.frame.alphabet import in_order
from marketplace.frame.screens import page_of, posted_text
from marketplace.frame.tables_out import sheet_response
from marketplace.ledger.models import BankAccount, PayoutBatch, PayoutLine
from marketplace.ledger.payout_terms import cutoffs_at, terms_of
from marketplace.ledger.payouts import (
    PayoutRefused,
    approve_batch,
    propose_batch,
    reject_batch,
    verify_bank_account,
)
from marketplace.ledger.providers import SendResult, Unanswered, open_providers, provider_of
from marketplace.ledger.queries import payable
from marketplace.producers.models import Producer


def refusal_text(refusal: PayoutRefused) -> str:
    return {
        "own": _("Somebody else has to do this: you made it yourself."),
        "rejected": _("This batch was rejected meanwhile."),
    }.get(refusal.reason, _("Somebody has decided on this already; nothing was changed."))


def find_batch(number: str) -> PayoutBatch:
    return get_object_or_404(
        PayoutBatch.objects.select_related("proposed_by", "decided_by"), number=number
    )


@finance_only
@require_safe
def payouts(request: PersonRequest) -> HttpResponse:
    """What is due now, and the batches."""
    now = timezone.now()
    cutoffs = cutoffs_at(now)
    due = {pk: amount for pk, amount in payable(cutoffs).items() if amount > 0}
    ready = set(
        BankAccount.objects.filter(replaced_at=None, verified_at__isnull=False).values_list(
            "producer_id", flat=True
        )
    )
    missing = Producer.objects.filter(pk__in=[pk for pk in due if pk not in ready])
    context = {
        "tab": "payouts",
        "page": page_of(request, PayoutBatch.objects.select_related("proposed_by", "decided_by")),
        "due": sum(due.values()),
        "due_count": len(due),
        "without_account": missing.order_by(in_order("name"))[:50],
        "has_own_terms": bool(cutoffs.own),
        "terms": terms_of(timezone.localdate()),
        "providers": open_providers(),
    }
    return render(request, "finance/payouts.html", context)


@finance_only
@require_POST
def propose(request: PersonRequest) -> HttpResponse:
    provider = provider_of(request.POST.get("provider", BankAccount.Provider.BANK))
    if provider is None:
        raise Http404
    batch = propose_batch(by=request.user, provider=provider.code)
    if batch is None:
        messages.info(request, _("Nothing is due that is not in a batch already."))
        return redirect("finance:payouts")
    messages.success(request, _("Proposed. A second person has to approve it."))
    return redirect("finance:batch", number=batch.number)


@finance_only
@require_safe
def batch(request: PersonRequest, number: str) -> HttpResponse:
    found = find_batch(number)
    lines = list(found.lines.select_related("producer", "account", "decided_by"))
    context = {
        "tab": "payouts",
        "batch": found,
        "lines": lines,
        "total": sum(line.amount for line in lines if not line.is_dropped),
        "may_approve": found.proposed_by_id != request.user.pk,
        "sends_itself": provider_sends(found),
        "takes_results": takes_results(found),
        "results_form": ResultFileForm(),
        "result_files": found.result_files.defer("table", "rows").select_related("format"),
    }
    return render(request, "finance/batch.html", context)


def provider_sends(found: PayoutBatch) -> bool:
    provider = provider_of(found.provider)
    return provider is not None and provider.sends_itself


def takes_results(found: PayoutBatch) -> bool:
    """Only what was sent by a bank's file comes back as one."""
    return found.was_approved and not provider_sends(found)


@finance_only
@require_POST
def decide(request: PersonRequest, number: str, answer: str) -> HttpResponse:
    """Approve or reject a proposal; the second of two clicks changes nothing."""
    found = find_batch(number)
    try:
        if answer == "approve":
            approve_batch(batch=found, by=request.user)
            messages.success(request, _("Approved. The payouts can be sent now."))
        else:
            reject_batch(batch=found, by=request.user)
            messages.success(request, _("Rejected. Nothing is paid."))
    except PayoutRefused as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("finance:batch", number=number)


@finance_only
@require_POST
def send(request: PersonRequest, number: str) -> HttpResponse:
    """Let a provider that can pay by itself send what is approved."""
    found = find_batch(number)
    provider = provider_of(found.provider)
    if provider is None or not provider.sends_itself:
        raise Http404
    paid = failed = 0
    for line in found.lines.filter(state=PayoutLine.State.APPROVED).select_related("account"):
        result = provider.send(line)
        if result.is_paid:
            note_paid(line=line, by=request.user, outside_reference=result.reference)
            paid += 1
        elif result.failure:
            note_failed(line=line, by=request.user, reason=result.failure)
            failed += 1
    messages.info(
        request, _("%(paid)d paid, %(failed)d failed.") % {"paid": paid, "failed": failed}
    )
    return redirect("finance:batch", number=number)


@finance_only
@fresh_to_take
@require_safe
def batch_file(request: PersonRequest, number: str, kind: str) -> HttpResponse:
    """The file for the bank: one transfer a line, approved ones only."""
    found = find_batch(number)
    if not found.was_approved:
        raise Http404
    header = [
        "STT",
        "Số tài khoản",
        "Tên người nhận",
        "Ngân hàng",
        "Mã NAPAS",
        "Số tiền",
        "Nội dung",
    ]
    lines = found.lines.filter(state=PayoutLine.State.APPROVED).select_related("account")
    rows = [
        [
            position,
            line.account.number,
            line.account.holder,
            line.account.bank_name,
            line.account.bank_bin,
            line.amount,
            line.reference,
        ]
        for position, line in enumerate(lines.order_by("pk"), start=1)
    ]
    return sheet_response(kind, found.number, header, rows)


LONGEST_NOTE = 200  # signs of a reference or a reason


def find_line(pk: int) -> PayoutLine:
    return get_object_or_404(PayoutLine.objects.select_related("batch", "account"), pk=pk)


@finance_only
@require_safe
def line_qr(request: PersonRequest, pk: int) -> HttpResponse:
    """A VietQR code that pays one line from any bank's app."""
    line = find_line(pk)
    if not line.is_approved or not line.account.bank_bin:
        raise Http404
    return code_to_pay(
        bank_bin=line.account.bank_bin,
        account=line.account.number,
        amount=line.amount,
        purpose=line.reference,
    )


@finance_only
@require_POST
def end_line(request: PersonRequest, pk: int, answer: str) -> HttpResponse:
    """Note how a line ended: paid, or failed with a reason."""
    line = find_line(pk)
    text = posted_text(request, "text", LONGEST_NOTE)
    try:
        if answer == "paid":
            note_paid(line=line, by=request.user, outside_reference=text)
            messages.success(request, _("Confirmed; the producer has been told."))
        elif not text:
            messages.error(request, _("Please say why it failed."))
        elif (found := found_paid(line)).is_paid:
            note_paid(line=line, by=request.user, outside_reference=found.reference)
            messages.warning(request, _("The money has left after all; it is noted as paid."))
        else:
            note_failed(line=line, by=request.user, reason=text)
            messages.success(
                request, _("Noted. The producer is owed it again and asked for another account.")
            )
    except PayoutRefused as refusal:
        messages.error(request, refusal_text(refusal))
    except Unanswered:
        messages.error(
            request,
            _("The payment service does not say whether it paid this; please try again later."),
        )
    return redirect("finance:batch", number=line.batch.number)


def found_paid(line: PayoutLine) -> SendResult:
    """Ask a provider that pays by itself how a line stands, before it is owed again."""
    provider = provider_of(line.batch.provider)
    if provider is None and line.batch.provider != BankAccount.Provider.BANK:
        raise Unanswered
    return provider.find(line) if provider else SendResult()


@finance_only
@require_safe
def accounts(request: PersonRequest) -> HttpResponse:
    """Bank accounts that wait to be checked, then those in use."""
    rows = BankAccount.objects.filter(replaced_at=None).select_related(
        "producer", "created_by", "verified_by"
    )
    page = page_of(request, rows.order_by("verified_at", "pk"))
    waiting = rows.filter(verified_at=None).count()
    context = {"tab": "accounts", "page": page, "waiting": waiting}
    return render(request, "finance/accounts.html", context)


@finance_only
@require_POST
def verify(request: PersonRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(BankAccount, pk=pk)
    try:
        if verify_bank_account(account=account, by=request.user):
            tell_verified(account)
            messages.success(request, _("Checked. It is used from the next batch on."))
        else:
            messages.info(request, _("The account was changed or checked meanwhile."))
    except PayoutRefused as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("finance:accounts")
