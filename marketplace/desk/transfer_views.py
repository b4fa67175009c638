"""Staff's desk for bank transfers, under /finance/transfers/: statements in, work list down."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.forms import AccountForm, AssignForm, MappingForm, StatementForm
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.desk.words import STATEMENT_TONES, statement_text
from marketplace.frame.screens import form_page, page_of
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.refunds import OverRefund, RefundMoved, name_account
from marketplace.gateways.statements import (
    Prospect,
    Row,
    Unreadable,
    guess_columns,
    import_statement,
    map_statement,
    preview_statement,
    upload_statement,
)
from marketplace.gateways.transfers import (
    TransferMoved,
    assign_transfer,
    bounces_like,
    return_transfer,
    settle_bounce,
)
from marketplace.purchases.models import Purchase

SHOWN_ROWS = 200


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


def unreadable_text(error: Unreadable) -> str:
    return {
        "too_large": _("The file is larger than 5 MB."),
        "no_header": _("No row of column names was found in this file."),
        "empty": _("The file has column names but no rows."),
        "encoding": _("The file's letters cannot be read; save it as UTF-8."),
        "date": _("Row %(row)s: the day cannot be read. Choose how dates are written.")
        % {"row": error.row},
    }.get(error.code, _("This is no CSV or XLSX file that we can read."))


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
        "statements": StatementImport.objects.defer("table", "rows").select_related("format")[:10],
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
@fresh_to_change
@require_POST
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BankTransfer, pk=pk)
    form = AssignForm(request.POST)
    number = form.cleaned_data["number"].strip().upper() if form.is_valid() else ""
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
@fresh_to_change
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
@fresh_to_change
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


@finance_only
@require_POST
def upload(request: PersonRequest) -> HttpResponse:
    """Take a statement in as a draft; nothing is booked yet."""
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Please choose a file."))
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


@finance_only
def statement(request: PersonRequest, pk: int) -> HttpResponse:
    """Map the columns of a bank that is new here, then look before importing."""
    found = get_object_or_404(StatementImport.objects.select_related("format"), pk=pk)
    headers = found.table[0]
    initial: dict[str, object] = dict(guess_columns(headers))
    if found.format:
        initial |= {"bank": found.format.bank, "date_format": found.format.date_format}
    form = MappingForm(request.POST or None, headers=headers, initial=initial)
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
            form.add_error("date_format", unreadable_text(error))
        else:
            messages.success(request, _("Kept. The next file of this bank is read alike."))
            return redirect("aftersale-staff:statement", pk=pk)
    prospects = preview_statement(found) if found.format else []
    counts = Counter(prospect.outcome for prospect in prospects)
    context = {
        "statement": found,
        "headers": headers,
        "sample": found.table[1:4],
        "form": form,
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


@finance_only
@fresh_to_change
@require_POST
def import_rows(request: PersonRequest, pk: int) -> HttpResponse:
    """Book a statement's rows; the same again changes nothing."""
    found = get_object_or_404(StatementImport, pk=pk)
    if found.format_id is None:
        messages.error(request, _("Say first which column is which."))
        return redirect("aftersale-staff:statement", pk=pk)
    counts = import_statement(statement=found)
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
