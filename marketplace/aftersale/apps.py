from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersaleConfig(AppConfig):
    name = "marketplace.aftersale"
    label = "aftersale"
    verbose_name = _("After the sale")
