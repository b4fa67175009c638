from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "catalogue.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from marketplace.frame.alphabet import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="alphabet")
