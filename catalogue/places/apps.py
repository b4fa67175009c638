from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "catalogue.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from marketplace.frame import alphabet, typed_search

        connection_created.connect(alphabet.teach_sqlite, dispatch_uid="alphabet")
        connection_created.connect(typed_search.teach_sqlite, dispatch_uid="typed-search")
        typed_search.search_as_typed()
