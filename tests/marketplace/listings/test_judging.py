"""An editor takes a proposal, sees what changed meanwhile, and publishes no more than was proposed."""

import pytest
from django.utils.translation import override

from catalogue.facts.queries import facts_of
from catalogue.facts.services import keep_facts
from catalogue.models import Product
from marketplace.listings.judging import Taken, let_go, mark_of, take
from marketplace.listings.models import Revision, RevisionStep
from marketplace.listings.services import (
    RevisionRefused,
    propose,
    publish_revision,
    send_back,
    texts_of,
    values_of,
)
from tests import factories
from tests.marketplace.listings.proposals import propose_title, title_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(product, owner):
    return propose_title(product, owner, "Lọ mới")


@pytest.fixture
def other():
    return factories.make_user("ngoc@example.vn", first_name="Ngọc")


def taken_by(revision):
    revision.refresh_from_db()
    return revision.taken_by


def test_what_one_editor_took_another_does_not_take_by_chance(proposal, staff, other):
    take(revision=proposal, by=other)
    take(revision=proposal, by=other)  # pressed twice
    with pytest.raises(Taken) as refusal:
        take(revision=proposal, by=staff)
    assert str(refusal.value) == "Ngọc đang xem đề xuất này."
    assert taken_by(proposal) == other
    take(revision=proposal, by=staff, over=True)
    assert taken_by(proposal) == staff and proposal.taken_at


def test_only_who_took_it_lets_it_go(proposal, staff, other):
    take(revision=proposal, by=other)
    let_go(revision=proposal, by=staff)
    assert taken_by(proposal) == other
    let_go(revision=proposal, by=other)
    assert (taken_by(proposal), proposal.taken_at) == (None, None)


def test_what_is_decided_is_not_taken(proposal, staff):
    send_back(revision=proposal, note="Mờ.", by=staff)
    take(revision=proposal, by=staff)
    assert taken_by(proposal) is None


def test_who_took_it_has_it_again_when_it_comes_back(proposal, product, owner, staff):
    take(revision=proposal, by=staff)
    send_back(revision=proposal, note="Mờ.", by=staff)
    propose_title(product, owner, "Lọ rõ hơn")
    assert taken_by(proposal) == staff


def test_what_the_producer_left_alone_is_not_written_over(proposal, product, staff):
    Product.objects.filter(pk=product.pk).update(story_vi="Do ban biên tập sửa.")
    publish_revision(revision=proposal, by=staff)
    product.refresh_from_db()
    assert (product.title_vi, product.story_vi) == ("Lọ mới", "Do ban biên tập sửa.")


@pytest.mark.parametrize("proposed, kept", [({"height": "12"}, "13"), ({"height": "14"}, "14")])
def test_facts_that_were_left_alone_are_not_written_over(product, owner, staff, proposed, kept):
    keep_facts({product.pk: {"height": "12"}})
    content = texts_of(product) | {"title_vi": "Lọ", "facts": proposed}
    revision = propose(producer=product.producer, product=product, content=content, by=owner)
    keep_facts({product.pk: {"height": "13"}})
    publish_revision(revision=revision, by=staff)
    assert facts_of([product.pk])[product.pk] == {"height": kept}


def test_what_the_editor_did_not_see_is_not_published(proposal, product, owner, staff):
    before = product.title_vi
    seen = mark_of(proposal, values_of(product))
    propose_title(product, owner, "Lọ khác hẳn")
    with pytest.raises(RevisionRefused, match="changed"):
        publish_revision(revision=proposal, by=staff, seen=seen)
    assert title_of(product) == before
    proposal.refresh_from_db()
    seen = mark_of(proposal, values_of(product))
    Product.objects.filter(pk=product.pk).update(title_vi="Lọ men rạn")
    with pytest.raises(RevisionRefused, match="changed"):
        publish_revision(revision=proposal, by=staff, seen=seen)
    product.refresh_from_db()
    publish_revision(revision=proposal, by=staff, seen=mark_of(proposal, values_of(product)))
    assert title_of(product) == "Lọ khác hẳn"


def test_each_step_is_kept_with_who_and_why(proposal, product, owner, staff):
    send_back(revision=proposal, note="Xem lại.", by=staff, reasons={"title_vi": "Men gì?"})
    proposal.refresh_from_db()
    assert proposal.told_reasons == [("Tên tiếng Việt", "Men gì?")]
    propose_title(product, owner, "Lọ men rạn")
    proposal.refresh_from_db()
    assert (proposal.reasons, proposal.told_reasons) == ({}, [])
    publish_revision(revision=proposal, by=staff)
    steps = RevisionStep.objects.filter(revision=proposal)
    assert [(step.kind, step.by, step.note, step.reasons) for step in steps] == [
        ("submitted", owner, "", {}),
        ("returned", staff, "Xem lại.", {"title_vi": "Men gì?"}),
        ("submitted", owner, "", {}),
        ("published", staff, "", {}),
    ]


def test_reasons_are_named_in_the_words_of_the_form():
    revision = Revision(
        state="returned", reasons={"fact_use_ind": "…", "fact_material": "…", "picture-7": "…"}
    )
    with override("en"):
        labels = [label for label, _why in revision.told_reasons]
    assert labels == ["How to use it, in Indonesian", "Made of", "Picture"]
