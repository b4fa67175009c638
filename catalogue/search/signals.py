"""What is saved waits for the index in the same transaction."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalogue.certificates.models import Certificate
from catalogue.models import Product
from catalogue.places.models import Village
from catalogue.search.models import Synonym
from catalogue.search.query import bump_version
from catalogue.search.services import touch
from marketplace.producers.models import Producer

KINDS = {Product: "product", Producer: "producer", Village: "village"}


def saved(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        touch(KINDS[sender], [instance.pk])
        if sender is not Product and not kwargs.get("created"):
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
    bump_version()
