"""A maker's own look at the stars of a product: a line a screen, then what to do for more."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Product
from catalogue.products.names import by_title
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.programme.assessing import (
    FACTS,
    AnswerRefused,
    answer_line,
    answers_in,
    assessments_of,
    say_basis,
    sheet_for,
)
from marketplace.programme.checking import standing_of
from marketplace.programme.models import SheetVersion
from marketplace.programme.sheets.sheet import Criterion, Sheet
from marketplace.programme.stars import STARS, Answers, minimums_of
from marketplace.programme.wording import FACTS_ASKED, VARIANTS, said
from marketplace.sell import goods
from marketplace.sell.access import may, own_products, producer_of
from marketplace.sell.assessment_page import evidence_for, lines_of, rows_of, todos_of, told

PER_PAGE = 15


class CriterionForm(forms.Form):
    """One line: which of its options holds."""

    def __init__(self, *args: Any, line: Criterion, sheet: Sheet, variant: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["points"] = forms.TypedChoiceField(
            label=said(line.words),
            choices=choices_of(sheet, line, variant),
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what holds today.")},
        )


class BasisForm(forms.Form):
    """What a sheet has to know before its lines: which list holds, which facts do."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if sheet.variants:
            self.fields["variant"] = forms.ChoiceField(
                label=_("Who offers the service"),
                choices=[(name, VARIANTS[name]) for name in sheet.variants],
                widget=forms.RadioSelect,
            )
        if asked := facts_asked(sheet):
            self.fields["facts"] = forms.MultipleChoiceField(
                label=_("What holds of the product"),
                choices=[(name, FACTS_ASKED[name]) for name in asked],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )


def facts_asked(sheet: Sheet) -> list[str]:
    """Name the facts on which a line of the sheet depends."""
    return [name for name in FACTS if any(line.applies_if == name for line in sheet)]


def choices_of(sheet: Sheet, line: Criterion, variant: str) -> list[tuple[int, str]]:
    """List the options of a line, "none of these" before them where 0 is none of them."""
    options = sheet.options_of(line, variant)
    rows = [(each.points, said(each.words)) for each in options]
    return rows if options[0].points == 0 else [(0, _("None of these")), *rows]


def marks_of(sheet: Sheet, line: Criterion, answers: Answers) -> dict[str, int]:
    """Tell for which option's points how many stars ask for it at least, where the line binds."""
    return {str(needs): stars for stars, needs in minimums_of(sheet, line, answers).items()}


def own_assessed(request: PersonRequest, pk: int) -> tuple[Product, Sheet, Answers]:
    """Find one's own product with the sheet of its set and what was answered. 404 without a set."""
    found = own_products(request).select_related("ocop_set")
    product = get_object_or_404(found, pk=pk)
    sheet = sheet_for(product)
    if sheet is None:
        raise Http404
    return product, sheet, answers_in(assessments_of([product]).get(product.pk))


def frame_of(request: PersonRequest, product: Product, sheet: Sheet) -> dict[str, Any]:
    return {
        "producer": producer_of(request),
        "product": product,
        "sheet": sheet,
        "has_basis": bool(sheet.variants or facts_asked(sheet)),
        "is_checked": standing_of(sheet) == SheetVersion.State.IN_FORCE,
    }


@may(May.SELL)
@require_safe
def assessments(request: PersonRequest) -> HttpResponse:
    """List the producer's products with what their makers answered so far."""
    asked = asked_text(request, goods.LONGEST_ASKED)
    found = goods.matching(own_products(request), asked).select_related("ocop_set")
    page = page_of(request, found.order_by(by_title(), "pk"), PER_PAGE)
    sheets = {each.pk: sheet for each in page if (sheet := sheet_for(each))}
    context = {
        "producer": producer_of(request),
        "page": page,
        "rows": rows_of(page, sheets, assessments_of(page)),
        "q": asked,
    }
    return render(request, "sell/assessments.html", context)


