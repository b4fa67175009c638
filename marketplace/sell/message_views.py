"""What buyers write to a producer about orders and products, and what it answers."""

from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, is_done, page_of, page_of_part
from marketplace.producers.models import Producer
from marketplace.sell.access import may, own_order, own_threads, producer_of, turns_to
from marketplace.talks.forms import ReportForm, TextForm
from marketplace.talks.models import Message, Report, Thread
from marketplace.talks.refusals import TalkRefused
from marketplace.talks.reports import report_message
from marketplace.talks.threads import (
    messages_of,
    need_no_answer,
    thread_about,
    write_to_buyer,
    write_to_buyer_of,
)

PER_PAGE = 30
LONGEST_WAITING, NEWEST = ("last_at", "pk"), ("-last_at", "-pk")
REPORTED = Report.objects.filter(message__thread=OuterRef("pk"), state=Report.State.OPEN)
PARTS = {
    "unanswered": Part(
        gettext_lazy("Without an answer"),
        Q(state=Thread.State.WAITING),
        LONGEST_WAITING,
    ),
    "answered": Part(gettext_lazy("Answered"), Q(state=Thread.State.ANSWERED), NEWEST),
    "reported": Part(gettext_lazy("Reported, not decided yet"), Q(Exists(REPORTED)), NEWEST),
    "all": Part(gettext_lazy("All"), Q(), NEWEST),
}


def matching(threads: QuerySet[Thread], asked: str) -> QuerySet[Thread]:
    """Threads with the text in a message, about an order with that number or such a product."""
    if not asked:
        return threads
    said = Message.objects.filter(thread=OuterRef("pk"), text__icontains=asked)
    about = Q(order__number__icontains=asked) | Q(product__search_text__contains=fold(asked))
    return threads.filter(about | Q(Exists(said)))


@may(May.PACK)
@require_safe
def threads(request: PersonRequest) -> HttpResponse:
    """List what buyers wrote: what waits first, the longest waiting on top."""
    own = own_threads(request)
    listed = page_of_part(request, own, PARTS, matching=matching, size=PER_PAGE)
    context = {"producer": producer_of(request)} | listed
    return render(request, "sell/messages.html", context)


def answer_form(request: PersonRequest) -> TextForm:
    return TextForm(
        request.POST or None,
        label=_("Your answer"),
        help_text=_("The buyer reads it here and by mail, in the name of your producer."),
    )


@may(May.PACK)
def thread(request: PersonRequest, pk: int) -> HttpResponse:
    """Read what was written and answer."""
    if turns_to(request, Producer.objects.filter(threads__pk=pk)):
        return redirect("sell:message", pk=pk)
    found = get_object_or_404(own_threads(request), pk=pk)
    form = answer_form(request)
    write = partial(write_to_buyer, thread=found, by=request.user)
    if is_done(request, form, write, field="text", refused=TalkRefused):
        messages.success(request, _("Sent. The buyer reads it by mail, too."))
        return redirect("sell:message", pk=pk)
    context = {
        "producer": producer_of(request),
        "thread": found,
        "order": found.order,
        "page": page_of(request, messages_of(found), PER_PAGE),
        "form": form,
    }
    return form_page(request, "sell/message.html", context, form=form)


@may(May.PACK)
def order_thread(request: PersonRequest, number: str) -> HttpResponse:
    """Write to the buyer of an order first; what was written leads to its thread."""
    order = own_order(request, number)
    if request.method != "POST" and (found := thread_about(order=order)):
        return redirect("sell:message", pk=found.pk)
    form = answer_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            said = write_to_buyer_of(order=order, by=request.user, text=form.cleaned_data["text"])
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Sent. The buyer reads it by mail, too."))
            return redirect("sell:message", pk=said.thread_id)
    context = {
        "producer": producer_of(request),
        "thread": None,
        "order": order,
        "page": page_of(request, messages_of(None), PER_PAGE),
        "form": form,
    }
    return form_page(request, "sell/message.html", context, form=form)


@may(May.PACK)
@require_POST
def done(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a thread from what waits: it needs no answer."""
    if need_no_answer(thread=get_object_or_404(own_threads(request), pk=pk)):
        messages.success(request, _("It no longer waits."))
    else:
        messages.info(request, _("It says so already; nothing was changed."))
    return redirect("sell:messages")


@may(May.PACK)
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report what a buyer wrote."""
    theirs = Message.objects.filter(
        thread__in=own_threads(request).values("pk"), side=Message.Side.BUYER
    )
    said = get_object_or_404(theirs.select_related("thread"), pk=pk)
    form = ReportForm(request.POST or None)
    report = partial(report_message, message=said, side=Message.Side.PRODUCER, by=request.user)
    if is_done(request, form, report, field="reason", refused=TalkRefused):
        messages.success(request, _("Thank you. We look at it and write to you."))
        return redirect("sell:message", pk=said.thread_id)
    context = {"producer": producer_of(request), "said": said.text, "form": form}
    return form_page(request, "sell/report.html", context, form=form)
