"""Questions on a product: all that are answered, and asking one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.models import Product
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.access import for_audience
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.screens import form_page, page_of, private
from marketplace.talks.forms import ReportForm, TextForm
from marketplace.talks.models import Question, Report
from marketplace.talks.questions import answered_of, ask_question, may_be_asked
from marketplace.talks.refusals import NotForSale, OwnGoods, TalkRefused
from marketplace.talks.reports import report_question

PER_PAGE = 20
ASKED = gettext_lazy(
    "Thank you. The producer has your question; we write to you once it is answered."
)
NOBODY_HERE = (NotForSale, OwnGoods)  # what no other words mend


def shown_product(pk: int) -> Product:
    """Find a product that has a page; raise Http404 for others."""
    return get_object_or_404(Product.objects.select_related("producer"), pk=pk, is_public=True)


@public_page
@reads("page")
@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions of a product that are answered, the newest answer first."""
    product = shown_product(pk)
    context = {
        "product": product,
        "page": page_of(request, answered_of(product), PER_PAGE),
        "may_ask": may_be_asked(product),
    }
    return render(request, "questions/of_product.html", context)


@for_audience("buyer")
@login_required
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the producer of a product; what is not taken is said at the field."""
    product = shown_product(pk)
    form = TextForm(
        request.POST or None,
        label=_("Your question"),
        help_text=_("Everybody reads question and answer, with your first name."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            ask_question(product=product, by=request.user, text=form.cleaned_data["text"])
        except NOBODY_HERE as refusal:
            messages.warning(request, str(refusal))
            return redirect(product.get_absolute_url())
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, ASKED)
            return redirect(product.get_absolute_url())
    context = {"product": product, "form": form, "may_ask": may_be_asked(product)}
    return private(form_page(request, "questions/ask.html", context, form=form))


@for_audience("buyer")
@login_required
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report a question that everybody reads, or its answer."""
    shown = Question.objects.filter(state=Question.State.ANSWERED, product__is_public=True)
    question = get_object_or_404(shown.select_related("product__producer", "asked_by"), pk=pk)
    parts = [Report.Part.QUESTION, Report.Part.ANSWER]
    form = ReportForm(request.POST or None, parts=[str(part) for part in parts])
    if request.method == "POST" and form.is_valid():
        try:
            report_question(question=question, by=request.user, **form.cleaned_data)
        except TalkRefused as refusal:
            form.add_error("part", str(refusal))
        else:
            messages.success(request, _("Thank you. We look at it and write to you."))
            return redirect("questions:of-product", pk=question.product_id)
    context = {"question": question, "form": form}
    return private(form_page(request, "questions/report.html", context, form=form))
