"""A dossier is begun from a self-assessment or an older one, and written in while it is open."""

import pytest

from catalogue.models import OcopSet
from marketplace.programme.assessing import answer_line
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.completeness import ended_in
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.drafting import (
    DossierRefused,
    begin,
    claimed_in,
    kind_of,
    save_facts,
    say_about,
    take_answers,
)
from marketplace.programme.dossiers.models import Document, Dossier
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_it_claims_what_was_assessed_and_knows_what_the_market_knows(vase, owner, producer):
    cast.assess(vase, owner, x1_4=2)
    dossier = begin(product=vase, by=owner)
    assert claimed_in(dossier).points["1.4"] == 2
    assert dossier.facts["holder"] == producer.name
    assert begin(product=vase, by=owner) == dossier  # begun twice is begun once
    assert Dossier.objects.count() == 1


def test_without_a_kind_there_is_no_sheet(vase, owner):
    type(vase).objects.filter(pk=vase.pk).update(ocop_set=None)
    vase.refresh_from_db()
    with pytest.raises(
        DossierRefused, match=r"Choose the product's kind first: then it has a score sheet."
    ):
        begin(product=vase, by=owner)


@pytest.mark.parametrize(
    ("days", "kind"), [(None, "first"), (400, "upgrade"), (181, "upgrade"), (180, "rerating")]
)
def test_what_it_is_for_follows_the_certificate_of_today(vase, days, kind):
    if days:
        factories.make_certificate(vase, expires_on=cast.in_days(days))
    assert kind_of(vase) == kind


def test_answers_are_taken_over_and_words_about_a_line_stay(vase, owner):
    with pytest.raises(DossierRefused, match=r"Answer the score sheet of the product first."):
        take_answers(dossier=begin(product=vase, by=owner))
    cast.assess(vase, owner)
    dossier = take_answers(dossier=Dossier.objects.get())
    say_about(dossier=dossier, code="1.4", note="Hợp đồng ký năm 2025")
    answer_line(product=vase, code="1.4", points=2, by=owner)
    take_answers(dossier=dossier)
    claim = dossier.claims.get(code="1.4")
    assert (claim.points, claim.note) == (2, "Hợp đồng ký năm 2025")
    with pytest.raises(DossierRefused, match=r"Answer this line of the score sheet first."):
        say_about(dossier=dossier, code="7.7", note="…")


def test_a_product_of_another_set_claims_no_lines_of_the_old_sheet(vase, owner):
    dossier = cast.make_draft(vase, owner)
    cast.complete(dossier, owner)
    before = claimed_in(dossier)
    vase.ocop_set = OcopSet.objects.get(number=1)
    vase.save()
    answer_line(product=vase, code="1.1", points=0, by=owner)
    for step in (
        lambda: take_answers(dossier=dossier),
        lambda: handing.file_dossier(dossier=dossier, by=owner),
    ):
        with pytest.raises(
            DossierRefused,
            match=r"The product is of another set now: withdraw this dossier and begin a new one.",
        ):
            step()
    assert claimed_in(Dossier.objects.get()) == before


def test_a_part_is_saved_by_itself(vase, owner):
    dossier = cast.make_draft(vase, owner)
    save_facts(dossier=dossier, part="plan", facts={"people": "9", "holder": "khác"})
    found = Dossier.objects.get()
    assert (found.facts["people"], found.facts["holder"]) == ("9", vase.producer.name)


def test_new_one_takes_over_claims_and_documents_but_what_has_ended(vase, owner):
    old = cast.make_draft(vase, owner)
    cast.complete(old, owner)
    say_about(dossier=old, code="1.4", note="Như năm ngoái")
    facts = {"kind": "tests", "name": "Phiếu thử", "expires_on": cast.in_days(1)}
    add_document(dossier=old, file=cast.pdf("thu"), codes=["8"], by=owner, **facts)
    Document.objects.filter(name="Phiếu thử").update(expires_on=cast.in_days(-1))
    handing.withdraw(dossier=old, words="", by=owner)
    new = begin(product=vase, by=owner, previous=old)
    assert (new.previous, new.facts["plan"]) == (old, "plan …")
    assert claimed_in(new).points == claimed_in(old).points
    assert new.claims.get(code="1.4").note == "Như năm ngoái"
    assert set(new.citations.values_list("code", flat=True)) == set(
        old.citations.exclude(version__document__name="Phiếu thử").values_list("code", flat=True)
    )
    citations = list(old.citations.select_related("version__document"))
    assert [each.name for each in ended_in(citations, cast.in_days(0))] == ["Phiếu thử"]
