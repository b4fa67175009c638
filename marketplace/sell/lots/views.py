"""Lots in the portal: open one, tell its steps, mend what is missing, release, close."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.lots.queries import chain_of
from catalogue.origin.lots.services import (
    attach,
    close_lot,
    declare_error,
    open_lot,
    record_step,
    release_lot,
)
from catalogue.origin.lots.steps import craft_of, step_name
from catalogue.origin.models import Lot, LotAttachment, TraceEvent
from catalogue.origin.pages.timeline import parcels_of
from catalogue.origin.pages.timeline import step_name as biz_step_name
from catalogue.origin.refusals import Refused
from catalogue.products.pictures import variant_url
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.files.sizes import waiting_names
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.lots.completeness import completeness_of, with_facts
from marketplace.lots.parcels import Sent, sent_of
from marketplace.lots.stock import withdrawal_of
from marketplace.sell.access import is_owner, may, own_lot, own_lots, producer_of
from marketplace.sell.goods import LONGEST_ASKED
from marketplace.sell.lots.forms import (
    DetailsForm,
    DocumentForm,
    LotForm,
    MakerForm,
    MaterialForm,
    PictureForm,
    ReasonForm,
    StepForm,
)

PER_PAGE = 30
STEPS_SHOWN = 50
PARCELS_SHOWN = 50


@may(May.PACK)
def index(request: PersonRequest) -> HttpResponse:
    """List the producer's lots, newest first, with what each still needs."""
    producer = producer_of(request)
    state = request.GET.get("state", "")
    lots = with_facts(own_lots(request))
    if state in Lot.State.values:
        lots = lots.filter(state=state)
    page = page_of(request, lots, PER_PAGE)
    rows = [{"lot": lot, "completeness": completeness_of(lot)} for lot in page]
    context = {
        "producer": producer,
        "page": page,
        "rows": rows,
        "is_owner": is_owner(request),
        "states": [
            ("", "?", _("All")),
            *((code, f"?state={code}", name) for code, name in Lot.State.choices),
        ],
        "state": state,
    }
    return render(request, "sell/lots/index.html", context)


