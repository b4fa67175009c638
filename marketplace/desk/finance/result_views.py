"""A bank's results of a payout batch at the desk: taken in, looked at, applied."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.desk.finance.forms import ResultFileForm, ResultMappingForm
from marketplace.desk.finance.payout_views import find_batch, takes_results
from marketplace.desk.words import (
    RESULT_TONES,
    file_refusal,
    result_text,
    result_why,
    unreadable_text,
)
from marketplace.finance.services import apply_results
from marketplace.frame.screens import form_page
from marketplace.gateways.models import PayoutResultImport
from marketplace.gateways.payout_results import (
    HINTS,
    Outcome,
    Prospect,
    ResultRow,
    map_results,
    preview_results,
    upload_results,
)
from marketplace.gateways.statement_columns import guess_columns
from marketplace.gateways.statements import Unreadable
from marketplace.ledger.models import PayoutBatch

SHOWN_ROWS = 500
OUTCOMES = (Outcome.PAID, Outcome.FAILED, Outcome.UNMATCHED, Outcome.SETTLED)  # as counted


@dataclass(frozen=True)
class Foreseen:
    """A row of the file as the page shows it: whom it is for, and what applying it would do."""

    row: ResultRow
    producer: str
    text: str
    tone: str
    why: str


def foreseen(prospect: Prospect) -> Foreseen:
    return Foreseen(
        row=prospect.row,
        producer=prospect.line.producer.name if prospect.line else "",
        text=result_text(prospect.outcome),
        tone=RESULT_TONES.get(prospect.outcome, ""),
        why=result_why(prospect),
    )


def find_open_batch(number: str) -> PayoutBatch:
    batch = find_batch(number)
    if not takes_results(batch):
        raise Http404
    return batch


def find_file(number: str, pk: int) -> PayoutResultImport:
    files = PayoutResultImport.objects.select_related("format", "batch")
    return get_object_or_404(files, pk=pk, batch=find_open_batch(number))


@finance_only
@require_POST
def upload(request: PersonRequest, number: str) -> HttpResponse:
    """Take a bank's file in as a draft; nothing is noted yet."""
    batch = find_open_batch(number)
    form = ResultFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, file_refusal(form))
        return redirect("finance:batch", number=number)
    file = form.cleaned_data["file"]
    try:
        kept, is_new = upload_results(
            batch=batch, name=file.name, content=file.read(), by=request.user
        )
    except Unreadable as error:
        messages.error(request, unreadable_text(error))
        return redirect("finance:batch", number=number)
    note_for_audit(request, kept.file_name)
    if not is_new:
        messages.info(request, _("This file was uploaded before; here is what became of it."))
    return redirect("finance:results", number=number, pk=kept.pk)


@finance_only
def results(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Map the columns of a bank that is new here, then look at each row before applying."""
    found = find_file(number, pk)
    form = mapping_form(request, found)
    if request.method == "POST" and form.is_valid():
        map_results(
            file=found,
            bank=form.cleaned_data["bank"],
            columns=form.columns,
            words=form.words,
            by=request.user,
        )
        messages.success(request, _("Kept. The next file of this bank is read alike."))
        return redirect("finance:results", number=number, pk=pk)
    prospects = preview_results(found) if found.format else []
    counts = Counter(prospect.outcome for prospect in prospects)
    context = {
        "tab": "payouts",
        "batch": found.batch,
        "file": found,
        "headers": found.table[0],
        "sample": found.table[1:4],
        "form": form,
        "rows": [foreseen(prospect) for prospect in in_order(prospects)[:SHOWN_ROWS]],
        "total": len(prospects),
        "has_more": len(prospects) > SHOWN_ROWS,
        "counts": [
            (result_text(code), RESULT_TONES.get(code, ""), counts[code])
            for code in OUTCOMES
            if counts[code]
        ],
        "to_apply": counts[Outcome.PAID] + counts[Outcome.FAILED],
    }
    return form_page(request, "finance/results.html", context, form=form)


def mapping_form(request: PersonRequest, found: PayoutResultImport) -> ResultMappingForm:
    """Give the form as it was kept for the bank, or with what the column names suggest."""
    headers = found.table[0]
    initial: dict[str, object] = dict(guess_columns(headers, HINTS))
    if kept := found.format:
        initial["bank"] = kept.bank
        initial |= {f"{result}_words": ", ".join(said) for result, said in kept.words.items()}
    return ResultMappingForm(request.POST or None, headers=headers, initial=initial)


def in_order(prospects: list[Prospect]) -> list[Prospect]:
    """Put what a person has to look at first."""
    order: list[str] = [Outcome.UNMATCHED, Outcome.FAILED, Outcome.PAID, Outcome.SETTLED]
    return sorted(prospects, key=lambda prospect: order.index(prospect.outcome))


@finance_only
@require_POST
def apply(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Note what the file says; the same again changes nothing."""
    found = find_file(number, pk)
    if found.format is None:
        messages.error(request, _("Say first which column is which."))
        return redirect("finance:results", number=number, pk=pk)
    counts = apply_results(file=found, by=request.user)
    paid, failed = counts[Outcome.PAID], counts[Outcome.FAILED]
    note_for_audit(request, f"{paid} paid, {failed} failed")
    if paid or failed:
        messages.success(
            request, _("%(paid)d paid, %(failed)d failed.") % {"paid": paid, "failed": failed}
        )
    else:
        messages.info(request, _("Nothing was changed."))
    if counts["refused"]:
        messages.error(request, _("Somebody has decided on this already; nothing was changed."))
    return redirect("finance:results", number=number, pk=pk)
