"""What is saved waits for the index in the same transaction."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.models import OcopGroup, OcopSet, Product
from catalogue.origin.models import Lot
from catalogue.places.models import Village
from catalogue.products.services import sync_cover, sync_stock
from catalogue.search.models import Synonym
from catalogue.search.services import touch
from marketplace.producers.models import Producer

KINDS = {Product: "product", Producer: "producer", Village: "village", OcopSet: "set"}


def saved(sender, instance, raw=False, **kwargs) -> None:
    if raw:
        return
    if sender is Product:  # "made to order" may have changed, or an old copy was saved
        sync_stock([instance.pk])
    else:
        touch(KINDS[sender], [instance.pk])
        if sender in (Producer, Village, OcopSet) and not kwargs.get("created"):
            touch("product", instance.products.values_list("pk", flat=True))


def deleted(sender, instance, **kwargs) -> None:
    touch(KINDS[sender], [instance.pk])


for model in KINDS:
    post_save.connect(saved, sender=model, dispatch_uid=f"search-saved-{model.__name__}")
    post_delete.connect(deleted, sender=model, dispatch_uid=f"search-gone-{model.__name__}")


@receiver(post_save, sender=Certificate, dispatch_uid="search-certificate")
def _certified(instance: Certificate, raw: bool = False, **kwargs) -> None:
    if not raw:
        touch("product", [instance.product_id])


@receiver([post_save, post_delete], sender=Synonym, dispatch_uid="search-synonym")
def _synonyms(**kwargs) -> None:
    touch("words", [0])


@receiver(post_save, sender=OcopGroup, dispatch_uid="search-group")
def _group(instance: OcopGroup, raw: bool = False, **kwargs) -> None:
    if not raw:
        touch("set", instance.sets.values_list("pk", flat=True))
        touch("product", instance.products.values_list("pk", flat=True))


@receiver(
    [post_save, post_delete],
    sender=get_model("reviews", "ProductReview"),
    dispatch_uid="search-review",
)
@receiver([post_save, post_delete], sender=Lot, dispatch_uid="search-lot")
def _shown_with_product(instance, raw: bool = False, **kwargs) -> None:
    """What a product's card or page shows beside it."""
    if not raw:
        touch("product", [instance.product_id])


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
    if not raw:
        sync_cover(instance.product_id)


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
def _place(raw: bool = False, **kwargs) -> None:
    """Names of places and the laws go with the shelf."""
    if not raw:
        touch("place", [0])