@may(May.PACK)
def new(request: PersonRequest) -> HttpResponse:
    """Open a lot: product, quantity, day, picture, done."""
    producer = producer_of(request)
    initial = {"product": request.GET.get("product", "")[:18]}
    form = LotForm(request.POST or None, request.FILES or None, producer=producer, initial=initial)
    asked = asked_text(request, LONGEST_ASKED)
    has_more = form.offer(asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        picture = data.pop("picture")
        try:
            lot = open_lot(**data, pictures=[picture] if picture else [], by=request.user)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(
                request, _("Lot %(number)s is open. Now its steps.") % {"number": lot.number}
            )
            return redirect("lots:detail", pk=lot.pk)
    context = {"producer": producer, "form": form, "q": asked, "has_more": has_more}
    return form_page(request, "sell/lots/new.html", context, form=form)


def pictures_of(rows, waiting: set[str]) -> list[dict[str, str]]:
    """Pictures for their own producer: whole, as long as their sizes wait to be drawn."""
    return [
        {
            "url": row.file.url if row.file.name in waiting else variant_url(row.file.name, 640),
            "caption": row.caption,
        }
        for row in rows
        if row.kind == LotAttachment.Kind.PICTURE
    ]


@may(May.PACK)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One lot: the next action, the meter, the chain, what went in, labels.

    The chain is the newest steps, oldest first; what parcels wrote is one line a kind.
    """
    lot = own_lot(request, pk)
    steps = chain_of(lot).exclude(source=TraceEvent.Source.MARKET)
    page = page_of(request, steps.order_by("-event_time", "-id"), STEPS_SHOWN)
    waiting = set(waiting_names().values_list("name", flat=True))
    chain = [
        {
            "event": event,
            "name": step_name(event.step) or biz_step_name(event.biz_step, event.disposition),
            "pictures": pictures_of(event.shown_attachments, waiting),
        }
        for event in reversed(page.object_list)
    ]
    files = list(lot.attachments.filter(event=None))
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "completeness": completeness_of(lot),
        "chain": chain,
        "page": page,
        "parcels": parcels_of(lot),
        "withdrawal": withdrawal_of(lot),
        "materials": lot.materials.all(),
        "pictures": pictures_of(files, waiting),
        "documents": [file for file in files if file.kind == LotAttachment.Kind.DOCUMENT],
        "path": origin_path(lot.product, lot.number),
    }
    return render(request, "sell/lots/detail.html", context)


@may(May.PACK)
@require_safe
def parcels(request: PersonRequest, pk: int) -> HttpResponse:
    """List what went out of a lot, the newest first, page by page."""
    lot = own_lot(request, pk)
    page = page_of(request, sent_of(lot), PARCELS_SHOWN)
    rows = [Sent(**row) for row in page]
    context = {"producer": lot.product.producer, "lot": lot, "page": page, "rows": rows}
    return render(request, "sell/lots/parcels.html", context)


@may(May.PACK)
def step(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a step by picture and a few words."""
    lot = own_lot(request, pk)
    craft = craft_of(lot.product)
    done = {event.step for event in chain_of(lot)}
    next_step = next((one.code for one in craft.steps if one.code not in done), "")
    form = StepForm(
        request.POST or None, request.FILES or None, craft=craft, initial={"step": next_step}
    )
    if request.method == "POST" and form.is_valid():
        try:
            event = record_step(lot=lot, by=request.user, **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(step)s” is noted.") % {"step": step_name(event.step)})
            if "another" in request.POST:
                return redirect("lots:step", pk=lot.pk)
            return redirect("lots:detail", pk=lot.pk)
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "craft": craft,
        "form": form,
        "done": done,
        "next_step": next_step,
    }
    return form_page(request, "sell/lots/step.html", context, form=form)


@may(May.PACK)
def wrong(request: PersonRequest, pk: int, event_pk: int) -> HttpResponse:
    """Declare that a step was noted wrongly; it stays on record and counts no more."""
    lot = own_lot(request, pk)
    event = get_object_or_404(
        TraceEvent.objects.filter(lot=lot, source=TraceEvent.Source.PORTAL, declares_error_of=None),
        pk=event_pk,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_error(event=event, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. That step does not count any more."))
        return redirect("lots:detail", pk=lot.pk)
    context = {
        "title": _("“%(step)s” was noted wrongly") % {"step": step_name(event.step)},
        "lead": _("The record keeps it, marked as wrong with your reason."),
        "button": _("Mark as wrong"),
    }
    return simple_form(request, lot, form, **context)


def simple_form(
    request: PersonRequest, lot: Lot, form, *, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """Show a page with one form about a lot."""
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
    }
    return form_page(request, "sell/lots/form.html", context, form=form)


@may(May.PACK)
def picture(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a picture to a lot."""
    lot = own_lot(request, pk)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file, caption = data["picture"], data["caption"]
        try:
            attach(lot=lot, kind="picture", file=file, caption=caption, by=request.user)
        except Refused as refusal:
            form.add_error("picture", str(refusal))
        else:
            messages.success(request, _("The picture is there."))
            return redirect("lots:detail", pk=lot.pk)
    return simple_form(request, lot, form, title=_("Add a picture"), button=_("Keep the picture"))


@may(May.PACK)
def document(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a receipt or a test report; strangers do not see it."""
    lot = own_lot(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            attach(
                lot=lot,
                kind="document",
                file=data["file"],
                caption=data["caption"],
                is_public=False,
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The document is kept."))
            return redirect("lots:detail", pk=lot.pk)
    return simple_form(request, lot, form, title=_("Add a document"), button=_("Keep the document"))


@may(May.PACK)
@require_safe
def attachment(request: PersonRequest, pk: int, file_pk: int) -> HttpResponse:
    """Give a document of a lot to its own producer."""
    lot = own_lot(request, pk)
    found = get_object_or_404(lot.attachments, pk=file_pk, kind=LotAttachment.Kind.DOCUMENT)
    return hand_out(request, found.paper, name=f"{lot.number}-{found.pk}")


@may(May.PACK)
def details(request: PersonRequest, pk: int) -> HttpResponse:
    """Say the rest about a lot: best before, standards, point."""
    lot = own_lot(request, pk)
    form = DetailsForm(request.POST or None, instance=lot)
    if request.method == "POST" and form.is_valid():
        # Only these columns: the state may have moved since the page was opened.
        form.save(commit=False).save(update_fields=form.Meta.fields)
        messages.success(request, _("The lot is up to date."))
        return redirect("lots:detail", pk=lot.pk)
    return simple_form(request, lot, form, title=_("About this lot"), button=_("Save"))


@may(May.PACK)
def materials(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what went into a lot and where it came from; a wrong row can be taken out."""
    lot = own_lot(request, pk)
    may_remove = lot.is_open
    if request.method == "POST" and "remove" in request.POST:
        key = request.POST["remove"][:18]
        if may_remove and key.isdecimal():
            lot.materials.filter(pk=key).delete()
        return redirect("lots:materials", pk=lot.pk)
    form = MaterialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        material = form.save(commit=False)
        material.lot = lot
        material.save()
        messages.success(request, _("“%(name)s” is noted.") % {"name": material.name})
        return redirect("lots:materials", pk=lot.pk)
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "form": form,
        "materials": lot.materials.all(),
        "usual": craft_of(lot.product).materials,
        "may_remove": may_remove,
    }
    return form_page(request, "sell/lots/materials.html", context, form=form)


@may(May.PACK)
@require_POST
def release(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a lot be sold and shown."""
    lot = own_lot(request, pk)
    try:
        release_lot(lot=lot, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Released: its page is open to everybody, and it may be sold."))
    return redirect("lots:detail", pk=lot.pk)


@may(May.PACK)
@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a lot that is used up."""
    lot = own_lot(request, pk)
    try:
        close_lot(lot=lot, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Closed. Its page stays."))
    return redirect("lots:detail", pk=lot.pk)


@may(May.SELL)
def maker(request: PersonRequest) -> HttpResponse:
    """Say where the producer works."""
    producer = producer_of(request)
    form = MakerForm(request.POST or None, instance=producer)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The address is up to date."))
        return redirect("lots:index")
    context = {"producer": producer, "form": form}
    return form_page(request, "sell/lots/maker.html", context, form=form)
