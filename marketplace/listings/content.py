"""What a proposal holds, in the words of the forms that fill it and of the screen that judges."""

from django.utils.translation import gettext_lazy as _

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
