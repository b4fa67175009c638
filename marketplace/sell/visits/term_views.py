"""A host decides what a visit is, when it takes place and when not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalogue.models import Product
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page
from marketplace.purchases.packages import SERVICE_GROUP
from marketplace.sell.access import may, own_products, producer_of
from marketplace.sell.visits.forms import ClosedDayForm, ScheduleForm, TermsForm, known_terms
from marketplace.visits.editing import (
    add_schedule,
    close_day,
    end_schedule,
    open_day,
    save_terms,
)
from marketplace.visits.models import ClosedDay, Schedule, Visit
from marketplace.visits.words import WEEKDAYS


def own_visit_product(request: PersonRequest, pk: int) -> Product:
    rows = own_products(request).filter(ocop_group__number=SERVICE_GROUP)
    return get_object_or_404(rows, pk=pk)


def own_visit(request: PersonRequest, pk: int) -> Visit:
    rows = Visit.objects.filter(product__producer=producer_of(request))
    return get_object_or_404(rows.select_related("product"), product__pk=pk)


@may(May.SELL)
def terms(request: PersonRequest, pk: int) -> HttpResponse:
    """What a visit is, what it costs, what goes back."""
    product = own_visit_product(request, pk)
    visit = Visit.objects.filter(product=product).first()
    form = TermsForm(request.POST or None, initial=known_terms(visit) if visit else None)
    if request.method == "POST" and form.is_valid():
        save_terms(product=product, terms=form.terms, fares=form.fares, steps=form.steps)
        messages.success(request, _("Saved."))
        return redirect("visits-sell:times", product.pk)
    context = {
        "producer": producer_of(request),
        "product": product,
        "visit": visit,
        "form": form,
    }
    return form_page(request, "sell/visits/terms.html", context, form=form)


@may(May.SELL)
def times(request: PersonRequest, pk: int) -> HttpResponse:
    """When a visit takes place: its schedules and closed days, and one more of them."""
    visit = own_visit(request, pk)
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_schedule(visit=visit, **form.cleaned_data)
        messages.success(request, _("Saved. Sessions are open for booking."))
        return redirect("visits-sell:times", visit.product_id)
    return show_times(request, visit, form, ClosedDayForm())


def show_times(
    request: PersonRequest, visit: Visit, form: ScheduleForm, closed_form: ClosedDayForm
) -> HttpResponse:
    schedules = list(visit.schedules.all())
    context = {
        "producer": producer_of(request),
        "visit": visit,
        "product": visit.product,
        "schedules": [
            (each, ", ".join(str(WEEKDAYS[number]) for number in each.weekdays))
            for each in schedules
        ],
        "closed_days": visit.closed_days.all(),
        "form": form,
        "closed_form": closed_form,
    }
    bad = closed_form if closed_form.errors else form
    return form_page(request, "sell/visits/times.html", context, form=bad)


@may(May.SELL)
@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a day; sessions of it that are booked stand until they are called off."""
    visit = own_visit(request, pk)
    form = ClosedDayForm(request.POST)
    if not form.is_valid():
        return show_times(request, visit, ScheduleForm(), form)
    stand = close_day(visit=visit, **form.cleaned_data)
    if stand:
        text = ngettext(
            "Closed. %(count)d session of that day is booked: call it off, or it takes place.",
            "Closed. %(count)d sessions of that day are booked: call them off, or they take place.",
            stand,
        )
        messages.warning(request, text % {"count": stand})
    else:
        messages.success(request, _("Closed."))
    return redirect("visits-sell:times", visit.product_id)


@may(May.SELL)
@require_POST
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    rows = ClosedDay.objects.filter(visit__product__producer=producer_of(request))
    closed = get_object_or_404(rows.select_related("visit__product"), pk=pk)
    product_id = closed.visit.product_id
    open_day(closed=closed)
    messages.success(request, _("Open again."))
    return redirect("visits-sell:times", product_id)


@may(May.SELL)
@require_POST
def schedule_end(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Schedule.objects.filter(visit__product__producer=producer_of(request))
    schedule = get_object_or_404(rows.select_related("visit__product"), pk=pk)
    product_id = schedule.visit.product_id
    end_schedule(schedule=schedule)
    messages.success(request, _("Taken away. Sessions that are booked stay."))
    return redirect("visits-sell:times", product_id)
