"""Labels in the portal: print, follow the job, fetch the file, put into use, void, reprint."""

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalogue.origin.codes import serials
from catalogue.origin.labels.services import (
    activate_labels,
    mark_sold,
    mint_labels,
    reprint_labels,
    void_labels,
)
from catalogue.origin.labels.symbols import symbol
from catalogue.origin.models import Label, Lot
from catalogue.origin.refusals import Refused
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import form_page
from marketplace.lots.printing import draw_again, enqueue_drawing, label_address, may_draw_again
from marketplace.sell.access import may, own_label, own_lot, own_run
from marketplace.sell.lots.forms import PrintForm, ReprintForm, SerialsForm, SoldForm, VoidForm

RUNS_SHOWN = 50


def labels_by_state(lot: Lot) -> dict[str, int]:
    """Count a lot's labels in every state, those without any too; one query."""
    counted = dict(lot.labels.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in Label.State.values}


@may(May.SELL)
def labels(request: PersonRequest, pk: int) -> HttpResponse:
    """Labels against the lot's quantity on one page, and the form for a new run."""
    lot = own_lot(request, pk)
    form = PrintForm(request.POST or None, lot=lot)
    if request.method == "POST" and form.is_valid():
        try:
            batch = mint_labels(lot=lot, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            enqueue_drawing(batch)
            return redirect("lots:run", pk=batch.pk)
    counted = labels_by_state(lot)
    runs = list(lot.label_batches.select_related("made_by").order_by("-pk")[:RUNS_SHOWN])
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "form": form,
        "states": [(state, name, counted[state]) for state, name in Label.State.choices],
        "waiting": counted[Label.State.PRINTED],
        "prints": lot.labels.aggregate(total=Sum("prints"))["total"] or 0,
        "runs": runs,
        "may_print": lot.labels_left > 0 and not (lot.is_recalled or lot.is_closed),
        "label": found_label(request, lot),
        "asked": request.GET.get("serial", "")[:40],
    }
    return form_page(request, "sell/lots/labels.html", context, form=form)


def found_label(request: PersonRequest, lot: Lot) -> Label | None:
    """Find one label of the lot by what a person types of its serial."""
    text = serials.normalised(request.GET.get("serial", "")[:40])
    return lot.labels.filter(serial=text).first() if text else None


@may(May.SELL)
def run(request: PersonRequest, pk: int) -> HttpResponse:
    """A print run: how far it is, its file, and what can be done with its labels."""
    batch = own_run(request, pk)
    context = {
        "producer": batch.lot.product.producer,
        "run": batch,
        "lot": batch.lot,
        "is_under_way": batch.is_waiting or batch.is_running,
        "may_draw_again": may_draw_again(batch),
        "waiting": Label.objects.filter(
            batch=batch.reprint_of or batch, state=Label.State.PRINTED
        ).count(),
        "reprint_form": ReprintForm(initial={"sheet": batch.sheet}, auto_id="reprint_%s"),
        "void_form": VoidForm(auto_id="void_%s"),
        "activate_form": SerialsForm(auto_id="activate_%s"),
        "sold_form": SoldForm(auto_id="sold_%s"),
        "reprints": batch.reprints.select_related("made_by").order_by("pk"),
    }
    return render(request, "sell/lots/run.html", context)


@may(May.SELL)
@require_safe
def run_progress(request: PersonRequest, pk: int) -> JsonResponse:
    """Tell the page's script how far a run is."""
    batch = own_run(request, pk)
    return JsonResponse(
        {
            "state": batch.job_state,
            "has_ended": batch.has_ended,
            "done": batch.progress,
            "count": batch.count,
            "text": _("%(done)s of %(count)s labels drawn")
            % {"done": batch.progress, "count": batch.count},
        },
        headers={"Cache-Control": "no-store"},
    )


@may(May.SELL)
@require_safe
def run_file(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the file of a run to its own producer alone."""
    batch = own_run(request, pk)
    if not batch.is_done:
        raise Http404
    name = f"{slugify(batch.lot.product.code)}-{batch.lot.number}-{batch.pk}"
    return hand_out(request, batch.file, name=name)


@may(May.SELL)
@require_POST
def run_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Start a failed or lost job again."""
    batch = own_run(request, pk)
    if draw_again(batch):
        messages.success(request, _("It is being drawn again."))
    return redirect("lots:run", pk=pk)


@may(May.SELL)
@require_POST
def reprint(request: PersonRequest, pk: int) -> HttpResponse:
    """Print the same serials again, with a reason."""
    batch = own_run(request, pk)
    form = ReprintForm(request.POST)
    if not form.is_valid():
        return refused(request, form, pk)
    only = form.cleaned_data.pop("serials")
    try:
        again = reprint_labels(batch=batch, by=request.user, only=only, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("lots:run", pk=pk)
    enqueue_drawing(again)
    return redirect("lots:run", pk=again.pk)


def refused(request: PersonRequest, form, pk: int) -> HttpResponse:
    """Say what is wrong with a small form of the run's page."""
    for errors in form.errors.values():
        messages.error(request, errors[0])
    return redirect("lots:run", pk=pk)


def say_activated(request: PersonRequest, count: int) -> None:
    messages.success(
        request,
        ngettext("%(count)s label is in use now.", "%(count)s labels are in use now.", count)
        % {"count": count},
    )


@may(May.PACK)
@require_POST
def activate(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the labels of a run into use, all or some."""
    batch = own_run(request, pk)
    form = SerialsForm(request.POST)
    if not form.is_valid():
        return refused(request, form, pk)
    try:
        count = activate_labels(
            lot=batch.lot, batch=batch, only=form.cleaned_data["serials"] or None
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        say_activated(request, count)
    return redirect("lots:run", pk=pk)


@may(May.PACK)
@require_POST
def activate_lot(request: PersonRequest, pk: int) -> HttpResponse:
    """Put all printed labels of a lot into use."""
    lot = own_lot(request, pk)
    try:
        say_activated(request, activate_labels(lot=lot))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lots:labels", pk=pk)


@may(May.PACK)
@require_POST
def sold(request: PersonRequest, pk: int) -> HttpResponse:
    """Note packs of a run as sold over the counter."""
    batch = own_run(request, pk)
    form = SoldForm(request.POST)
    if not form.is_valid():
        return refused(request, form, pk)
    try:
        count = mark_sold(lot=batch.lot, batch=batch, only=form.cleaned_data["serials"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext(
                "%(count)s label is noted as sold.", "%(count)s labels are noted as sold.", count
            )
            % {"count": count},
        )
    return redirect("lots:run", pk=pk)


@may(May.SELL)
@require_POST
def void(request: PersonRequest, pk: int) -> HttpResponse:
    """Revoke labels of a run for good, with a reason."""
    batch = own_run(request, pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return refused(request, form, pk)
    count = void_labels(
        lot=batch.lot,
        batch=batch,
        reason=form.cleaned_data["reason"],
        only=form.cleaned_data["serials"] or None,
    )
    messages.success(
        request,
        ngettext("%(count)s label is void now.", "%(count)s labels are void now.", count)
        % {"count": count},
    )
    return redirect("lots:run", pk=pk)


@may(May.SELL)
@require_safe
def single(request: PersonRequest, serial: str, ending: str) -> HttpResponse:
    """Draw the code of one label as SVG or PNG."""
    label = own_label(request, serial)
    text = label_address(label.batch.anchor, label.lot.number, label.serial)
    if ending == "svg":
        response = HttpResponse(symbol(text).svg(), content_type="image/svg+xml")
    else:
        response = HttpResponse(symbol(text).png(), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{serial}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response
