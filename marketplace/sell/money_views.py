"""A producer's money at /sell/: what it is owed, statements, where it is paid, vouchers."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_change, fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.discounts.forms import ProducerVoucherForm
from marketplace.discounts.models import Voucher
from marketplace.discounts.services import agree
from marketplace.frame.fields import FIRST_YEAR
from marketplace.frame.screens import form_page, page_of
from marketplace.ledger.forms import BankAccountForm
from marketplace.ledger.models import BankAccount, PayoutLine
from marketplace.ledger.payout_terms import cutoffs_at, terms_of
from marketplace.ledger.queries import Statement, balance_of, months_of, payable, statement
from marketplace.ledger.sheets import XLSX
from marketplace.ledger.statements import column_names, file_name, statement_pdf, statement_xlsx
from marketplace.listings.bank_accounts import name_bank_account
from marketplace.sell.access import may
from marketplace.sell.views import producer_of

PER_PAGE = 30


@may(May.ACCOUNTS)
@require_safe
def statements(request: PersonRequest) -> HttpResponse:
    """What is owed now, what of it is due, the payouts and the months."""
    producer = producer_of(request)
    now, today = timezone.now(), timezone.localdate()
    owed = balance_of(producer)
    due = max(0, payable(cutoffs_at(now, [producer.pk]), [producer.pk]).get(producer.pk, 0))
    context = {
        "producer": producer,
        "owed": owed,
        "due": due,
        "later": owed - due,
        "terms": terms_of(today, producer),
        "months": months_of(producer, today),
        "payouts": PayoutLine.objects.filter(producer=producer)
        .exclude(state=PayoutLine.State.DROPPED)
        .select_related("batch", "account")
        .order_by("-pk")[:12],
        "account": BankAccount.objects.filter(producer=producer, replaced_at=None).first(),
    }
    return render(request, "sell/money.html", context)


def statement_of(request: PersonRequest, year: int, month: int) -> Statement:
    """Build the statement of a month that has begun; 404 for any other."""
    try:
        day = datetime.date(year, month, 1)
    except ValueError:
        raise Http404
    if day.year < FIRST_YEAR or day > timezone.localdate():
        raise Http404
    return statement(producer_of(request), day)


@may(May.ACCOUNTS)
@require_safe
def month(request: PersonRequest, year: int, month: int) -> HttpResponse:
    found = statement_of(request, year, month)
    context = {"producer": found.producer, "statement": found}
    columns = used_columns(found)
    context |= {"columns": columns.values(), "rows": rows_of(found, columns)}
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


def used_columns(found: Statement) -> dict[str, str]:
    """Give the columns in which something stands, with their names."""
    return {
        name: label
        for name, label in column_names().items()
        if any(movement.columns[name] for movement in found.movements)
    }


def rows_of(found: Statement, columns: dict[str, str]) -> list[tuple]:
    """Give (movement, (name, sum) of each column) for the page's table."""
    return [
        (movement, [(label, movement.columns[name]) for name, label in columns.items()])
        for movement in found.movements
    ]


@may(May.ANSWER)
@fresh_to_change
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


@may(May.DISCOUNT)
def voucher(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Make an own voucher, or change one that the producer made; it pays them itself."""
    producer = producer_of(request)
    found = get_object_or_404(Voucher, pk=pk, producer=producer, platform_share=0) if pk else None
    form = ProducerVoucherForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_for(producer, by=request.user)
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
    agree(voucher=found, producer=producer, by=request.user)
    messages.success(request, _("Agreed. The voucher can be used now."))
    return redirect("sell:vouchers")
