"""A maker's own assessment of a product: answered line by line, each saved at once.

It helps before any dossier, binds nobody and takes a sheet whether checked or not. The sheet is
that of the product's set; answers to another set's sheet stay where they are.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.programme.models import Assessment, AssessmentAnswer
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.sheets.sheet import Sheet
from marketplace.programme.stars import Answers

FACTS = ("declaration_due",)  # about a product, on which a line of a sheet depends


class AnswerRefused(Exception):
    """An answer is none of its sheet; str() says in a word what is not there."""


def sheet_for(product: Product) -> Sheet | None:
    """Give the sheet of a product's set, None where it has none."""
    number = product.ocop_set.number if product.ocop_set else 0
    return sheet_of(number) if number in NUMBERS else None


def assessments_of(products: Iterable[Product]) -> dict[int, Assessment]:
    """Give what was answered about products by their sets of today, by product. Two queries."""
    numbers = {each.pk: each.ocop_set.number for each in products if each.ocop_set}
    answers = Prefetch("answers", AssessmentAnswer.objects.order_by("pk"))
    rows = Assessment.objects.filter(product__in=numbers).prefetch_related(answers)
    return {row.product_id: row for row in rows if row.number == numbers[row.product_id]}


def answers_in(assessment: Assessment | None) -> Answers:
    """Read what was answered so far, as the rules take it."""
    if assessment is None:
        return Answers()
    return Answers(
        points={each.code: each.points for each in assessment.answers.all()},
        variant=assessment.variant,
        not_so=frozenset(assessment.not_so),
    )


def open_assessment(product: Product, sheet: Sheet, by: User) -> Assessment:
    """Find or begin the assessment of a product, locked: of two answers at once none is lost."""
    found, _is_new = Assessment.objects.get_or_create(
        product=product, number=sheet.number, defaults={"begun_by": by}
    )
    return Assessment.objects.select_for_update().get(pk=found.pk)


def sheet_or_refuse(product: Product) -> Sheet:
    sheet = sheet_for(product)
    if sheet is None:
        raise AnswerRefused("sheet")
    return sheet


@transaction.atomic
def answer_line(*, product: Product, code: str, points: int, by: User) -> Assessment:
    """Keep the answer to one line; the same again changes nothing.

    Raises AnswerRefused: "sheet" for a product of no set, "line", "option".
    """
    sheet = sheet_or_refuse(product)
    line = sheet.find(code)
    if line is None or not line.is_chosen:
        raise AnswerRefused("line")
    assessment = open_assessment(product, sheet, by)
    known = {0} | {each.points for each in sheet.options_of(line, assessment.variant)}
    if points not in known:
        raise AnswerRefused("option")
    AssessmentAnswer.objects.update_or_create(
        assessment=assessment, code=code, defaults={"points": points}
    )
    assessment.save(update_fields=["changed_at"])
    return assessment


@transaction.atomic
def say_basis(*, product: Product, variant: str, not_so: Iterable[str], by: User) -> Assessment:
    """Keep which list holds and which facts do not. Raises AnswerRefused: "sheet", "variant"."""
    sheet = sheet_or_refuse(product)
    if variant not in (sheet.variants or ("",)):
        raise AnswerRefused("variant")
    assessment = open_assessment(product, sheet, by)
    assessment.variant = variant
    assessment.not_so = sorted(set(not_so) & set(FACTS))
    assessment.save(update_fields=["variant", "not_so", "changed_at"])
    return assessment
