"""What a person asked and wrote as a buyer, and what producers answered."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Product
from marketplace.account.access import buyers_only
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import form_page, is_done, page_of, private
from marketplace.talks.forms import ReportForm, TextForm
from marketplace.talks.mail import page_of_buyer
from marketplace.talks.models import Message
from marketplace.talks.questions import may_be_asked
from marketplace.talks.refusals import NotForSale, OwnGoods, TalkRefused
from marketplace.talks.reports import report_message
from marketplace.talks.threads import (
    messages_of,
    thread_about,
    threads_of,
    write_about_product,
)

PER_PAGE = 30
NOBODY_HERE = (NotForSale, OwnGoods)  # what no other words mend


@buyers_only
@require_safe
def messages_list(request: PersonRequest) -> HttpResponse:
    """List the person's threads, the newest first, or its questions."""
    asks = request.GET.get("show") == "questions"
    questions = request.user.questions.select_related("product__producer")
    threads = threads_of(request.user)
    page = page_of(request, questions if asks else threads, PER_PAGE)
    context = {
        "page": page,
        "rows": [] if asks else [(thread, page_of_buyer(thread)) for thread in page],
        "asks": asks,
        "counts": (threads.count(), questions.count()),
        "tab": "messages",
    }
    return private(render(request, "account/messages.html", context))


@buyers_only
def thread(request: PersonRequest, product_pk: int) -> HttpResponse:
    """Read what was written about a product and write to its producer."""
    product = get_object_or_404(Product.objects.select_related("producer"), pk=product_pk)
    found = thread_about(product=product, buyer=request.user)
    if found is None and not product.is_public:
        raise Http404
    form = TextForm(
        request.POST or None,
        help_text=_("Only the producer reads it, here and by mail, without your address."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            write_about_product(product=product, by=request.user, text=text)
        except NOBODY_HERE as refusal:
            messages.warning(request, str(refusal))
            return redirect(product.get_absolute_url())
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Sent. We write to you once there is an answer."))
            return redirect("customer:thread", product_pk=product.pk)
    context = {
        "product": product,
        "thread": found,
        "page": page_of(request, messages_of(found), PER_PAGE),
        "may_write": found is not None or may_be_asked(product),
        "form": form,
        "tab": "messages",
    }
    return private(form_page(request, "account/thread.html", context, form=form))


@buyers_only
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report what a producer wrote to this person about a product."""
    theirs = Message.objects.filter(thread__buyer=request.user, side=Message.Side.PRODUCER)
    said = get_object_or_404(theirs.select_related("thread__producer"), pk=pk)
    form = ReportForm(request.POST or None)
    report = partial(report_message, message=said, side=Message.Side.BUYER, by=request.user)
    if is_done(request, form, report, field="reason", refused=TalkRefused):
        messages.success(request, _("Thank you. We look at it and write to you."))
        return redirect("customer:thread", product_pk=said.thread.product_id)
    context = {"said": said, "maker": said.thread.producer.name, "form": form}
    return private(form_page(request, "talks/report.html", context, form=form))
