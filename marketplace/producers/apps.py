from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProducersConfig(AppConfig):
    name = "marketplace.producers"
    label = "producers"
    verbose_name = _("Producers")

    def ready(self) -> None:
        from catalogue.listing.followers import follow
        from marketplace.producers import documents  # noqa: F401 - it announces itself
        from marketplace.producers.models import Producer

        follow(Producer, "producer")
