"""Products by table: the template, the sending, the page of each table until it is undone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.files.fields import TABLES, CheckedFileField
from marketplace.files.tables import MAX_BYTES
from marketplace.frame.screens import asked_text, file_for_one, form_page, page_of
from marketplace.frame.tables_out import XLSX, sheet_response
from marketplace.listings.content import named_words
from marketplace.listings.imports import services
from marketplace.listings.imports.batches import drafts_of, submit_drafts
from marketplace.listings.imports.columns import unread_in
from marketplace.listings.imports.models import ImportRow, ProductImport, ProposalBatch
from marketplace.listings.imports.services import ImportRefused, SentBefore
from marketplace.listings.imports.words import failure_text, problem_texts
from marketplace.listings.models import Revision
from marketplace.listings.services import RevisionRefused
from marketplace.sell import goods, table_rows
from marketplace.sell.access import may, own_table, own_tables, producer_of
from marketplace.sell.goods_table import template_bytes

TABLES_A_PAGE, ROWS_A_PAGE = 15, 20


class UploadForm(forms.Form):
    """A spreadsheet, and whether one that was sent before is meant to count again."""

    file = CheckedFileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("XLSX or CSV, at most 10,000 products and 5 MB."),
        kinds=TABLES,
        most=MAX_BYTES,
        refusal=gettext_lazy("Please choose a CSV or XLSX file."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Yes, read this file once more"),
        required=False,
        widget=forms.HiddenInput,
    )

    def ask_again(self, table: ProductImport) -> None:
        """Say what became of the file before; a tick sends it once more."""
        self.fields["again"].widget = forms.CheckboxInput()
        sentence = _(
            "You sent this file on %(day)s: %(state)s. Choose it and tick below if it is to be "
            "read once more."
        )
        day = timezone.localtime(table.created_at)
        words = {"day": f"{day:%d/%m/%Y %H:%M}", "state": table.state_text.lower()}
        self.add_error("file", sentence % words)


@may(May.SELL)
def tables(request: PersonRequest) -> HttpResponse:
    """List the tables that were sent, and take one more."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.upload(
                producer=producer_of(request),
                name=file.name,
                content=file.read(),
                by=request.user,
                again=form.cleaned_data["again"],
            )
            return redirect("sell:table", pk=made.pk)
        except SentBefore as refusal:
            form.ask_again(refusal.table)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    sent = own_tables(request).select_related("created_by").defer("kept_from", "header")
    context = {
        "producer": producer_of(request),
        "form": form,
        "page": page_of(request, sent, TABLES_A_PAGE),
    }
    return form_page(request, "sell/tables.html", context, form=form)


@may(May.SELL)
@fresh_to_take
@require_safe
def template(request: PersonRequest) -> HttpResponse:
    """Give the empty table with its explanations, in the reader's language."""
    return file_for_one(template_bytes(), kind=XLSX, name=f"{_('products')}.xlsx")


@may(May.SELL)
@require_safe
def table(request: PersonRequest, pk: int) -> HttpResponse:
    """Show how far a table is, what its rows would do or did, and the next step."""
    return table_page(request, own_table(request, pk))


def table_page(request: PersonRequest, table: ProductImport, refusal: str = "") -> HttpResponse:
    batch = ProposalBatch.objects.filter(table=table).first()
    context: dict[str, Any] = {
        "producer": producer_of(request),
        "table": table,
        "refusal": refusal,
        "failure": failure_text(table.failure, table.failed_row) if table.has_failed else "",
        "progress": progress_of(table),
    }
    if table.counts and not table.is_cancelled:
        context |= rows_of_page(request, table, batch)
    return render(request, "sell/table.html", context, status=422 if refusal else 200)


