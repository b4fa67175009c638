"""A producer's money at /sell/: what it is owed, statements, where it is paid, vouchers."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.discounts.forms import ProducerVoucherForm
from marketplace.discounts.models import Voucher
from marketplace.discounts.services import TermsChanged, agree
from marketplace.frame.months import month_begun
from marketplace.frame.screens import asked_text, form_page, page_of, posted_text
from marketplace.frame.tables_out import XLSX
from marketplace.ledger.forms import BankAccountForm
from marketplace.ledger.models import BankAccount, PayoutLine
from marketplace.ledger.payout_terms import cutoffs_at, terms_of
from marketplace.ledger.queries import Statement, balance_of, months_of, payable, statement
from marketplace.ledger.statements import file_name, statement_pdf, statement_xlsx
from marketplace.listings.bank_accounts import name_bank_account
from marketplace.producers.models import Producer
from marketplace.sell.access import may
from marketplace.sell.statement import (
    LONGEST_ASKED,
    chosen,
    row_of,
    sums_by_kind,
    used_columns,
)
from marketplace.sell.views import producer_of

PER_PAGE = 30
MOVEMENTS_A_PAGE = 30
PAYOUTS_A_PAGE = 12


@may(May.ACCOUNTS)
@require_safe
def statements(request: PersonRequest) -> HttpResponse:
    """What is owed now, what of it is due, the payouts and the months."""
    producer = producer_of(request)
    now, today = timezone.now(), timezone.localdate()
    owed = balance_of(producer)
    due = max(0, payable(cutoffs_at(now, [producer.pk]), [producer.pk]).get(producer.pk, 0))
    payouts = PayoutLine.objects.filter(producer=producer).exclude(state=PayoutLine.State.DROPPED)
    payouts = payouts.select_related("batch", "account").order_by("-pk")
    context = {
        "producer": producer,
        "owed": owed,
        "due": due,
        "later": owed - due,
        "terms": terms_of(today, producer),
        "months": months_of(producer, today),
        "payouts": page_of(request, payouts, PAYOUTS_A_PAGE),
        "account": BankAccount.objects.filter(producer=producer, replaced_at=None).first(),
    }
    return render(request, "sell/money.html", context)


def statement_of(request: PersonRequest, year: int, month: int) -> Statement:
    """Build the statement of a month that has begun; 404 for any other."""
    return statement(producer_of(request), month_begun(year, month))


@may(May.ACCOUNTS)
@require_safe
def month(request: PersonRequest, year: int, month: int) -> HttpResponse:
    """Show a month: its sums by kind, and its movements by kind, order and page."""
    found = statement_of(request, year, month)
    columns = used_columns(found)
    kinds = sums_by_kind(found, columns)
    kind = request.GET.get("kind", "")
    kind = kind if kind in {each.kind for each in kinds} else ""
    asked = asked_text(request, LONGEST_ASKED)
    page = page_of(request, chosen(found, kind, asked), MOVEMENTS_A_PAGE)
    context = {
        "producer": found.producer,
        "statement": found,
        "columns": columns.values(),
        "kinds": kinds,
        "kind": kind,
        "q": asked,
        "page": page,
        "rows": [row_of(movement, columns) for movement in page],
    }
    return render(request, "sell/statement.html", context)


@may(May.ACCOUNTS)
@fresh_to_take
@require_safe
def month_file(request: PersonRequest, year: str, month: str, kind: str) -> HttpResponse:
    """A month's statement to keep: on paper or as a table."""
    found = statement_of(request, int(year), int(month))
    if kind == "pdf":
        response = HttpResponse(statement_pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(statement_xlsx(found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


@may(May.ANSWER)
def bank_account(request: PersonRequest) -> HttpResponse:
    """Name the account that is paid to; everybody who is an owner is told by mail."""
    producer = producer_of(request)
    current = BankAccount.objects.filter(producer=producer, replaced_at=None).first()
    form = BankAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name_bank_account(producer=producer, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("Saved. We check the account before the first payout; you get a mail.")
        )
        return redirect("sell:statements")
    context = {"producer": producer, "form": form, "current": current}
    return form_page(request, "sell/bank_account.html", context, form=form)


@may(May.DISCOUNT)
@require_safe
def vouchers(request: PersonRequest) -> HttpResponse:
    producer = producer_of(request)
    rows = Voucher.objects.filter(producer=producer)
    page = page_of(request, rows, PER_PAGE)
    context = {"producer": producer, "page": page}
    return render(request, "sell/vouchers.html", context)


@transaction.atomic
def save_voucher(form: ProducerVoucherForm, producer: Producer, by: User) -> bool:
    """Save a voucher if it is within bounds; two at once count each other, one after the other."""
    Producer.objects.select_for_update().get(pk=producer.pk)
    if not form.is_valid():
        return False
    form.save_for(producer, by=by)
    return True


@may(May.DISCOUNT)
def voucher(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Make an own voucher, or change one that the producer made; it pays them itself."""
    producer = producer_of(request)
    found = get_object_or_404(Voucher, pk=pk, producer=producer, platform_share=0) if pk else None
    form = ProducerVoucherForm(request.POST or None, instance=found, producer=producer)
    if request.method == "POST" and save_voucher(form, producer, request.user):
        messages.success(request, _("The voucher is saved."))
        return redirect("sell:vouchers")
    context = {"producer": producer, "form": form, "voucher": found}
    return form_page(request, "sell/voucher.html", context, form=form)


@may(May.DISCOUNT)
@require_POST
def voucher_agree(request: PersonRequest, pk: int) -> HttpResponse:
    """Say yes to a voucher of the market that this producer pays a part of."""
    producer = producer_of(request)
    found = get_object_or_404(Voucher, pk=pk, producer=producer)
    try:
        agree(
            voucher=found,
            producer=producer,
            by=request.user,
            terms=posted_text(request, "terms", 16),
        )
    except TermsChanged as changed:
        messages.error(request, str(changed))
    else:
        messages.success(request, _("Agreed. The voucher can be used now."))
    return redirect("sell:vouchers")
