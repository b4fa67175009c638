"""What a proposal holds, in the words of the forms that fill it and of the screen that judges."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import DeliveryReach, OcopSet
from marketplace.frame.money import format_dong

LABELS = {
    "title_vi": _("Name, in Vietnamese"),
    "summary_vi": _("In one sentence, in Vietnamese"),
    "story_vi": _("Story, in Vietnamese"),
    "unit_vi": _("Sales unit, in Vietnamese"),
    "title_en": _("Name, in English"),
    "summary_en": _("In one sentence, in English"),
    "story_en": _("Story, in English"),
    "title_ind": _("Name, in Indonesian"),
    "summary_ind": _("In one sentence, in Indonesian"),
    "picture": _("A new picture"),
    "ocop_set": _("Set"),
    "price": _("Price in dong"),
    "stock": _("In stock"),
    "weight_g": _("Weight with packing, grams"),
    "made_to_order": _("Made to order"),
    "delivery_reach": _("Delivers to"),
}


def as_read(name: str, value: Any) -> str:
    """Say a value of a proposal as its form shows it: a set by its name, an amount in dong."""
    match name:
        case "ocop_set":
            found = OcopSet.objects.filter(number=value).first()
            return str(found) if found else str(value)
        case "price":
            return format_dong(value, get_language() or "vi")
        case "made_to_order":
            return gettext("Yes") if value else gettext("No")
        case "delivery_reach" if value in DeliveryReach.values:
            return str(DeliveryReach(value).label)
    return str(value)
