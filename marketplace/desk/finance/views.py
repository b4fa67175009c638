"""The finance desk at /finance/: figures, search, exports, statements, the audit log."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import finance_only
from marketplace.finance import queries
from marketplace.finance.search import find_any
from marketplace.frame.charts import FOOT, HEIGHT, WIDTH, bars
from marketplace.frame.months import month_begun, month_written
from marketplace.frame.screens import asked_text, page_of
from marketplace.frame.tables_out import XLSX, sheet_response
from marketplace.ledger.models import AuditRecord, Transaction
from marketplace.ledger.queries import next_month, statement, tax_return
from marketplace.ledger.statements import file_name, statement_pdf, statement_xlsx
from marketplace.producers.models import Producer

PER_PAGE = 50
CHART = {"width": WIDTH, "height": HEIGHT, "foot": HEIGHT - FOOT + 26}


@finance_only
@require_safe
def dashboard(request: PersonRequest) -> HttpResponse:
    today = timezone.localdate()
    taken = queries.taken_by_day(30, today)
    earned = queries.commission_by_month(12, today)
    context = {
        "tab": "dashboard",
        "figures": queries.figures(today),
        "work": queries.open_work(),
        "check": queries.last_check(),
        "chart_size": CHART,
        "taken": bars([(date_format(day, "j/n"), amount) for day, amount in taken], every=5),
        "earned": bars([(date_format(day, "n/Y"), amount) for day, amount in earned], every=2),
    }
    return render(request, "finance/dashboard.html", context)


@finance_only
@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """Find whatever carries a reference, and all that belongs to the same purchase."""
    text = asked_text(request, 120)
    found = list(find_any(text)[:200]) if text else []
    context = {"tab": "search", "q": text, "transactions": found}
    return render(request, "finance/search.html", context)


@finance_only
@require_safe
def transaction(request: PersonRequest, pk: int) -> HttpResponse:
    """One transaction with its entries."""
    found = get_object_or_404(
        Transaction.objects.select_related("producer", "by", "second_by"), pk=pk
    )
    entries = found.entries.select_related("account__producer").order_by("id")
    context = {"tab": "search", "transaction": found, "entries": entries}
    return render(request, "finance/transaction.html", context)


@finance_only
@require_safe
def books(request: PersonRequest) -> HttpResponse:
    """The months, each with its journal and tax return to take along."""
    today = timezone.localdate()
    context = {"tab": "books", "months": queries.months_back(today, 12)}
    return render(request, "finance/books.html", context)


@finance_only
@fresh_to_take
@require_safe
def journal(request: PersonRequest, year: int, month: int, kind: str) -> HttpResponse:
    """A month's entries as a table."""
    day = month_begun(int(year), int(month))
    header = [
        _("Booked"),
        _("Transaction"),
        _("Kind"),
        _("Reference"),
        _("Order"),
        _("Purchase"),
        _("Producer"),
        _("Account"),
        _("What"),
        _("Amount, dong"),
        _("Note"),
    ]
    rows = (
        [
            timezone.localtime(entry.booked_at).strftime("%Y-%m-%d %H:%M:%S"),
            entry.transaction_id,
            entry.transaction.get_kind_display(),
            entry.transaction.source_reference,
            entry.transaction.order_number,
            entry.transaction.purchase_number,
            entry.transaction.producer.name if entry.transaction.producer else "",
            entry.account.key,
            entry.get_code_display(),
            entry.amount,
            entry.transaction.note,
        ]
        for entry in queries.journal(day).iterator(chunk_size=2000)
    )
    return sheet_response(kind, f"journal-{day:%Y-%m}", header, rows)


@finance_only
@require_safe
def tax(request: PersonRequest, year: int, month: int) -> HttpResponse:
    """What was withheld in a month per producer, returns taken off."""
    day = month_begun(year, month)
    rows = tax_return(day)
    context = {
        "tab": "books",
        "paid": Transaction.objects.filter(
            kind=Transaction.Kind.TAX_PAID, source_reference=f"{day:%Y-%m}"
        ).first(),
        "has_ended": next_month(day) <= timezone.localdate(),
        "month": day,
        "rows": rows,
        "sums": {
            "revenue": sum(row.revenue for row in rows),
            "vat": sum(row.vat for row in rows),
            "income": sum(row.income for row in rows),
            "total": sum(row.total for row in rows),
        },
    }
    return render(request, "finance/tax.html", context)


@finance_only
@fresh_to_take
@require_safe
def tax_file(request: PersonRequest, year: int, month: int, kind: str) -> HttpResponse:
    day = month_begun(int(year), int(month))
    header = [
        _("Tax code"),
        _("Producer"),
        _("Kind"),
        _("Address"),
        _("Revenue, dong"),
        _("VAT withheld"),
        _("Income tax withheld"),
        _("Sum"),
    ]
    rows = (
        [
            row.producer.tax_code,
            row.producer.name,
            row.producer.get_kind_display(),
            row.producer.address,
            row.revenue,
            row.vat,
            row.income,
            row.total,
        ]
        for row in tax_return(day)
    )
    return sheet_response(kind, f"tax-{day:%Y-%m}", header, rows)


@finance_only
@require_safe
def producers(request: PersonRequest) -> HttpResponse:
    """Every producer with what it is owed or owes."""
    page = page_of(request, queries.producers_owed())
    return render(request, "finance/producers.html", {"tab": "producers", "page": page})


@finance_only
@require_safe
def producer(request: PersonRequest, slug: str) -> HttpResponse:
    """A producer's month as its own statement shows it."""
    found = get_object_or_404(Producer, slug=slug)
    today = timezone.localdate()
    month = month_written(request.GET.get("month", ""))
    context = {
        "tab": "producers",
        "producer": found,
        "statement": statement(found, month),
        "months": queries.months_back(today, 12),
        "accounts": found.bank_accounts.select_related("created_by", "verified_by")[:10],
    }
    return render(request, "finance/producer.html", context)


@finance_only
@fresh_to_take
@require_safe
def producer_file(
    request: PersonRequest, slug: str, year: int, month: int, kind: str
) -> HttpResponse:
    found = statement(get_object_or_404(Producer, slug=slug), month_begun(int(year), int(month)))
    if kind == "pdf":
        response = HttpResponse(statement_pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(statement_xlsx(found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}.{kind}"'
    return response


@finance_only
@require_safe
def audit(request: PersonRequest) -> HttpResponse:
    """Who saw and did what, the latest first."""
    text = asked_text(request, 120)
    rows = AuditRecord.objects.select_related("user")
    if text:
        rows = rows.filter(user__email__iexact=text) | rows.filter(subject__icontains=text)
    page = page_of(request, rows.order_by("-at", "-id"))
    return render(request, "finance/audit.html", {"tab": "audit", "page": page, "q": text})
