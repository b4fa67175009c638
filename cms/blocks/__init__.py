"""What pages are put together of: a class here, a template of the same name beside it.

words.py has what is read, pictures.py what is seen, knowledge.py what is known and from where,
ways.py where it is and how one gets there, goods.py what can be bought.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.goods import BesideBlock, CallBlock, ChosenProductsBlock, VillageProductsBlock
from cms.blocks.knowledge import (
    FactBlock,
    SourcesBlock,
    StepsBlock,
    TableBlock,
    TimelineBlock,
)
from cms.blocks.pictures import PictureBlock, PlacedPictureBlock
from cms.blocks.ways import MapPointBlock, RouteBlock
from cms.blocks.words import CareBlock, PullBlock, QuoteBlock, TextBlock
from cms.live_blocks import (
    ContactBlock,
    DeliveryChargesBlock,
    PaymentWaysBlock,
    ReturnTermsBlock,
)


class BodyBlock(blocks.StreamBlock):
    text = TextBlock(label=_("Text"), group=_("Words"))
    quote = QuoteBlock(label=_("Quote"), group=_("Words"))
    pull = PullBlock(label=_("Sentence set large"), group=_("Words"))
    care = CareBlock(label=_("Recipe or care"), group=_("Words"))
    picture = PlacedPictureBlock(label=_("Picture"), group=_("Pictures"))
    gallery = blocks.ListBlock(
        PictureBlock(),
        label=_("Gallery"),
        group=_("Pictures"),
        icon="grip",
        template="cms/blocks/gallery.html",
    )
    facts = blocks.ListBlock(
        FactBlock(),
        label=_("Facts"),
        group=_("What is known"),
        icon="info-circle",
        template="cms/blocks/facts.html",
    )
    timeline = TimelineBlock(label=_("Timeline"), group=_("What is known"))
    steps = StepsBlock(label=_("Steps of making"), group=_("What is known"))
    table = TableBlock(label=_("Table"), group=_("What is known"))
    sources = SourcesBlock(label=_("Sources"), group=_("What is known"))
    beside = BesideBlock(label=_("Product beside text"), group=_("Goods"))
    map_point = MapPointBlock(label=_("Map point"), group=_("Where"))
    route = RouteBlock(label=_("Way there"), group=_("Where"))
    village_products = VillageProductsBlock(label=_("Products of a village"), group=_("Goods"))
    chosen_products = ChosenProductsBlock(label=_("Chosen products"), group=_("Goods"))
    call = CallBlock(label=_("Call to action"), group=_("Goods"))


class PlainBodyBlock(BodyBlock):
    """What a plain page is made of: beside words and pictures, terms as they are today."""

    contact = ContactBlock(label=_("Who runs the shop, and contacts"), group=_("Terms"))
    delivery_charges = DeliveryChargesBlock(label=_("Delivery charges of today"), group=_("Terms"))
    return_terms = ReturnTermsBlock(label=_("Terms of returns of today"), group=_("Terms"))
    payment_ways = PaymentWaysBlock(label=_("Ways to pay, with their times"), group=_("Terms"))
