"""Decisions by spreadsheet: the template, the sending, handing it over, the refused rows."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.certificates.models import Proposal
from catalogue.certificates.rated_models import HolderKind
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.tables import services
from catalogue.certificates.tables.columns import COLUMNS
from catalogue.models import OcopSet
from marketplace.accounts.requests import PersonRequest
from marketplace.files.fields import TABLES, CheckedFileField
from marketplace.files.tables import MAX_BYTES, Unreadable
from marketplace.frame.screens import file_for_one, form_page
from marketplace.frame.tables_out import CSV, XLSX, Sheet, csv_bytes, sheet_response, workbook_bytes
from marketplace.ocop.access import officers_only
from marketplace.ocop.forms import REASONS
from marketplace.ocop.table_rows import failure_text, refused_rows


class DecisionsForm(forms.Form):
    """A table of decisions; it is read at once and kept by no file."""

    file = CheckedFileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("XLSX or CSV, at most 5,000 certificates and 5 MB."),
        kinds=TABLES,
        most=MAX_BYTES,
        refusal=gettext_lazy("Please choose a CSV or XLSX file."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000, required=False)


@officers_only
def enter(request: PersonRequest) -> HttpResponse:
    """Take a table and say what each row would do."""
    form = DecisionsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = services.read_decisions(
                name=file.name,
                content=file.read(),
                by=request.user,
                note=form.cleaned_data["note"],
            )
        except Unreadable as refusal:
            said = failure_text(refusal.code, refusal.row, services.MOST_ROWS)
            form.add_error("file", said)
        else:
            return redirect("programme:entry", pk=draft.pk)
    return form_page(request, "programme/enter_table.html", {"form": form}, form=form)


@officers_only
@require_safe
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """Give the empty table, as XLSX with its explanations."""
    name = f"{_('decisions')}.{kind}"
    header = [str(column.says) for column in COLUMNS]
    if kind == "csv":
        return file_for_one(csv_bytes(header, []), kind=CSV, name=name)
    return file_for_one(workbook_bytes(template_sheets(header)), kind=XLSX, name=name)


def template_sheets(header: list[str]) -> list[Sheet]:
    sets = [[str(each.number), each.name] for each in OcopSet.objects.all()]
    kinds = [[str(each.label)] for each in HolderKind]
    told = [[str(column.says), str(column.help)] for column in COLUMNS]
    return [
        Sheet(_("Decisions"), header, [], widths=[column.width for column in COLUMNS]),
        Sheet(
            _("How to fill it in"),
            [_("Column"), _("What belongs there")],
            told,
            widths=(30, 80),
            wraps=True,
        ),
        Sheet(_("Sets"), [_("Number"), _("Set")], sets, widths=(10, 60)),
        Sheet(_("Kind of holder"), [_("Kind of holder")], kinds, widths=(30,)),
    ]


def table_or_404(pk: int) -> Proposal:
    return get_object_or_404(Proposal, pk=pk, kind=Proposal.Kind.TABLE)


@officers_only
@require_POST
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a table that was read to a second person."""
    try:
        services.hand_over(proposal=table_or_404(pk), by=request.user)
    except CertificateRefused as refusal:
        messages.error(request, REASONS[str(refusal)])
    else:
        messages.success(request, _("Handed over. A second person has to confirm it."))
    return redirect("programme:entry", pk=pk)


@officers_only
@require_safe
def refused(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the refused rows as they were sent, with what is wrong in a last column."""
    table = table_or_404(pk)
    header = [*table.facts["header"], _("What is wrong")]
    return sheet_response("xlsx", f"refused-{table.pk}", header, refused_rows(table))
