"""Bank statements at the desk, under /finance/transfers/: taken in, looked at, imported."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.forms import HeaderForm, MappingForm, StatementForm
from marketplace.desk.access import finance_only
from marketplace.desk.words import (
    STATEMENT_TONES,
    balance_text,
    file_refusal,
    statement_text,
    unreadable_text,
)
from marketplace.frame.screens import form_page, posted_text
from marketplace.gateways.models import BankTransfer, StatementImport
from marketplace.gateways.statement_cells import is_month_first
from marketplace.gateways.statement_columns import bank_named, proposed_columns
from marketplace.gateways.statements import (
    NotBalanced,
    Prospect,
    Row,
    Unreadable,
    balance_of,
    import_statement,
    map_statement,
    named_columns,
    pick_header,
    preview_statement,
    upload_statement,
)

SHOWN_ROWS = 200
SHOWN_HEADERS = 60
SAMPLE_ROWS = 4
FIELD_OF = {"date": "date_format", "amount": "amount", "direction": "direction"}  # by what fails


@dataclass(frozen=True)
class Foreseen:
    """A row of a statement as the page shows it: its purchase, and what importing it would do."""

    row: Row
    number: str
    text: str
    tone: str

    @property
    def day(self) -> str:
        return self.row.booked_at[:10]


def foreseen(prospect: Prospect) -> Foreseen:
    return Foreseen(
        row=prospect.row,
        number=prospect.number,
        text=statement_text(prospect.outcome),
        tone=STATEMENT_TONES.get(prospect.outcome, ""),
    )


@finance_only
@require_POST
def upload(request: PersonRequest) -> HttpResponse:
    """Take a statement in as a draft; nothing is booked yet."""
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, file_refusal(form))
        return redirect("aftersale-staff:transfers")
    file = form.cleaned_data["file"]
    try:
        statement, is_new = upload_statement(name=file.name, content=file.read(), by=request.user)
    except Unreadable as error:
        messages.error(request, unreadable_text(error))
        return redirect("aftersale-staff:transfers")
    if not is_new:
        messages.info(request, _("This file was uploaded before; here is what became of it."))
    return redirect("aftersale-staff:statement", pk=statement.pk)


def mapping_form(request: PersonRequest, found: StatementImport) -> MappingForm:
    """Give the form as the bank's kept or known layout has it, else as the names suggest."""
    headers, rows = found.table[0], [row for row in found.table[1:] if any(row)][:50]
    bank, columns = proposed_columns(headers, rows, bank_named(found.above))
    initial: dict[str, object] = {**columns, "bank": bank, "date_format": "%d/%m/%Y"}
    day = columns.get("booked_at")
    if day is not None and is_month_first(row[day] for row in rows if day < len(row)):
        initial["date_format"] = "%m/%d/%Y"
    if found.format:
        initial |= {"bank": found.format.bank, "date_format": found.format.date_format}
    width = max(len(row) for row in [headers, *rows])
    names = [*headers, *[""] * (width - len(headers))]
    return MappingForm(request.POST or None, headers=names, initial=initial)


def header_form(found: StatementImport) -> HeaderForm:
    """Give the choice of the rows that could name the columns."""
    rows = [*found.above, *found.table][:SHOWN_HEADERS]
    choices = [
        (at, f"{at + 1}: {' · '.join(filter(None, row))[:90]}")
        for at, row in enumerate(rows)
        if named_columns(row)
    ]
    return HeaderForm(rows=choices, initial={"header_row": len(found.above)})


@finance_only
def statement(request: PersonRequest, pk: int) -> HttpResponse:
    """Map the columns of a bank that is new here, then look before importing."""
    found = get_object_or_404(StatementImport.objects.select_related("format"), pk=pk)
    if request.method == "POST" and "header_row" in request.POST:
        return take_header(request, found)
    form = mapping_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            map_statement(
                statement=found,
                bank=form.cleaned_data["bank"],
                columns=form.columns,
                date_format=form.cleaned_data["date_format"],
                by=request.user,
            )
        except Unreadable as error:
            form.add_error(FIELD_OF.get(error.code), unreadable_text(error))
        else:
            messages.success(request, _("Kept. The next file of this bank is read alike."))
            return redirect("aftersale-staff:statement", pk=pk)
    prospects = preview_statement(found) if found.format else []
    counts = Counter(prospect.outcome for prospect in prospects)
    balance = balance_of(found)
    context = {
        "statement": found,
        "headers": found.table[0],
        "sample": [row for row in found.table[1:] if any(row)][:SAMPLE_ROWS],
        "form": form,
        "header_form": header_form(found),
        "balance": balance,
        "balance_text": balance_text(balance) if balance else "",
        "rows": [foreseen(prospect) for prospect in prospects[:SHOWN_ROWS]],
        "total": len(prospects),
        "has_more": len(prospects) > SHOWN_ROWS,
        "counts": [
            (statement_text(code), STATEMENT_TONES.get(code, ""), count)
            for code, count in counts.items()
        ],
        "tab": "transfers",
    }
    return form_page(request, "finance/statement.html", context, form=form)


def take_header(request: PersonRequest, found: StatementImport) -> HttpResponse:
    """Take the row that a person picked for the one that names the columns."""
    said = posted_text(request, "header_row", 5)
    try:
        pick_header(statement=found, row=int(said) if said.isdecimal() else -1)
    except Unreadable as error:
        messages.error(request, unreadable_text(error))
    return redirect("aftersale-staff:statement", pk=found.pk)


@finance_only
@require_POST
def import_rows(request: PersonRequest, pk: int) -> HttpResponse:
    """Book a statement's rows; the same again changes nothing."""
    found = get_object_or_404(StatementImport.objects.select_related("format"), pk=pk)
    if found.format_id is None:
        messages.error(request, _("Say first which column is which."))
        return redirect("aftersale-staff:statement", pk=pk)
    try:
        counts = import_statement(statement=found)
    except NotBalanced:
        messages.error(request, _("Nothing was booked: the rows do not lead to the balance."))
        return redirect("aftersale-staff:statement", pk=pk)
    except Unreadable as error:
        messages.error(request, unreadable_text(error))
        return redirect("aftersale-staff:statement", pk=pk)
    booked = sum(count for name, count in counts.items() if name != "known")
    paid = counts.get(BankTransfer.State.MATCHED, 0)
    messages.success(
        request,
        ngettext(
            "%(booked)s row is booked, %(paid)s paid a purchase, %(known)s were known.",
            "%(booked)s rows are booked, %(paid)s paid a purchase, %(known)s were known.",
            booked,
        )
        % {"booked": booked, "paid": paid, "known": counts.get("known", 0)},
    )
    return redirect("aftersale-staff:transfers")
