"""What is saved waits for the index in the same transaction.

Signals are the exception here, and this is the reason: Oscar's dashboard and Django's admin
save products, stock, pictures and places without a service of ours, and what staff
save there must show in the shop at once. Our own services do not rely on it for what they
change by queries (they call `touch`, `sync_stock` or `sync_cover`).
"""

from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.facts.kinds import OCCASION
from catalogue.facts.models import FactAsked, FactWord
from catalogue.models import OcopGroup, OcopSet, Product
from catalogue.origin.models import Lot, LotAttachment
from catalogue.places.models import Village
from catalogue.products.services import sync_cover, sync_stock
from catalogue.search.models import Synonym
from catalogue.search.services import touch
from marketplace.files.sizes import await_sizes, has_avif, variant_name, when_drawn


def follow(model: type[Model], kind: str) -> None:
    """Have the index, and the products that name it, follow whatever is saved of a model."""

    def saved(instance: Any, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
        if raw:
            return
        touch(kind, [instance.pk])
        if not created:
            touch("product", instance.products.values_list("pk", flat=True))

    def deleted(instance: Any, **kwargs: Any) -> None:
        touch(kind, [instance.pk])

    name = model.__name__
    post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"search-saved-{name}")
    post_delete.connect(deleted, sender=model, weak=False, dispatch_uid=f"search-gone-{name}")


follow(Village, "village")
follow(OcopSet, "set")


@receiver(post_save, sender=Product, dispatch_uid="search-saved-Product")
def _product(instance: Product, created: bool, raw: bool = False, **kwargs) -> None:
    if raw:
        return
    if created:  # has no stock record yet
        touch("product", [instance.pk])
    else:  # "made to order" may have changed, or an old copy was saved
        sync_stock([instance.pk])


@receiver(post_delete, sender=Product, dispatch_uid="search-gone-Product")
def _product_gone(instance: Product, **kwargs) -> None:
    touch("product", [instance.pk])


@receiver(post_save, sender=Certificate, dispatch_uid="search-certificate")
def _certified(instance: Certificate, raw: bool = False, **kwargs) -> None:
    if raw:
        return
    if instance.product_id is not None:
        touch("product", [instance.product_id])
    else:  # the register's pages alone say it
        touch("rated", [instance.rated_id])


@receiver([post_save, post_delete], sender=Synonym, dispatch_uid="search-synonym")
def _synonyms(**kwargs) -> None:
    touch("words", [0])


@receiver(post_save, sender=OcopGroup, dispatch_uid="search-group")
def _group(instance: OcopGroup, raw: bool = False, **kwargs) -> None:
    if not raw:
        touch("set", instance.sets.values_list("pk", flat=True))
        touch("product", instance.products.values_list("pk", flat=True))


@receiver([post_save, post_delete], sender=Lot, dispatch_uid="search-lot")
def _shown_with_product(instance, raw: bool = False, **kwargs) -> None:
    """What a product's card or page shows beside it."""
    if raw:
        return
    if instance.product_id is not None:
        touch("product", [instance.product_id])
    else:  # the register's pages alone say it
        touch("rated", [instance.rated_id])


@receiver(post_save, sender=get_model("partner", "StockRecord"), dispatch_uid="search-stock-record")
def _stocked(instance, raw: bool = False, **kwargs) -> None:
    """Whoever saves a stock record, the back offices too: price and stock show at once."""
    if not raw:
        sync_stock([instance.product_id])


@receiver(
    [post_save, post_delete],
    sender=get_model("catalogue", "ProductImage"),
    dispatch_uid="search-picture",
)
def _pictured(instance, raw: bool = False, **kwargs) -> None:
    if raw:
        return
    if is_unsized(instance):  # Oscar's dashboard saves pictures, too
        await_sizes(instance.original.name)
    sync_cover(instance.product_id)


def is_unsized(instance: Any) -> bool:
    """Tell whether a picture that the door named has none of its sizes yet."""
    name = instance.pk and instance.original.name
    return bool(name and has_avif(name)) and not default_storage.exists(variant_name(name, 1200))


@when_drawn
def _drawn(name: str) -> None:
    """A picture whose sizes are there comes onto its product's card and pages."""
    images = get_model("catalogue", "ProductImage").objects.filter(original=name)
    for product_id in images.values_list("product_id", flat=True):
        sync_cover(product_id)
    attachments = LotAttachment.objects.filter(file=name)
    touch("product", attachments.values_list("lot__product_id", flat=True))


@receiver(
    [post_save, post_delete],
    sender=get_model("places", "Commune"),
    dispatch_uid="search-commune",
)
@receiver(
    [post_save, post_delete],
    sender=get_model("places", "Province"),
    dispatch_uid="search-province",
)
@receiver([post_save, post_delete], sender=RatingLaw, dispatch_uid="search-law")
@receiver([post_save, post_delete], sender=FactAsked, dispatch_uid="search-fact-asked")
@receiver([post_save, post_delete], sender=FactWord, dispatch_uid="search-fact-word")
def _place(raw: bool = False, **kwargs) -> None:
    """Names of places, words of facts and the laws go with the shelf."""
    if not raw:
        touch("place", [0])


@receiver(post_save, sender=FactWord, dispatch_uid="search-told-word")
def _told(instance: FactWord, raw: bool = False, **kwargs: Any) -> None:
    """Products are found by the words that they are told in, occasions by their own."""
    if not raw:
        touch("product", instance.products.values_list("product", flat=True))
        if instance.fact == OCCASION:
            touch("occasion", [instance.pk])


@receiver(post_delete, sender=FactWord, dispatch_uid="search-occasion-gone")
def _occasion_gone(instance: FactWord, **kwargs: Any) -> None:
    if instance.fact == OCCASION:
        touch("occasion", [instance.pk])
