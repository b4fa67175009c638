"""What is known: figures, years, steps of making, tables, and where each is known from."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.blocks.words import Piece

SOURCE = "https://example.org/village"


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What"), max_length=60)
    value = blocks.CharBlock(label=_("Value"), max_length=120)
    source = blocks.URLBlock(label=_("Source"), required=False)


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=60)
    what = blocks.TextBlock(label=_("What happened"), max_length=400, rows=2)
    source = blocks.URLBlock(label=_("Source"), required=False)


class TimelineBlock(Piece):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    rows = blocks.ListBlock(MomentBlock(), label=_("Years"))

    class Meta:
        icon = "history"
        template = "cms/blocks/timeline.html"
        description = _("Years and what happened in them, the earliest first.")
        preview_value = {
            "heading": "Since when",
            "rows": [
                {"when": "1684", "what": "A stele names the village.", "source": SOURCE},
                {"when": "2025", "what": "A title for the craft.", "source": ""},
            ],
        }


class StepBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Step"), max_length=80)
    text = blocks.TextBlock(label=_("What is done"), max_length=600, rows=3)


class StepsBlock(Piece):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    rows = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        template = "cms/blocks/making.html"
        description = _("How a thing is made, numbered step by step.")
        preview_value = {
            "heading": "How a bowl is made",
            "rows": [
                {"name": "Clay", "text": "Clay is washed and left to settle."},
                {"name": "Throwing", "text": "The wheel turns, the wall rises."},
            ],
        }


class TableBlock(TypedTableBlock):
    """Words in rows and columns."""

    def __init__(self, **options: Any) -> None:
        text = blocks.CharBlock(label=_("Text"), max_length=300, required=False)
        super().__init__([("text", text)], **options)

    class Meta:
        icon = "table"
        template = "cms/blocks/table.html"
        description = _("On a phone each row stands by itself.")


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    publisher = blocks.CharBlock(label=_("Publisher"), max_length=120, required=False)
    year = blocks.CharBlock(label=_("Year"), max_length=12, required=False)
    url = blocks.URLBlock(label=_("Address"), required=False)


class SourcesBlock(Piece):
    """Numbered; "#source-2" in a link of the text leads to the second."""

    rows = blocks.ListBlock(SourceBlock(), label=_("Sources"))

    class Meta:
        icon = "link"
        template = "cms/blocks/sources.html"
        description = _("Where the page's facts are from, numbered, at its end.")
        preview_value = {
            "rows": [
                {"title": "A village of potters", "publisher": "A press", "year": "2024", "url": ""}
            ]
        }
