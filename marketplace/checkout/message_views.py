"""What a buyer and the producer of an order write to each other, on the purchase's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace.accounts.requests import person_of
from marketplace.checkout.access import proven_buyer_only, typed_before
from marketplace.checkout.aftersale_views import find_order
from marketplace.frame.screens import form_page, page_of, private
from marketplace.purchases.models import Purchase
from marketplace.talks.forms import ReportForm, TextForm
from marketplace.talks.models import Message
from marketplace.talks.refusals import TalkRefused
from marketplace.talks.reports import report_message
from marketplace.talks.threads import messages_of, thread_about, write_about_order

PER_PAGE = 30


@proven_buyer_only
def order_messages(request: HttpRequest, purchase: Purchase, number: str) -> HttpResponse:
    """Read what was written about an order and write to its producer."""
    order = find_order(purchase, number)
    form = TextForm(
        request.POST or None,
        initial={"text": typed_before(request)},
        help_text=_("The producer reads it here and by mail, without your address or telephone."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            write_about_order(order=order, by=person_of(request), text=text)
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Sent. We write to you once there is an answer."))
            return redirect("aftersale:messages", token=purchase.token, number=number)
    thread = thread_about(order=order)
    context = {
        "purchase": purchase,
        "order": order,
        "thread": thread,
        "page": page_of(request, messages_of(thread), PER_PAGE),
        "form": form,
    }
    return private(form_page(request, "talks/of_order.html", context, form=form))


@proven_buyer_only
def report(request: HttpRequest, purchase: Purchase, number: str, pk: int) -> HttpResponse:
    """Report what the producer of an order wrote."""
    order = find_order(purchase, number)
    theirs = Message.objects.filter(thread__order=order, side=Message.Side.PRODUCER)
    said = get_object_or_404(theirs, pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            side = Message.Side.BUYER
            by = person_of(request)
            report_message(message=said, side=side, by=by, **form.cleaned_data)
        except TalkRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Thank you. We look at it and write to you."))
            return redirect("aftersale:messages", token=purchase.token, number=number)
    context = {"said": said, "maker": order.producer.name, "form": form}
    return private(form_page(request, "talks/report.html", context, form=form))
