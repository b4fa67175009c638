"""Proposals come onto the shelf: new texts, new products with price and stock, one or thousands.

A few queries a portion, however many: the batch of a table of 10,000 rows is published as one
proposal is. No picture is drawn here; the queue does that (marketplace/files/sizes.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from catalogue.facts.services import keep_facts
from catalogue.models import DeliveryReach, OcopSet, Product, Publication
from catalogue.products.services import (
    add_picture,
    availability_of,
    search_text_of,
    show,
    sync_stock,
)
from catalogue.products.variants import keep_variants
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.files.pictures import Picture, as_kept
from marketplace.frame.many_rows import save_columns
from marketplace.frame.states import move_rows
from marketplace.listings.content import FACTS, VARIANTS
from marketplace.listings.judging import is_changed, note_steps
from marketplace.listings.models import Revision, RevisionPicture, RevisionStep
from marketplace.listings.variants import as_told

TEXT_FIELDS = tuple(
    f"{field}_{suffix}"
    for suffix in ("vi", "en", "ind")
    for field in ("title", "summary", "story", "unit")
)
SHOWN = (*TEXT_FIELDS, "publication", "is_public", "published_on", "search_text", "date_updated")


class PictureUnreadable(Exception):
    """A proposal's picture cannot be published; str() is what the reviewer can do."""

    def __str__(self) -> str:
        return gettext(
            "A picture of this proposal cannot be read. Send the proposal back and ask for another."
        )


def public_copy(picture: RevisionPicture) -> Picture:
    """Copy a picture for the shelf. Raises PictureUnreadable; only old ones were not looked at."""
    try:
        with picture.image.open() as file:
            return as_kept(file)
    except (OSError, ValidationError) as error:
        raise PictureUnreadable from error


def publish_all(revisions: Sequence[Revision], by: User | None) -> list[Product]:
    """Publish locked proposals that wait; give their products in the same order.

    Each comes with its producer and partner. Raises PictureUnreadable.
    """
    proposed = RevisionPicture.objects.filter(revision__in=[each.pk for each in revisions])
    pictures = [
        (picture, public_copy(picture)) for picture in proposed.order_by("revision", "order", "pk")
    ]
    known = Product.objects.select_related("producer", "village", "ocop_set").in_bulk(
        [revision.product_id for revision in revisions if revision.product_id]
    )
    kinds = kinds_of(revisions)
    new: list[tuple[Revision, Product]] = []
    for revision in revisions:
        if revision.product_id is None:
            new.append((revision, new_product(revision, kinds)))
        else:
            set_texts(known[revision.product_id], changes_of(revision))
    create_products(new)
    save_columns(known.values(), SHOWN)
    sync_stock(known)
    made = {revision.pk: product for revision, product in new}
    products = [made.get(revision.pk) or known[revision.product_id or 0] for revision in revisions]
    pairs = zip(revisions, products, strict=True)
    keep_facts({to.pk: each.content[FACTS] for each, to in pairs if is_changed(each, FACTS)})
    keep_decision(revisions, products, by)
    add_pictures(pictures, dict(zip((each.pk for each in revisions), products, strict=True)))
    for revision, product in zip(revisions, products, strict=True):
        told = revision.content.get(VARIANTS)
        if told and is_changed(revision, VARIANTS):
            keep_variants(product=product, axis=told["axis"], told=as_told(told))
    return products


def add_pictures(
    pictures: Iterable[tuple[RevisionPicture, Picture]], of: dict[int, Product]
) -> None:
    """Put proposals' pictures behind those that their products have."""
    for picture, file in pictures:
        product = of[picture.revision_id]
        order = product.images.count()
        add_picture(product=product, file=file, caption=picture.caption, order=order)


def changes_of(revision: Revision) -> dict[str, Any]:
    """Give what a proposal changes of a product."""
    return {name: to for name, to in revision.content.items() if is_changed(revision, name)}


def set_texts(product: Product, content: Mapping[str, Any]) -> None:
    """Give a product what a proposal says, and show it."""
    for name in TEXT_FIELDS:
        if name in content:
            setattr(product, name, content[name])
    show(product)


class Kinds(NamedTuple):
    """What new products are of: Oscar's class of goods, the sets of proposals by number."""

    goods: Any
    sets: dict[int, OcopSet]


def kinds_of(revisions: Iterable[Revision]) -> Kinds:
    numbers = {revision.content["ocop_set"] for revision in revisions if not revision.product_id}
    sets = OcopSet.objects.select_related("group").filter(number__in=numbers)
    goods = get_model("catalogue", "ProductClass").objects.get(slug="goods")
    return Kinds(goods, {each.number: each for each in sets})


def new_product(revision: Revision, kinds: Kinds) -> Product:
    """Make the product that a proposal describes; not saved yet."""
    content = revision.content
    ocop_set = kinds.sets[content["ocop_set"]]
    return Product(
        product_class=kinds.goods,
        producer=revision.producer,
        village=revision.producer.village,
        commune_id=revision.producer.commune_id,
        ocop_set=ocop_set,
        ocop_group=ocop_set.group,
        weight_g=content.get("weight_g", 0),
        made_to_order=content.get("made_to_order", False),
        delivery_reach=content.get("delivery_reach", DeliveryReach.ABROAD),
        publication=Publication.DRAFT,
    )


def create_products(pairs: Sequence[tuple[Revision, Product]]) -> None:
    """Save new products with their texts, codes and stock records."""
    if not pairs:
        return
    for revision, product in pairs:
        content = revision.content
        set_texts(product, content)
        product.slug = slugify(product.get_title())
        product.price = content["price"]
        product.availability = availability_of(
            made_to_order=product.made_to_order, in_stock=content.get("stock", 0), allocated=0
        )
    products = Product.objects.bulk_create([product for _revision, product in pairs])
    for product in products:
        product.code = f"R{product.pk:06d}"
        product.search_text = search_text_of(product)
    save_columns(products, ["code", "search_text"])
    record = get_model("partner", "StockRecord")
    record.objects.bulk_create(
        record(
            product=product,
            partner=revision.producer.partner,
            partner_sku=product.code,
            price_currency="VND",
            price=first_of(revision.content)["price"],
            num_in_stock=first_of(revision.content).get("stock", 0),
            num_allocated=0,
        )
        for revision, product in pairs
    )
    touch("product", [product.pk for product in products])


def first_of(content: dict[str, Any]) -> dict[str, Any]:
    """What a new product's record begins with: of variants it is the first one's."""
    rows = (content.get(VARIANTS) or {}).get("rows")
    return rows[0] if rows else content


def keep_decision(
    revisions: Sequence[Revision], products: Sequence[Product], by: User | None
) -> None:
    """Write down that proposals are published, by whom, as which products."""
    now = timezone.now()
    rows = Revision.objects.filter(pk__in=[revision.pk for revision in revisions])
    moved = move_rows(
        rows,
        Revision.State.SUBMITTED,
        Revision.State.PUBLISHED,
        reviewed_by=by,
        reviewed_at=now,
        updated_at=now,
    )
    if moved != len(revisions):
        raise RuntimeError("A locked proposal was decided on by another.")
    for revision, product in zip(revisions, products, strict=True):
        revision.product = product
    save_columns(revisions, ["product"])
    note_steps(revisions, RevisionStep.Kind.PUBLISHED, by)
