"""What people ask about a producer's products, and what it answers for everybody to read."""

from functools import partial

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, is_done, page_of_part
from marketplace.producers.models import Producer
from marketplace.sell.access import may, own_questions, producer_of, turns_to
from marketplace.talks.forms import ReportForm, TextForm
from marketplace.talks.models import Question, Report
from marketplace.talks.questions import answer_question
from marketplace.talks.refusals import IsClosed, IsHidden, TalkRefused
from marketplace.talks.reports import report_question

PER_PAGE = 20
LONGEST_WAITING, NEWEST = ("asked_at", "pk"), ("-asked_at", "-pk")
PARTS = {
    "unanswered": Part(
        gettext_lazy("Without an answer"),
        Q(state=Question.State.OPEN),
        LONGEST_WAITING,
    ),
    "answered": Part(gettext_lazy("Answered"), Q(state=Question.State.ANSWERED), NEWEST),
    "hidden": Part(gettext_lazy("Hidden by the market"), Q(state=Question.State.HIDDEN), NEWEST),
    "all": Part(gettext_lazy("All"), Q(), NEWEST),
}
OVER = (IsHidden, IsClosed)  # what no other words mend


def matching(questions: QuerySet[Question], asked: str) -> QuerySet[Question]:
    """Questions with the text in them or in the answer, or of a product that has it."""
    if not asked:
        return questions
    said = Q(text__icontains=asked) | Q(answer__icontains=asked)
    return questions.filter(said | Q(product__search_text__contains=fold(asked)))


@may(May.SELL)
@require_safe
def questions(request: PersonRequest) -> HttpResponse:
    """List what is asked about the producer's products: what waits, the longest first."""
    own = own_questions(request)
    listed = page_of_part(request, own, PARTS, matching=matching, size=PER_PAGE)
    context = {"producer": producer_of(request)} | listed
    return render(request, "sell/questions.html", context)


@may(May.SELL)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer one question, change the answer or take it away."""
    if turns_to(request, Producer.objects.filter(products__questions__pk=pk)):
        return redirect("sell:question", pk=pk)
    question = get_object_or_404(own_questions(request), pk=pk)
    form = TextForm(
        request.POST or None,
        initial={"text": question.answer},
        label=_("Your answer"),
        help_text=_("Everybody reads it on the product's page. Leave it empty to take it away."),
        required=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(question=question, by=request.user, text=form.cleaned_data["text"])
        except OVER as refusal:
            messages.error(request, str(refusal))
            return redirect("sell:questions")
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("sell:questions")
    context = {"producer": producer_of(request), "question": question, "form": form}
    return form_page(request, "sell/question.html", context, form=form)


@may(May.SELL)
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report a question."""
    question = get_object_or_404(own_questions(request), pk=pk)
    form = ReportForm(request.POST or None)
    part = Report.Part.QUESTION
    report = partial(report_question, question=question, part=part, by=request.user)
    if is_done(request, form, report, field="reason", refused=TalkRefused):
        messages.success(request, _("Thank you. We look at it and write to you."))
        return redirect("sell:questions")
    context = {"producer": producer_of(request), "said": question.text, "form": form}
    return form_page(request, "sell/report.html", context, form=form)
