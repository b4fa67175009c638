"""Blocks of plain pages that show terms as they are when the page is read: nobody copies them.

What the shop promises stands in rows and settings; a page that repeated it in words would be
wrong after the next change.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.contact import shop_contact
from marketplace.aftersale.returns import rule_for
from marketplace.aftersale.rules import ReturnReason
from marketplace.gateways.methods import payment_methods
from marketplace.shipping.rates import zones_of


class LiveBlock(blocks.StaticBlock):
    """A block in which an editor sets nothing."""

    def live(self) -> dict[str, Any]:
        """What its template shows, as it is now."""
        raise NotImplementedError

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | self.live()

    def get_preview_value(self) -> None:
        return None

    class Meta:
        icon = "cog"
        admin_text = _("Shown as it is on the day somebody reads it; there is nothing to fill in.")


class ContactBlock(LiveBlock):
    def live(self) -> dict[str, Any]:
        return {"contact": shop_contact()}

    class Meta:
        icon = "mail"
        template = "cms/blocks/contact.html"
        description = _("Company, address, phone and mail from Settings, Contact of the shop.")


class DeliveryChargesBlock(LiveBlock):
    def live(self) -> dict[str, Any]:
        return {"zones": [zone for zone in zones_of(None) if zone.now]}

    class Meta:
        icon = "table"
        template = "cms/blocks/delivery_charges.html"
        description = _("What a parcel costs by zone and weight, and how many days it takes.")


class ReturnTermsBlock(LiveBlock):
    def live(self) -> dict[str, Any]:
        today = timezone.localdate()
        rules = [(label, rule_for(code, today)) for code, label in ReturnReason.choices]
        return {"rules": [(label, rule) for label, rule in rules if rule]}

    class Meta:
        icon = "undo"
        template = "cms/blocks/return_terms.html"
        description = _("For each reason: until when, who pays, when the money is back.")


class PaymentWaysBlock(LiveBlock):
    def live(self) -> dict[str, Any]:
        return {"methods": payment_methods()}

    class Meta:
        icon = "list-ul"
        template = "cms/blocks/payment_ways.html"
        description = _("The ways to pay that are open now, and how long goods are held for each.")
