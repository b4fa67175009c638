"""Days on which a producer prepares nothing: which are set, more of them, back again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalogue.listing.absences import Absence
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.fields import DayField
from marketplace.frame.screens import form_page, page_of
from marketplace.producers.holidays import HolidayRefused, end_holiday, set_holiday
from marketplace.producers.models import Holiday, Producer
from marketplace.sell.access import may, producer_of

PER_PAGE = 20


class HolidayForm(forms.Form):
    """The days and a word to buyers; a form that is valid has been saved."""

    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    note = forms.CharField(
        label=gettext_lazy("A word to buyers"),
        help_text=gettext_lazy("For example: The kiln rests over Tết."),
        required=False,
        max_length=200,
    )

    def save(self, producer: Producer, by: Any) -> bool:
        """Set the holiday; False with the reason at its field where it cannot be."""
        try:
            set_holiday(producer=producer, by=by, **self.cleaned_data)
        except HolidayRefused as refusal:
            self.add_error(refusal.field, str(refusal.text))
            return False
        return True


@may(May.SELL)
def holidays(request: PersonRequest) -> HttpResponse:
    """Show a producer's holidays and take another one."""
    producer, today = producer_of(request), timezone.localdate()
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.save(producer, request.user):
        messages.success(request, _("Saved. Buyers are told."))
        return redirect("sell:holidays")
    page = page_of(request, producer.holidays.order_by("-last", "-pk"), PER_PAGE)
    for each in page:
        each.is_open = each.last >= today
        each.has_begun = each.first <= today
        each.told = Absence(each.first, each.last, each.note).told(today)
    context = {"producer": producer, "form": form, "page": page}
    return form_page(request, "sell/holidays.html", context, form=form)


@may(May.SELL)
@require_POST
def holiday_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a holiday today, or take away one that has not begun."""
    holiday = get_object_or_404(Holiday, producer=producer_of(request), pk=pk)
    if end_holiday(holiday=holiday):
        messages.success(request, _("Saved. Buyers are told."))
    else:
        messages.info(request, _("This holiday is over."))
    return redirect("sell:holidays")
