from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersaleConfig(AppConfig):
    name = "marketplace.aftersale"
    label = "aftersale"
    verbose_name = _("After the sale")

    def ready(self) -> None:
        from catalogue.shop.product_schema import offers_are_told_by
        from marketplace.aftersale.offer_terms import offer_terms

        offers_are_told_by(offer_terms)
