"""What a story is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from catalogue.listing.cards import cards_of
from catalogue.listing.shelf import current
from catalogue.models import Product
from cms.live_blocks import ContactBlock, DeliveryChargesBlock, PaymentWaysBlock, ReturnTermsBlock

CARDS = 8
TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)


class PlacedPictureBlock(PictureBlock):
    """A picture between words, as wide as they are or wider."""

    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[("text", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="text",
    )

    class Meta:
        icon = "image"
        template = "cms/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), max_length=600)
    by = blocks.CharBlock(label=_("Who says it"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        template = "cms/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What"), max_length=60)
    value = blocks.CharBlock(label=_("Value"), max_length=80)
    source = blocks.URLBlock(label=_("Source"), required=False)


class MapPointBlock(blocks.StructBlock):
    village = SnippetChooserBlock("places.Village", label=_("Village"))

    class Meta:
        icon = "site"
        template = "cms/blocks/map.html"


class VillageProductsBlock(blocks.StructBlock):
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


class ChosenProductsBlock(blocks.StructBlock):
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


class BesideBlock(blocks.StructBlock):
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


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=TEXT,
    )
    picture = PlacedPictureBlock(label=_("Picture"))
    gallery = blocks.ListBlock(
        PictureBlock(), label=_("Gallery"), template="cms/blocks/gallery.html"
    )
    quote = QuoteBlock(label=_("Quote"))
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=_("Text"), max_length=300, required=False))],
        label=_("Table"),
        icon="table",
        template="cms/blocks/table.html",
        description=_("On a phone each row stands by itself."),
    )
    beside = BesideBlock(label=_("Product beside text"))
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), template="cms/blocks/facts.html")
    map_point = MapPointBlock(label=_("Map point"))
    village_products = VillageProductsBlock(label=_("Products of a village"))
    chosen_products = ChosenProductsBlock(label=_("Chosen products"))


class PlainBodyBlock(BodyBlock):
    """What a plain page is made of: beside words and pictures, terms as they are today."""

    contact = ContactBlock(label=_("Who runs the shop, and contacts"))
    delivery_charges = DeliveryChargesBlock(label=_("Delivery charges of today"))
    return_terms = ReturnTermsBlock(label=_("Terms of returns of today"))
    payment_ways = PaymentWaysBlock(label=_("Ways to pay, with their times"))
