"""What is read: text, quotes, a sentence set large, a recipe or how to care for something."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class Piece(blocks.StructBlock):
    """A block with a preview in the editors' choice of blocks."""

    class Meta:
        preview_template = "cms/blocks/preview.html"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(features=TEXT, **options)

    def deconstruct(self) -> tuple[str, list, dict]:
        _path, args, options = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, options

    class Meta:
        icon = "pilcrow"
        description = _("Paragraphs, headings, lists and links.")
        preview_template = "cms/blocks/preview.html"
        preview_value = (
            "<h2>From clay to bowl</h2><p>A potter centres the clay before it rises.</p>"
        )


class QuoteBlock(Piece):
    text = blocks.TextBlock(label=_("Words"), max_length=600)
    by = blocks.CharBlock(label=_("Who says it"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        template = "cms/blocks/quote.html"
        description = _("What somebody said, in their own words, with their name.")
        preview_value = {"text": "The kiln teaches patience.", "by": "A potter of Bát Tràng"}


class PullBlock(Piece):
    """A sentence of the page itself: nobody else's words."""

    text = blocks.TextBlock(label=_("Sentence"), max_length=240)

    class Meta:
        icon = "bold"
        template = "cms/blocks/pull.html"
        description = _("A sentence of the text, set large between paragraphs.")
        preview_value = {"text": "One bowl passes through some twenty pairs of hands."}


class CareBlock(Piece):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    items = blocks.ListBlock(blocks.TextBlock(max_length=400, rows=2), label=_("One after another"))

    class Meta:
        icon = "list-ol"
        template = "cms/blocks/care.html"
        description = _("How to cook, use or look after something, step by step.")
        preview_value = {
            "heading": "To look after silk",
            "items": ["Wash by hand in cold water.", "Dry in the shade."],
        }
