"""What a producer is asked from its page, and its answers."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.enquiries.queries import PARTS, matching
from marketplace.enquiries.services import answer, close
from marketplace.frame.screens import form_page, is_done, page_of, page_of_part
from marketplace.producers.models import Producer
from marketplace.sell.access import may, own_enquiries, producer_of, turns_to
from marketplace.talks.forms import TextForm
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 30


@may(May.SELL)
@require_safe
def enquiries(request: PersonRequest) -> HttpResponse:
    """List what the producer is asked: what waits first, the longest waiting on top."""
    own = own_enquiries(request)
    listed = page_of_part(request, own, PARTS, matching=matching, size=PER_PAGE)
    context = {"producer": producer_of(request)} | listed
    return render(request, "sell/enquiries.html", context)


@may(May.SELL)
def enquiry(request: PersonRequest, pk: int) -> HttpResponse:
    """Read an enquiry and answer it."""
    if turns_to(request, Producer.objects.filter(enquiries__pk=pk)):
        return redirect("sell:enquiry", pk=pk)
    found = get_object_or_404(own_enquiries(request), pk=pk)
    form = TextForm(
        request.POST or None,
        label=_("Your answer"),
        help_text=_("It goes out by mail, in the name of your producer."),
    )
    deed = partial(answer, enquiry=found, by=request.user)
    if is_done(request, form, deed, field="text", refused=TalkRefused):
        messages.success(request, _("Sent. Who asked reads it by mail."))
        return redirect("sell:enquiry", pk=pk)
    context = {
        "producer": producer_of(request),
        "enquiry": found,
        "page": page_of(request, found.messages.order_by("-pk"), PER_PAGE),
        "form": form,
    }
    return form_page(request, "sell/enquiry.html", context, form=form)


@may(May.SELL)
@require_POST
def closed(request: PersonRequest, pk: int) -> HttpResponse:
    """End an enquiry: it is settled, or is none."""
    close(enquiry=get_object_or_404(own_enquiries(request), pk=pk), by=request.user)
    messages.success(request, _("Closed. Nobody writes in it any more."))
    return redirect("sell:enquiries")
