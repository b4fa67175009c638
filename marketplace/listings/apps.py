from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "marketplace.listings"
    label = "listings"
    verbose_name = _("Listings")

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed

        from marketplace.frame.readers import kept_by
        from marketplace.listings.opened import keep
        from marketplace.listings.used_codes import note_used_code

        kept_by(keep)
        authentication_failed.connect(note_used_code)
