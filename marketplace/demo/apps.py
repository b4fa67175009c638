from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "marketplace.demo"
    label = "demo"
    verbose_name = _("Demo market")

    def ready(self) -> None:
        from marketplace.demo.leftovers import check_leftovers

        checks.register(check_leftovers, "preflight", deploy=True)
