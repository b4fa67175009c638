"""Where it is, and how one gets there."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.words import Piece


class MapPointBlock(Piece):
    village = SnippetChooserBlock("places.Village", label=_("Village"))

    class Meta:
        icon = "site"
        template = "cms/blocks/map.html"
        description = _("A village on a small map.")


WAYS = [
    ("bus", _("Bus")),
    ("car", _("Car")),
    ("motorbike", _("Motorbike")),
    ("walk", _("On foot")),
    ("boat", _("Boat")),
    ("bicycle", _("Bicycle")),
]
WORDS = dict(WAYS)


class LegBlock(blocks.StructBlock):
    """One stretch of a way; what is not known stays empty and is not shown."""

    by = blocks.ChoiceBlock(label=_("By"), choices=WAYS)
    line = blocks.CharBlock(label=_("Line"), max_length=40, required=False)
    start = blocks.CharBlock(label=_("From where"), max_length=80, required=False)
    end = blocks.CharBlock(label=_("To where"), max_length=80, required=False)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=2880, required=False)
    km = blocks.DecimalBlock(
        label=_("Kilometres"),
        min_value=0,
        max_value=3000,
        max_digits=6,
        decimal_places=1,
        required=False,
    )
    text = blocks.TextBlock(label=_("What to know"), max_length=400, rows=2, required=False)
    source = blocks.URLBlock(label=_("Source"), required=False)

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"way": WORDS.get(value["by"], "")}

    class Meta:
        template = "cms/blocks/leg.html"


class RouteBlock(Piece):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    legs = blocks.ListBlock(LegBlock(), label=_("Stretches"))

    class Meta:
        icon = "arrow-right-full"
        template = "cms/blocks/route.html"
        description = _("By bus, road or boat, stretch by stretch, with times and distances.")
        preview_value = {
            "heading": "From the lake by bus",
            "legs": [{"by": "bus", "line": "47A", "start": "Long Biên", "end": "Bát Tràng"}],
        }
