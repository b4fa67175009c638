"""What a dossier lacks is said in words; the meter is what is met of what it needs."""

import pytest

from catalogue.models import OcopSet
from marketplace.programme.assessing import answer_line
from marketplace.programme.dossiers.completeness import (
    Completeness,
    Need,
    completeness_of,
    needed_kinds,
)
from marketplace.programme.dossiers.documents import cite_line
from marketplace.programme.dossiers.drafting import begin, take_answers
from marketplace.programme.dossiers.models import Document, Dossier
from marketplace.programme.sheets.reading import sheet_of
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("met", "percent"), [(18, 75), (23, 95), (24, 100), (0, 0)])
def test_meter_is_rounded_down(met, percent):
    needs = tuple(Need("form", "", "", at < met) for at in range(24))
    assert Completeness(needs).percent == percent


@pytest.mark.parametrize(
    ("number", "not_so", "kinds"),
    [
        (21, [], ["licence"]),
        (7, [], ["licence", "safety", "quality"]),
        (7, ["declaration_due"], ["licence", "safety"]),
        (19, [], ["licence", "quality"]),
        (26, [], ["licence"]),
    ],
)
def test_what_is_eaten_needs_more_papers(number, not_so, kinds):
    assert needed_kinds(sheet_of(number), not_so) == kinds


def test_only_what_is_claimed_needs_proof(vase, owner):
    dossier = cast.make_draft(vase, owner)
    lines = [each.key for each in completeness_of(dossier).missing if each.place == "line"]
    assert "1.4" in lines
    answer_line(product=vase, code="1.4", points=0, by=owner)
    dossier = take_answers(dossier=dossier)
    lines = [each.key for each in completeness_of(dossier).missing if each.place == "line"]
    assert "1.4" not in lines


def test_open_lines_of_the_sheet_are_counted(vase, owner):
    answer_line(product=vase, code="1.1", points=4, by=owner)
    dossier = begin(product=vase, by=owner)
    said = next(each.words for each in completeness_of(dossier).needs if each.place == "answers")
    assert said == "Form 02: 27 lines have no answer"


def test_a_line_and_a_kind_are_met_by_documents_that_are_valid(vase, owner):
    dossier = cast.make_draft(vase, owner)
    cast.complete(dossier, owner)
    assert completeness_of(dossier).percent == 100
    cite_line(dossier=dossier, code="1.4", versions=[])
    assert [each.key for each in completeness_of(dossier).missing] == ["1.4"]
    Document.objects.update(expires_on=cast.in_days(0))
    assert [each.key for each in completeness_of(dossier).missing] == ["1.4"]
    Document.objects.update(expires_on=cast.in_days(-1))
    places = {each.place for each in completeness_of(dossier).missing}
    assert places == {"document", "line"}


def test_food_without_its_papers_is_not_complete(vase, owner):
    vase.ocop_set = OcopSet.objects.get(number=7)
    vase.save()
    cast.make_draft(vase, owner)
    missing = [each.key for each in completeness_of(Dossier.objects.get()).missing]
    assert {"licence", "safety", "quality"} <= set(missing)