@may(May.SELL)
@require_safe
def assessment(request: PersonRequest, pk: int) -> HttpResponse:
    """Show points, the stars that follow and the shortest way to more."""
    product, sheet, answers = own_assessed(request, pk)
    seen = told(sheet, answers)
    asked = request.GET.get("stars", "")
    goals = sorted(stars for stars in STARS if stars > seen.outcome.stars)
    goal = int(asked) if asked in map(str, goals) else seen.goal
    context = frame_of(request, product, sheet) | {
        "told": seen,
        "lines": lines_of(sheet, answers),
        "goal": goal,
        "goals": goals,
        "todos": todos_of(sheet, answers, goal) if goal else [],
    }
    return render(request, "sell/assessment.html", context)


@may(May.SELL)
@require_safe
def assessment_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the whole sheet with its answers, made to be printed."""
    product, sheet, answers = own_assessed(request, pk)
    context = frame_of(request, product, sheet) | {
        "told": told(sheet, answers),
        "lines": lines_of(sheet, answers),
        "today": timezone.localdate(),
    }
    return render(request, "sell/assessment_paper.html", context)


@may(May.SELL)
def assessment_basis(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask what the sheet has to know first, where it does."""
    product, sheet, answers = own_assessed(request, pk)
    if not (sheet.variants or facts_asked(sheet)):
        raise Http404
    asked = facts_asked(sheet)
    initial = {
        "variant": answers.variant or (sheet.variants or ("",))[0],
        "facts": [name for name in asked if name not in answers.not_so],
    }
    given = request.POST if request.method == "POST" else None
    form = BasisForm(given, sheet=sheet, initial=initial)
    if form.is_bound and form.is_valid():
        holds = form.cleaned_data.get("facts", [])
        say_basis(
            product=product,
            variant=form.cleaned_data.get("variant", ""),
            not_so=[name for name in asked if name not in holds],
            by=request.user,
        )
        return go_on(sheet, product, None)
    context = frame_of(request, product, sheet) | {"form": form}
    return form_page(request, "sell/assessment_basis.html", context, form=form)


@may(May.SELL)
def assessment_line(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Ask one line of the sheet; the answer is kept, then the next one is asked."""
    product, sheet, answers = own_assessed(request, pk)
    line = sheet.find(code)
    if line is None or not line.is_chosen:
        raise Http404
    kept = {"points": answers.points.get(code)}
    given = request.POST if request.method == "POST" else None
    form = CriterionForm(given, line=line, sheet=sheet, variant=answers.variant, initial=kept)
    if form.is_bound and form.is_valid():
        points = form.cleaned_data["points"]
        try:
            answer_line(product=product, code=code, points=points, by=request.user)
        except AnswerRefused:  # the other list was chosen in another window
            messages.error(request, _("The sheet has changed meanwhile. Please choose again."))
            return redirect("sell:assessment-line", pk=pk, code=code)
        if "overview" in request.POST:
            return redirect("sell:assessment", pk=pk)
        return go_on(sheet, product, line)
    context = (
        frame_of(request, product, sheet)
        | around(sheet, line)
        | {
            "line": line,
            "title": said(line.words),
            "form": form,
            "marks": marks_of(sheet, line, answers),
            "evidence": evidence_for(line, product),
        }
    )
    return form_page(request, "sell/assessment_line.html", context, form=form)


def go_on(sheet: Sheet, product: Product, line: Criterion | None) -> HttpResponse:
    """Lead to the line after this one, to the first after none, to the overview after the last."""
    after = around(sheet, line)["after"] if line else sheet.choices[0]
    if after is None:
        return redirect("sell:assessment", pk=product.pk)
    return redirect("sell:assessment-line", pk=product.pk, code=after.code)


def around(sheet: Sheet, line: Criterion) -> dict[str, Any]:
    """Say where a line stands: its section, its place, what comes before and after."""
    lines = sheet.choices
    at = lines.index(line)
    top = sheet.find(line.code.partition(".")[0]) or line
    return {
        "section": said(top.words),
        "place": at + 1,
        "places": len(lines),
        "before": lines[at - 1] if at else None,
        "after": lines[at + 1] if at + 1 < len(lines) else None,
    }
