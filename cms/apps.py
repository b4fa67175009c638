from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Villages and stories")

    def ready(self) -> None:
        from cms import search  # noqa: F401
