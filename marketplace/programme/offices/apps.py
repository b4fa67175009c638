from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "marketplace.programme.offices"
    label = "offices"
    verbose_name = _("Offices of the OCOP programme")

    def ready(self) -> None:
        from marketplace.accounts.roles import BY_ROW
        from marketplace.programme.offices.queries import has_post

        if has_post not in BY_ROW:
            BY_ROW.append(has_post)
