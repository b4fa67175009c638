from functools import partial

from django.apps import AppConfig
from django.conf import settings
from django.core import checks as django_checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "marketplace.operations"
    label = "operations"
    verbose_name = _("Health of the market")

    def ready(self) -> None:
        from marketplace.frame import health, logs
        from marketplace.operations import checks, services
        from marketplace.operations.preflight import of_installation, of_settings

        for part, check in checks.PARTS.items():
            health.PARTS[part] = partial(checks.is_well, check)
        health.PARTS["clock"] = services.clock_goes
        for asked in (of_settings.check_settings, of_installation.check_installation):
            django_checks.register(asked, "preflight", deploy=True)
        if settings.SLOW_QUERY_MS:
            connection_created.connect(logs.watch_queries, dispatch_uid="slow-queries")