def rows_of_page(
    request: PersonRequest, table: ProductImport, batch: ProposalBatch | None
) -> dict[str, Any]:
    """The rows of the part and the words that are asked for, and what can be done with them."""
    proposals = Revision.objects.filter(batch=batch) if batch else Revision.objects.none()
    returned = proposals.filter(state=Revision.State.RETURNED).count()
    counts = table_rows.counts_of(table, returned)
    part = request.GET.get("show", "")
    part = part if part in counts or part == "all" else next(iter(counts), "all")
    asked = asked_text(request, goods.LONGEST_ASKED)
    page = page_of(request, table_rows.rows_in(table, part, asked), ROWS_A_PAGE)
    language, words = get_language() or "vi", named_words()
    return {
        "page": page,
        "rows": [table_rows.shown(row, words) for row in page],
        "parts": [
            *(
                (table_rows.PARTS[name][0], f"?show={name}", name == part, count)
                for name, count in counts.items()
            ),
            (_("All"), "?show=all", part == "all", table.total),
        ],
        "show": part,
        "q": asked,
        "counts": table.counts,
        "unread": unread_in(table.header),
        "batch": batch,
        "published": proposals.filter(state=Revision.State.PUBLISHED).count(),
        "drafts": drafts_of(table).count() if table.is_applied and not batch else 0,
        "may_undo": table.is_applied and services.is_last(table),
        "kept_from": [
            (number, title, problem_texts(problems, language))
            for number, title, problems in table.kept_from
        ],
    }


def progress_of(table: ProductImport) -> dict[str, Any]:
    """Say how far the work at a table is."""
    words = {"done": table.progress, "count": table.total}
    if table.is_applying:
        text = _("Being applied: all of it at once, or nothing.")
    elif table.is_undoing:
        text = _("Being undone: all of it at once, or nothing.")
    elif not table.total:
        text = _("Waits for its turn.")
    else:
        text = _("%(done)s of %(count)s rows read") % words
    return {**words, "has_ended": not table.is_at_work, "text": text}


@may(May.SELL)
@require_safe
def progress(request: PersonRequest, pk: int) -> JsonResponse:
    """Tell the page's script how far a table is."""
    told = progress_of(own_table(request, pk))
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@may(May.SELL)
@fresh_to_take
@require_safe
def errors(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the refused rows as they were sent, with what is wrong in a last column."""
    table = own_table(request, pk)
    rows = table.rows.filter(outcome=ImportRow.Outcome.REFUSED)
    language, width = get_language() or "vi", len(table.header)
    written = (
        [*[*row.given, *[""] * width][:width], sentences(row, language)]
        for row in rows.iterator(chunk_size=500)
    )
    header = [*table.header, _("What is wrong")]
    return sheet_response("xlsx", f"refused-{table.pk}", header, written)


def sentences(row: ImportRow, language: str) -> str:
    told = problem_texts(row.problems, language)
    return " ".join(f"{column}: {text}" if column else text for column, text in told)


@may(May.SELL)
@fresh_to_take
@require_safe
def sent_file(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a table back as it was sent."""
    table = own_table(request, pk)
    if not table.file:
        raise Http404
    return hand_out(request, table.file, name=f"table-{table.pk}")


@may(May.SELL)
@require_POST
def apply(request: PersonRequest, pk: int) -> HttpResponse:
    """Have a table applied that was looked at."""
    table = own_table(request, pk)
    try:
        services.confirm(
            table=table,
            by=request.user,
            leaves_out="leaves_out" in request.POST,
            is_sure="is_sure" in request.POST,
        )
    except ImportRefused as refusal:
        return table_page(request, own_table(request, pk), str(refusal))
    return redirect("sell:table", pk=pk)


@may(May.SELL)
@require_POST
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a table up that is not applied."""
    try:
        services.cancel(table=own_table(request, pk))
    except ImportRefused as refusal:
        return table_page(request, own_table(request, pk), str(refusal))
    messages.success(request, _("Cancelled. Nothing of the table counts."))
    return redirect("sell:tables")


@may(May.SELL)
@require_POST
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Have the last import undone."""
    try:
        services.ask_undo(table=own_table(request, pk))
    except ImportRefused as refusal:
        return table_page(request, own_table(request, pk), str(refusal))
    return redirect("sell:table", pk=pk)


@may(May.SELL)
@require_POST
def submit(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the drafts of a table to the editors, once the producer is verified."""
    table = own_table(request, pk)
    try:
        submit_drafts(table=table)
    except RevisionRefused:
        unverified = _("Your producer is not verified yet: drafts wait until it is.")
        return table_page(request, table, unverified)
    messages.success(request, _("Sent to the editors as one batch."))
    return redirect("sell:table", pk=pk)
