"""Proposals: what waits, what they become, and that each is decided once, by who comes first."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Product, Publication
from catalogue.products.services import NotPublished
from marketplace.files.storage import private_storage
from marketplace.listings.models import Revision
from marketplace.listings.publishing import (
    TEXT_FIELDS,
)
from marketplace.listings.services import (
    RevisionRefused,
    propose,
    stop_selling,
    submit,
    texts_of,
)
from marketplace.producers.models import Producer
from tests import factories
from tests.marketplace.listings.proposals import (
    NEW,
    picture,
    propose_title,
    publish,
    refuse,
    since,
    title_of,
    width_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("first", [publish, refuse])
@pytest.mark.parametrize("second", [publish, refuse])
def test_decided_proposal_is_not_decided_again(product, proposal, staff, first, second):
    first(proposal, staff)
    before = (title_of(product), Revision.objects.values().get())
    with pytest.raises(RevisionRefused, match=before[1]["state"]):
        second(proposal, staff)
    assert (title_of(product), Revision.objects.values().get()) == before


@pytest.mark.parametrize("answer", [{"publish": "1"}, {"note": "Viết rõ hơn."}])
def test_second_editor_reads_that_it_is_decided(client, proposal, staff, answer):
    publish(proposal, staff)
    client.force_login(staff)
    response = client.post(reverse("moderation:review", args=[proposal.pk]), answer, follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        "Đã có người quyết định việc này."
    ]
    proposal.refresh_from_db()
    assert proposal.is_published


def test_what_was_sent_back_is_proposed_anew_in_the_same_row(product, owner, proposal, staff):
    refuse(proposal, staff)
    again = propose_title(product, owner, "Lọ mới hơn")
    assert (again.pk, again.state) == (proposal.pk, "submitted")
    assert title_of(product) != "Lọ mới hơn"
    publish(again, staff)
    assert title_of(product) == "Lọ mới hơn"


def test_new_words_take_the_place_of_those_that_wait(product, owner, proposal):
    again = propose_title(product, owner, "Lọ mới hơn")
    assert (again.pk, again.state) == (proposal.pk, "submitted")
    assert Revision.objects.get().content["title_vi"] == "Lọ mới hơn"


def test_after_a_decision_new_words_are_a_new_proposal(product, owner, proposal, staff):
    publish(proposal, staff)
    assert propose_title(product, owner, "Lọ khác").pk != proposal.pk
    assert sorted(Revision.objects.values_list("state", flat=True)) == ["published", "submitted"]


# What a proposal holds ---------------------------------------------------------------------


def test_texts_are_four_in_each_language(product):
    assert len(TEXT_FIELDS) == len(set(TEXT_FIELDS)) == 12
    product.unit_en = None
    assert texts_of(product) == {
        "title_vi": product.title_vi,
        "summary_vi": "Men rạn, vẽ tay.",
        "story_vi": "",
        "unit_vi": "",
        "title_en": product.title_en,
        "summary_en": "Crackle glaze, painted by hand.",
        "story_en": "",
        "unit_en": "",
        "title_ind": product.title_ind,
        "summary_ind": "Glasir retak, dilukis tangan.",
        "story_ind": "",
        "unit_ind": "",
    }


def test_proposal_says_whose_it_is_and_what_it_was_made_from(product, owner):
    revision = propose_title(product, owner, "Lọ mới")
    assert (revision.producer, revision.product) == (product.producer, product)
    assert (revision.created_by, revision.state) == (owner, Revision.State.SUBMITTED)
    assert revision.base == texts_of(product) | {"facts": {}, "variants": {}}
    assert revision.content == texts_of(product) | {"title_vi": "Lọ mới"}
    assert since(revision.submitted_at)
    assert revision.title == product.title
    assert (revision.reviewed_by, revision.reviewed_at, revision.note) == (None, None, "")


def test_proposal_of_a_new_product_is_made_from_nothing(producer, owner):
    revision = propose(producer=producer, product=None, content=NEW, by=owner)
    assert (revision.product, revision.base, revision.content) == (None, {}, NEW)
    assert revision.state == Revision.State.SUBMITTED
    assert revision.title == "Ấm trà"


def test_new_words_bring_their_base_and_their_moment_along(product, owner, proposal):
    long_ago = timezone.now() - datetime.timedelta(days=9)
    Revision.objects.update(submitted_at=long_ago, updated_at=long_ago)
    Product.objects.filter(pk=product.pk).update(title_vi="Lọ đã đổi")
    product.refresh_from_db()
    propose_title(product, owner, "Lọ mới hơn")
    proposal.refresh_from_db()
    assert proposal.base["title_vi"] == "Lọ đã đổi"
    assert since(proposal.submitted_at)
    assert since(proposal.updated_at)


def test_what_was_sent_back_waits_with_new_words_and_its_note(product, owner, proposal, staff):
    refuse(proposal, staff)
    again = propose_title(product, owner, "Lọ mới hơn")
    again.refresh_from_db()
    assert (again.state, again.content["title_vi"]) == (Revision.State.SUBMITTED, "Lọ mới hơn")
    assert again.note == "Viết rõ hơn."
    assert since(again.submitted_at)


def test_proposal_of_another_product_or_producer_is_another_one(product, owner, proposal):
    sister = factories.make_product(product.producer)
    assert propose_title(sister, owner, "Bát").pk != proposal.pk
    assert propose(producer=product.producer, product=None, content=NEW, by=owner).pk
    heir = factories.make_producer()
    moved = propose(producer=heir, product=product, content=texts_of(product), by=owner)
    assert moved.pk != proposal.pk
    proposal.refresh_from_db()
    assert proposal.content["title_vi"] == "Lọ mới"


def test_page_sent_twice_proposes_one_new_product(producer, owner, staff):
    def proposed(**words) -> int:
        return propose(producer=producer, product=None, content=NEW | words, by=owner).pk

    first = proposed()
    assert proposed() == first
    assert proposed(price=130_000) != first
    other = factories.make_producer()
    assert propose(producer=other, product=None, content=NEW, by=owner).pk != first
    publish(Revision.objects.get(pk=first), staff)
    assert proposed() != first  # what is on the shelf is no proposal any more


@pytest.fixture
def newcomer():
    return factories.make_producer(verified_at=None)


def verify(producer) -> None:
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.VERIFIED)


def test_unverified_producer_proposes_only_drafts(newcomer, owner, staff):
    draft = propose(producer=newcomer, product=None, content=NEW, by=owner)
    assert (draft.state, draft.submitted_at) == (Revision.State.DRAFT, None)
    assert propose(producer=newcomer, product=None, content=NEW, by=owner).pk == draft.pk
    with pytest.raises(RevisionRefused, match="unverified"):
        submit(revision=draft, by=owner)
    with pytest.raises(RevisionRefused, match="draft"):
        publish(draft, staff)


def test_draft_is_sent_once_the_producer_is_verified(newcomer, owner):
    draft = propose(producer=newcomer, product=None, content=NEW, by=owner)
    verify(newcomer)
    sent = submit(revision=draft, by=owner)
    assert sent.is_submitted
    assert since(sent.submitted_at)
    assert submit(revision=draft, by=owner).submitted_at == sent.submitted_at


def test_draft_is_changed_and_stays_the_same_one(newcomer, owner):
    draft = propose(producer=newcomer, product=None, content=NEW, by=owner)
    words = NEW | {"price": 130_000}
    again = propose(producer=newcomer, product=None, content=words, by=owner, revision=draft)
    assert (again.pk, again.state, again.content["price"]) == (draft.pk, "draft", 130_000)
    verify(newcomer)
    again = propose(producer=newcomer, product=None, content=words, by=owner, revision=draft)
    assert (again.pk, again.state) == (draft.pk, "submitted")


def test_nothing_of_a_producer_that_is_not_verified_any_more_is_published(proposal, staff):
    Producer.objects.update(state=Producer.State.REGISTERING)
    with pytest.raises(RevisionRefused, match="unverified"):
        publish(proposal, staff)
    proposal.refresh_from_db()
    assert proposal.is_submitted


def test_new_product_that_was_sent_back_is_proposed_anew(producer, owner, staff):
    revision = propose(producer=producer, product=None, content=NEW, by=owner)
    refuse(revision, staff)
    words = NEW | {"price": 130_000}
    again = propose(producer=producer, product=None, content=words, by=owner, revision=revision)
    assert (again.pk, again.state) == (revision.pk, "submitted")


def pictures_of(revision) -> list[tuple[int, int]]:
    return [(width_of(one.image), one.order) for one in revision.pictures.all()]


def test_pictures_keep_their_order_and_new_ones_take_their_place(
    product, owner, django_capture_on_commit_callbacks
):
    def proposed(*widths) -> Revision:
        return propose(
            producer=product.producer,
            product=product,
            content=texts_of(product),
            by=owner,
            images=(picture(width) for width in widths),
        )

    assert pictures_of(proposed(1, 2)) == [(1, 0), (2, 1)]
    revision = proposed()  # new words alone leave them
    assert pictures_of(revision) == [(1, 0), (2, 1)]
    before = [one.image.name for one in revision.pictures.all()]
    with django_capture_on_commit_callbacks(execute=True):
        assert pictures_of(proposed(3)) == [(3, 0)]
    assert not any(private_storage().exists(name) for name in before)


@pytest.mark.parametrize("is_new", [True, False])
def test_proposal_is_written_with_its_pictures_or_not_at_all(product, owner, is_new):
    def broken():
        yield picture()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        propose(
            producer=product.producer,
            product=None if is_new else product,
            content=NEW,
            by=owner,
            images=broken(),
        )
    assert not Revision.objects.exists()


# Sending back ------------------------------------------------------------------------------


def test_what_is_sent_back_says_who_did_it_and_why(proposal, staff, product):
    refuse(proposal, staff)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == (Revision.State.RETURNED, "Viết rõ hơn.")
    assert proposal.reviewed_by == staff
    assert since(proposal.reviewed_at)
    assert title_of(product) != "Lọ mới"


@pytest.mark.parametrize("state", [Revision.State.DRAFT, Revision.State.RETURNED])
@pytest.mark.parametrize("decide", [publish, refuse])
def test_what_does_not_wait_is_not_decided(product, proposal, staff, state, decide):
    Revision.objects.update(state=state)
    with pytest.raises(RevisionRefused) as refusal:
        decide(proposal, staff)
    assert str(refusal.value) == state
    assert title_of(product) != "Lọ mới"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewed_by) == (state, None)


def test_stopping_to_sell_sends_back_all_that_waits_or_nothing(product, owner):
    proposal = propose_title(product, owner, "Lọ mới")
    Product.objects.update(publication=Publication.DRAFT)
    with pytest.raises(NotPublished):
        stop_selling(product=product, by=owner)
    proposal.refresh_from_db()
    assert proposal.is_submitted
    Product.objects.update(publication=Publication.PUBLISHED)
    stop_selling(product=product, by=owner)
    proposal.refresh_from_db()
    assert proposal.is_returned
    assert proposal.note == "Bạn đã ngừng bán sản phẩm này."
