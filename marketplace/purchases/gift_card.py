"""The card that lies in a gift, as PDF on A6: the words of who gives it, and what it comes from."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.frame.documents import render_pdf
from marketplace.order.models import Order
from marketplace.purchases.packing_papers import today


class NoGift(Exception):
    """The order is of a purchase that is no gift: there is no card to print."""


def card_pdf(order: Order) -> bytes:
    """Set the card of an order that is a gift. Raises NoGift."""
    return render_pdf("gift_card", card_of(order))


def card_of(order: Order) -> dict[str, object]:
    """All texts of a card, in the language in which its buyer wrote. Raises NoGift."""
    purchase, to = order.purchase, order.shipping_address
    if purchase is None or not purchase.is_gift:
        raise NoGift
    with override(purchase.language):
        return {
            "language": purchase.language,
            "date": today(),
            "title": _("A gift for you"),
            "to": to.first_name if to else "",
            "words": purchase.gift_message,
            "sender": purchase.gift_sender,
            "made_by": _("Made by %(maker)s") % {"maker": order.producer.name},
            "shop": settings.OSCAR_SHOP_NAME,
        }
