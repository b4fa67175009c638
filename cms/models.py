"""Pages that people write: home, villages, stories, plain pages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from catalogue.listing.cards import cards_of
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from catalogue.places.models import Village
from cms.blocks import BodyBlock, PlainBodyBlock
from cms.contact import ShopContact
from cms.maps import village_map
from cms.slots import HomeSlots
from marketplace.frame.alphabet import in_order
from marketplace.producers.models import SELLING

WORDS_A_MINUTE = 200

__all__ = [
    "HomePage",
    "PlainPage",
    "ShopContact",
    "StoryIndexPage",
    "StoryPage",
    "VillageIndexPage",
    "VillagePage",
]


class WrittenPage(Page):
    """What all written pages share: a lead, a picture and a body of blocks."""

    lead = models.CharField(_("Lead"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = StreamField(BodyBlock(), blank=True)
    is_illustrated = models.BooleanField(_("Pictures are illustrations"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("is_illustrated"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        abstract = True


def village_cards(pages, limit: int | None = None) -> list:
    """Pages of villages with how many verified makers and products each has now."""
    found = list(
        pages.live()
        .select_related("village", "picture")
        .prefetch_related("picture__renditions")
        .order_by(in_order("title"))[:limit]
    )
    shelf = current()
    products, makers = shelf.count("village", shelf.listed), names_of(shelf).makers
    for page in found:
        page.product_count = products[page.village_id]
        page.producer_count = makers[page.village_id]
    return found


class HomePage(WrittenPage):
    """The shop's first page: slots in the order that editors give them (cms/home.py)."""

    template = "cms/home.html"
    max_count_per_parent = 1
    subpage_types = ["cms.VillageIndexPage", "cms.StoryIndexPage", "cms.PlainPage"]
    slots = StreamField(HomeSlots(), blank=True, verbose_name=_("Slots"))
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("is_illustrated"),
        FieldPanel("slots"),
    ]


def with_pictures(stories):
    """Stories with what their cards show."""
    return stories.select_related("picture", "village").prefetch_related("picture__renditions")


class VillageIndexPage(WrittenPage):
    template = "cms/village_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.VillagePage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pages = village_cards(VillagePage.objects.child_of(self))
        base = self.get_url(request)
        for page in pages:
            page.address = f"{base}{page.slug}/"
        context["villages"] = pages
        context["map"] = village_map((page.village, page.address) for page in pages)
        return context


class VillagePage(WrittenPage):
    """The page of one craft village; its products and makers are read live."""

    template = "cms/village.html"
    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types = ["cms.StoryPage"]
    village = models.ForeignKey(Village, models.PROTECT, related_name="pages")
    visit = models.TextField(_("Visiting"), blank=True)
    content_panels = [*WrittenPage.content_panels, FieldPanel("village"), FieldPanel("visit")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        shelf = current()
        best, products = shelf.remember(
            ("village", self.village_id),
            lambda: (
                shelf.best(12, village=self.village_id),
                shelf.count("producer", shelf.having("village", [self.village_id])),
            ),
        )
        context["cards"] = cards_of(best, shelf)
        makers = self.village.producers.filter(SELLING).order_by(in_order("name"))
        context["producers"] = list(makers[:24])
        for producer in context["producers"]:
            producer.product_count = products[producer.pk]
        context["total_products"] = shelf.count("village", shelf.listed)[self.village_id]
        stories = StoryPage.objects.filter(village=self.village_id, locale=self.locale_id)
        context["stories"] = with_pictures(stories.live())[:6]
        return context


class StoryIndexPage(WrittenPage):
    template = "cms/story_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["stories"] = (
            StoryPage.objects.child_of(self)
            .live()
            .select_related("picture", "village")
            .prefetch_related("picture__renditions")
            .order_by("-first_published_at")
        )
        return context


class StoryPage(WrittenPage):
    template = "cms/story.html"
    parent_page_types = ["cms.StoryIndexPage", "cms.VillagePage"]
    subpage_types: list[str] = []
    village = models.ForeignKey(
        Village, models.SET_NULL, null=True, blank=True, related_name="stories"
    )
    content_panels = [*WrittenPage.content_panels, FieldPanel("village")]

    def get_context(self, request, *args, **kwargs):
        others = StoryPage.objects.filter(locale=self.locale_id).live().exclude(pk=self.pk)
        shown = with_pictures(others).order_by("-first_published_at")[:3]
        words = len(strip_tags(f"{self.lead} {self.body}").split())
        return super().get_context(request, *args, **kwargs) | {
            "others": list(shown),
            "minutes": max(1, round(words / WORDS_A_MINUTE)),
        }


class PlainPage(WrittenPage):
    """A page that stands alone; one of a kind is what head, foot and checkout link to as such."""

    class Kind(models.TextChoices):
        ABOUT = "about", _("About us")
        RULES = "operating-rules", _("Operating rules")
        PAYMENT = "payment", _("Payment")
        DELIVERY = "delivery", _("Delivery")
        RETURNS = "returns", _("Returns")
        COMPLAINTS = "complaints", _("Complaints")
        PRIVACY = "privacy", _("Privacy")
        RANKING = "how-ranking-works", _("How ranking works")

    template = "cms/plain.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    body = StreamField(PlainBodyBlock(), blank=True)
    kind = models.CharField(
        _("Kind"),
        max_length=20,
        choices=Kind,
        blank=True,
        help_text=_("The shop's foot and the checkout link to the page of a kind."),
    )
    content_panels = [*WrittenPage.content_panels, FieldPanel("kind")]

    def clean(self) -> None:
        super().clean()
        others = PlainPage.objects.filter(kind=self.kind, locale=self.locale_id)
        if self.kind and others.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"kind": _("Another page in this language is of this kind already.")}
            )
