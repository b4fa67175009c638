"""Proposals of a table are decided together; single ones go back, and a killed worker loses none."""

import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from PIL import Image

from catalogue.models import Product
from marketplace.files.storage import private_storage
from marketplace.listings.imports import batches
from marketplace.listings.imports.batches import BatchRefused, publish, send_back_rows
from marketplace.listings.models import ProposalBatch, Revision
from marketplace.listings.services import RevisionRefused, propose, publish_revision
from marketplace.notices.models import Notice
from marketplace.producers.models import Producer
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.listings.imports.tables import NEW, applied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


def batch_of(producer, owner, count: int = 3) -> ProposalBatch:
    rows = [NEW | {"title_vi": f"Ấm số {n}"} for n in range(count)]
    return applied(producer, owner, *rows).batch


def states(batch) -> list[str]:
    return list(batch.proposals.order_by("pk").values_list("state", flat=True))


def test_batch_is_published_portion_by_portion_and_told_once(producer, owner, staff, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 2)
    batch = batch_of(producer, owner)
    publish(batch=batch, by=staff)
    publish(batch=batch, by=staff)  # pressed twice
    assert batches.publish_batch.func(batch.pk) == 3
    assert batches.publish_batch.func(batch.pk) == 0
    batch.refresh_from_db()
    assert batch.is_decided and states(batch) == ["published"] * 3
    made = Product.objects.order_by("pk")
    assert [(each.title_vi, each.price, each.code) for each in made] == [
        (f"Ấm số {n}", 120_000, f"R{each.pk:06d}") for n, each in enumerate(made)
    ]
    assert {each.stockrecords.get().num_in_stock for each in made} == {5}
    assert Product.objects.browsable().count() == 3
    assert list(Notice.objects.values_list("kind", "number")) == [
        ("table_published", str(batch.table_id))
    ]
    told = MailMessage.objects.get().context
    assert (told["published"], told["returned"]) == (3, 0)


def test_single_ones_go_back_with_a_reason_and_the_rest_is_published(producer, owner, staff):
    batch = batch_of(producer, owner)
    first, second, _third = batch.proposals.order_by("pk")
    foreign = batch_of(factories.make_producer(), staff, 1).proposals.get()
    sent = send_back_rows(batch=batch, pks=[first.pk, foreign.pk], note="Rõ hơn.", by=staff)
    assert sent == 1 and states(batch) == ["returned", "submitted", "submitted"]
    assert MailMessage.objects.get().context["returned"] == 1
    publish_revision(revision=second, by=staff)  # by its own page
    assert states(batch) == ["returned", "published", "submitted"]
    assert send_back_rows(batch=batch, pks=None, note="Rõ hơn.", by=staff) == 1
    batch.refresh_from_db()
    assert batch.is_decided
    for step in (
        lambda: publish(batch=batch, by=staff),
        lambda: send_back_rows(batch=batch, pks=None, note="x", by=staff),
    ):
        with pytest.raises(BatchRefused, match="Somebody has decided on this batch already"):
            step()
    foreign.refresh_from_db()
    assert foreign.is_submitted


def test_what_is_written_anew_leaves_its_batch(producer, owner):
    batch = batch_of(producer, owner, 1)
    proposal = batch.proposals.get()
    content = proposal.content | {"title_vi": "Ấm khác"}
    propose(producer=producer, product=None, content=content, by=owner, revision=proposal)
    proposal.refresh_from_db()
    batch.refresh_from_db()
    assert proposal.is_submitted and proposal.batch is None and batch.is_decided


def test_producer_that_may_not_sell_any_more_publishes_nothing(producer, owner, staff):
    batch = batch_of(producer, owner)
    publish(batch=batch, by=staff)
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.SUSPENDED)
    assert batches.publish_batch.func(batch.pk) == 0
    batch.refresh_from_db()
    assert batch.is_waiting and not Product.objects.exists()
    with pytest.raises(RevisionRefused, match="unverified"):
        publish(batch=batch, by=staff)


def test_lost_worker_s_batch_goes_on(producer, owner, staff, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 2)
    batch = batch_of(producer, owner)
    publish(batch=batch, by=staff)
    assert batches.publish_portion(batch.pk) == 2  # and the worker is killed
    assert batches.go_on_with_batches() == 0
    old = timezone.now() - batches.LOST_AFTER - datetime.timedelta(seconds=1)
    ProposalBatch.objects.update(told_at=old)
    assert (batches.go_on_with_batches(), batches.go_on_with_batches()) == (1, 0)
    batches.publish_batch.func(batch.pk)
    assert states(batch) == ["published"] * 3 and Product.objects.count() == 3


def test_proposal_whose_picture_is_broken_goes_back_alone(producer, owner, staff):
    batch = batch_of(producer, owner)
    first, second, _third = batch.proposals.order_by("pk")
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "JPEG")
    for proposal in (first, second):
        proposal.pictures.create(image=ContentFile(drawn.getvalue(), name="am.jpg"))
    name = first.pictures.get().image.name
    private_storage().delete(name)
    private_storage().save(name, ContentFile(b"nothing"))
    first.pictures.update(image=name)
    publish(batch=batch, by=staff)
    batches.publish_batch.func(batch.pk)
    assert states(batch) == ["returned", "published", "published"]
    assert Revision.objects.get(pk=second.pk).product.images.count() == 1
