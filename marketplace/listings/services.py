"""Proposals of producers: written, submitted, compared, published or sent back."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from oscar.core.loading import get_model

from catalogue.models import DeliveryReach, OcopSet, Product, Publication
from catalogue.products.services import (
    add_picture,
    publish_product,
    sync_stock,
    withdraw_product,
)
from marketplace.accounts.models import User
from marketplace.files.pictures import Picture, as_kept
from marketplace.frame.states import move
from marketplace.listings.models import Revision, RevisionPicture
from marketplace.producers.models import Producer

TEXT_FIELDS = tuple(
    f"{field}_{suffix}"
    for suffix in ("vi", "en", "ind")
    for field in ("title", "summary", "story", "unit")
)


class PictureUnreadable(Exception):
    """A proposal's picture cannot be published; str() is what the reviewer can do."""

    def __str__(self) -> str:
        return gettext(
            "A picture of this proposal cannot be read. Send the proposal back and ask for another."
        )


class RevisionRefused(Exception):
    """A proposal cannot move that way; str() is its state."""


def texts_of(product: Product) -> dict[str, str]:
    """Give a product's texts as a proposal holds them."""
    return {name: getattr(product, name) or "" for name in TEXT_FIELDS}


@transaction.atomic
def propose(
    *,
    producer: Producer,
    product: Product | None,
    content: dict,
    by: User,
    images: Iterable[File] = (),
) -> Revision:
    """Submit a proposal; an open one takes the new words, and new pictures, instead.

    Open is what waits or was sent back for the same product. Of new products it is the one
    with the same words that waits, so that a page sent twice proposes one.
    """
    # The producer's row is the lock: two requests at once make no second proposal.
    Producer.objects.select_for_update().get(pk=producer.pk)
    waiting = Revision.objects.select_for_update().filter(producer=producer, product=product)
    if product is None:
        waiting = waiting.filter(state=Revision.State.SUBMITTED, content=content)
    else:
        waiting = waiting.filter(state__in=[Revision.State.SUBMITTED, Revision.State.RETURNED])
    revision = waiting.first()
    words = {
        "base": texts_of(product) if product else {},
        "content": content,
        "submitted_at": timezone.now(),
    }
    if revision is None:
        revision = Revision.objects.create(
            producer=producer,
            product=product,
            created_by=by,
            state=Revision.State.SUBMITTED,
            **words,
        )
    elif revision.is_returned:
        move(revision, Revision.State.SUBMITTED, **words)
    else:
        for name, value in words.items():
            setattr(revision, name, value)
        revision.save(update_fields=[*words, "updated_at"])
    pictures = list(images)
    if pictures:
        forget_pictures(revision)
    for order, image in enumerate(pictures):
        revision.pictures.create(image=image, order=order)
    return revision


def forget_pictures(revision: Revision) -> None:
    """Take away what was proposed before: the rows now, the files once that is committed."""
    pictures = list(revision.pictures.all())
    revision.pictures.all().delete()
    for picture in pictures:
        transaction.on_commit(partial(picture.image.delete, save=False), robust=True)


def public_copy(picture: RevisionPicture) -> Picture:
    """Copy a picture for the shelf. Raises PictureUnreadable; only old ones were not looked at."""
    try:
        with picture.image.open() as file:
            return as_kept(file)
    except (OSError, ValidationError) as error:
        raise PictureUnreadable from error


def lock(pk: int) -> Revision:
    revision = Revision.objects.select_for_update().select_related("producer__partner").get(pk=pk)
    if not revision.is_submitted:
        raise RevisionRefused(revision.state)
    return revision


@transaction.atomic
def send_back(*, revision: Revision, note: str, by: User) -> None:
    revision = lock(revision.pk)
    move(
        revision,
        Revision.State.RETURNED,
        note=note,
        reviewed_by=by,
        reviewed_at=timezone.now(),
    )


@transaction.atomic
def stop_selling(*, product: Product, by: User) -> None:
    """Take a product off the shelves at its owner's word.

    A proposal of it that waits for the editors goes back: published, it would bring the
    product back with it. Raises NotPublished.
    """
    waiting = Revision.objects.filter(product=product, state=Revision.State.SUBMITTED)
    for revision in waiting.select_for_update().order_by("pk"):
        send_back(revision=revision, note=gettext("You stopped selling it meanwhile."), by=by)
    withdraw_product(product)


def new_product(revision: Revision) -> Product:
    """Make the product that a proposal describes; not saved yet."""
    content = revision.content
    ocop_set = OcopSet.objects.select_related("group").get(number=content["ocop_set"])
    return Product(
        product_class=get_model("catalogue", "ProductClass").objects.get(slug="goods"),
        producer=revision.producer,
        village=revision.producer.village,
        commune=revision.producer.commune,
        ocop_set=ocop_set,
        ocop_group=ocop_set.group,
        weight_g=content.get("weight_g", 0),
        made_to_order=content.get("made_to_order", False),
        delivery_reach=content.get("delivery_reach", DeliveryReach.ABROAD),
        publication=Publication.DRAFT,
    )


@transaction.atomic
def publish_revision(*, revision: Revision, by: User) -> Product:
    """Put a proposal on the shelf: new texts, or a new product with price and stock.

    Raises RevisionRefused, PictureUnreadable.
    """
    revision = lock(revision.pk)
    content = revision.content
    is_new = revision.product is None
    product = revision.product or new_product(revision)
    for name in TEXT_FIELDS:
        if name in content:
            setattr(product, name, content[name])
    product.save()
    if is_new:
        product.code = f"R{product.pk:06d}"
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=revision.producer.partner,
            partner_sku=product.code,
            price_currency="VND",
            price=content["price"],
            num_in_stock=content.get("stock", 0),
            num_allocated=0,
        )
    publish_product(product)
    sync_stock([product.pk])
    order = product.images.count()
    for picture in revision.pictures.all():
        add_picture(
            product=product, file=public_copy(picture), caption=picture.caption, order=order
        )
        order += 1
    move(
        revision,
        Revision.State.PUBLISHED,
        product=product,
        reviewed_by=by,
        reviewed_at=timezone.now(),
    )
    return product
