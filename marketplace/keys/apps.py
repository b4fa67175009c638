from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    name = "marketplace.keys"
    label = "keys"
    verbose_name = _("Keys")

    def ready(self) -> None:
        from marketplace.keys.services import make_first_keys

        post_migrate.connect(make_first_keys, sender=self, dispatch_uid="first-keys")
