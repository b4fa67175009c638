"""Proposals of producers: written, submitted, compared, published or sent back."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from catalogue.facts.queries import facts_of
from catalogue.models import Product
from catalogue.products.services import withdraw_product
from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move
from marketplace.listings.content import FACTS, VARIANTS
from marketplace.listings.judging import Kind, mark_of, note_steps
from marketplace.listings.models import ProposalBatch, Revision
from marketplace.listings.news import tell_published, tell_returned
from marketplace.listings.publishing import TEXT_FIELDS, publish_all
from marketplace.listings.variants import is_whole, told_of
from marketplace.producers.models import Producer

UNVERIFIED, INCOMPLETE, CHANGED = "unverified", "incomplete", "changed"
NEEDED = ("title_vi", "ocop_set", "price")  # without them no product is made


def is_complete(content: Mapping[str, Any]) -> bool:
    """Tell whether a new product can be made of a proposal."""
    return all(content.get(name) for name in NEEDED) and is_whole(content.get(VARIANTS) or {})


class RevisionRefused(Exception):
    """A proposal cannot move that way; str() is its state, UNVERIFIED, INCOMPLETE or CHANGED."""


def texts_of(product: Product) -> dict[str, str]:
    """Give a product's texts as a proposal holds them."""
    return {name: getattr(product, name) or "" for name in TEXT_FIELDS}


def values_of(product: Product | None) -> dict[str, Any]:
    """Give texts, facts and variants as a proposal holds them; nothing of one that is to be."""
    if product is None:
        return {}
    told = facts_of([product.pk])[product.pk]
    return {**texts_of(product), FACTS: told, VARIANTS: told_of(product)}


@transaction.atomic
def propose(
    *,
    producer: Producer,
    product: Product | None,
    content: dict,
    by: User,
    images: Iterable[File] = (),
    revision: Revision | None = None,
) -> Revision:
    """Submit a proposal; an open one takes the new words, and new pictures, instead.

    Open is what waits, was sent back or kept for the same product. Of new products it is the
    one with the same words, so that a page sent twice proposes one; or `revision`, when that one
    is changed. Who is not verified yet keeps drafts: law on e-commerce 122/2025/QH15 has a
    platform verify a seller before anything of it is offered.
    """
    # The producer's row is the lock: two requests at once make no second proposal.
    producer = Producer.objects.select_for_update().get(pk=producer.pk)
    waiting = Revision.objects.select_for_update().filter(producer=producer, product=product)
    waiting = waiting.exclude(state=Revision.State.PUBLISHED)
    if revision is not None:
        waiting = waiting.filter(pk=revision.pk)
    elif product is None:
        waiting = waiting.filter(content=content).exclude(state=Revision.State.RETURNED)
    found = waiting.first()
    goal = Revision.State.SUBMITTED if producer.may_sell else Revision.State.DRAFT
    words = {
        "base": values_of(product),
        "content": content,
        "reasons": {},
        "submitted_at": timezone.now() if producer.may_sell else None,
        "batch": None,  # what is written anew is decided alone
    }
    batch_before = found.batch_id if found else None
    if found is None:
        found = Revision.objects.create(
            producer=producer, product=product, created_by=by, state=goal, **words
        )
    elif may_move(found, goal):
        move(found, goal, **words)
    else:
        for name, value in words.items():
            setattr(found, name, value)
        found.save(update_fields=[*words, "updated_at"])
    settle_batch(batch_before)
    if found.is_submitted:
        note_steps([found], Kind.SUBMITTED, by)
    pictures = list(images)
    if pictures:
        forget_pictures(found)
    for order, image in enumerate(pictures):
        found.pictures.create(image=image, order=order)
    return found


@transaction.atomic
def submit(*, revision: Revision, by: User) -> Revision:
    """Send a draft to the editors; one that was sent stays sent.

    Raises RevisionRefused: "unverified", "incomplete", or the state of one that was decided on.
    """
    producer = Producer.objects.select_for_update().get(pk=revision.producer_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if revision.is_submitted:
        return revision
    if not producer.may_sell:
        raise RevisionRefused(UNVERIFIED)
    if not revision.is_draft:
        raise RevisionRefused(revision.state)
    if revision.product_id is None and not is_complete(revision.content):
        raise RevisionRefused(INCOMPLETE)
    move(revision, Revision.State.SUBMITTED, submitted_at=timezone.now(), reasons={})
    note_steps([revision], Kind.SUBMITTED, by)
    return revision


def forget_pictures(revision: Revision) -> None:
    """Take away what was proposed before: the rows now, the files once that is committed."""
    pictures = list(revision.pictures.all())
    revision.pictures.all().delete()
    for picture in pictures:
        transaction.on_commit(partial(picture.image.delete, save=False), robust=True)


def lock(pk: int) -> Revision:
    revision = Revision.objects.select_for_update().select_related("producer__partner").get(pk=pk)
    if not revision.is_submitted:
        raise RevisionRefused(revision.state)
    return revision


@transaction.atomic
def publish_revision(*, revision: Revision, by: User, seen: str = "") -> Product:
    """Put a proposal on the shelf: new texts, or a new product with price and stock.

    `seen` names what the editor looked at (`judging.mark_of`), where one did. Raises
    RevisionRefused, PictureUnreadable.
    """
    revision = lock(revision.pk)
    if seen and seen != mark_of(revision, values_of(revision.product)):
        raise RevisionRefused(CHANGED)
    if not revision.producer.may_sell:
        raise RevisionRefused(UNVERIFIED)
    product = publish_all([revision], by)[0]
    settle_batch(revision.batch_id)
    tell_published(revision, product)
    return product


def settle_batch(pk: int | None) -> None:
    """Count a batch as decided once the last of its proposals is."""
    if pk is None:
        return
    batch = ProposalBatch.objects.select_for_update().get(pk=pk)
    waiting = batch.proposals.filter(state=Revision.State.SUBMITTED)
    if batch.is_waiting and not waiting.exists():
        move(batch, ProposalBatch.State.DECIDED, decided_at=timezone.now())


@transaction.atomic
def send_back(
    *, revision: Revision, note: str, by: User, reasons: Mapping[str, str] | None = None
) -> None:
    """Give a proposal back to its producer with words on the whole and on fields; tell its people.

    `reasons` by the name of a field in the producer's form.
    """
    tell_returned(give_back(revision, note, by, reasons))


def give_back(
    revision: Revision, note: str, by: User | None, reasons: Mapping[str, str] | None = None
) -> Revision:
    revision = lock(revision.pk)
    decided = {"note": note, "reasons": dict(reasons or {}), "reviewed_by": by}
    move(revision, Revision.State.RETURNED, **decided, reviewed_at=timezone.now())
    note_steps([revision], Kind.RETURNED, by, note, reasons)
    settle_batch(revision.batch_id)
    return revision


@transaction.atomic
def stop_selling(*, product: Product, by: User) -> None:
    """Take a product off the shelves at its owner's word.

    A proposal of it that waits for the editors goes back: published, it would bring the
    product back with it. Raises NotPublished.
    """
    waiting = Revision.objects.filter(product=product, state=Revision.State.SUBMITTED)
    for revision in waiting.select_for_update().order_by("pk"):
        give_back(revision, gettext("You stopped selling it meanwhile."), by)
    withdraw_product(product)
