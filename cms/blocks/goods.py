"""What can be bought, as it is when the page is read, and what to do next."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from catalogue.listing.cards import cards_of
from catalogue.listing.shelf import current
from catalogue.models import Product
from cms.blocks.words import TEXT, Piece

CARDS = 8


class VillageProductsBlock(Piece):
    """The products of a village that are on sale when the page is read."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    village = SnippetChooserBlock("places.Village", label=_("Village"))

    def get_context(self, value, parent_context=None):
        village = value["village"]  # None: not chosen yet, or no more
        shown = current().best(CARDS, village=village.pk) if village else []
        return super().get_context(value, parent_context) | {"cards": cards_of(shown)}

    class Meta:
        icon = "list-ul"
        template = "cms/blocks/products.html"
        description = _("The best products of a village that are on sale, with their stars.")


class ChosenProductsBlock(Piece):
    """Products by their codes, in the order written; those not on sale are left out."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    codes = blocks.ListBlock(
        blocks.CharBlock(max_length=40), label=_("Product codes"), max_num=CARDS
    )

    def get_context(self, value, parent_context=None):
        codes = list(value["codes"])
        found = dict(Product.objects.filter(code__in=codes).values_list("code", "pk"))
        shown = [found[code] for code in dict.fromkeys(codes) if code in found]
        return super().get_context(value, parent_context) | {"cards": cards_of(shown)}

    class Meta:
        icon = "tag"
        template = "cms/blocks/products.html"
        description = _("Products by their codes; one that is not on sale is left out.")


class BesideBlock(Piece):
    """A product's card beside words about it; the words stay when it is not on sale."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT)
    code = blocks.CharBlock(label=_("Product code"), max_length=40)

    def get_context(self, value, parent_context=None):
        keys = list(Product.objects.filter(code=value["code"] or "").values_list("pk", flat=True))
        return super().get_context(value, parent_context) | {"cards": cards_of(keys[:1])}

    class Meta:
        icon = "clipboard-list"
        template = "cms/blocks/beside.html"
        description = _("A product's card beside words about it.")


class CallBlock(Piece):
    """A sentence and a button to a page of ours or to the listing of a village."""

    text = blocks.CharBlock(label=_("Sentence"), max_length=200)
    button = blocks.CharBlock(label=_("Button"), max_length=40)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    village = SnippetChooserBlock(
        "places.Village",
        label=_("Village"),
        required=False,
        help_text=_("Leads to the village's products, where no page is chosen."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not (cleaned["page"] or cleaned["village"]):
            refusal = ValidationError(_("Choose a page or a village."))
            raise StructBlockValidationError({"page": refusal})
        return cleaned

    class Meta:
        icon = "arrow-right"
        template = "cms/blocks/call.html"
        description = _("A sentence and one button: where to go next.")
