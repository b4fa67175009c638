"""Pages that people write: home, villages, stories, plain pages."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from catalogue.listing.cards import cards_of
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from catalogue.places.models import Village
from cms.blocks import PlainBodyBlock
from cms.contact import ShopContact, organization
from cms.events import EventIndexPage, EventPage, events_of
from cms.maps import village_map
from cms.place_form import PlaceForm
from cms.promoters.approval import VillageApproval
from cms.promoters.models import Invitation, Post, PostChange, VillageOffice
from cms.readers import Reading
from cms.routes import RoutePage, RouteStop, routes_through
from cms.shown import shown
from cms.slots import HomeSlots
from cms.written import WrittenPage
from marketplace.frame.alphabet import in_order
from marketplace.frame.screens import page_of
from marketplace.producers.models import SELLING

WORDS_A_MINUTE = 200
AT_ONCE = 12  # stories on a page of their list
NEWEST = ("-first_published_at", "-pk")

__all__ = [
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "Invitation",
    "PlainPage",
    "Post",
    "PostChange",
    "Reading",
    "RoutePage",
    "RouteStop",
    "ShopContact",
    "StoryIndexPage",
    "StoryPage",
    "VillageApproval",
    "VillageIndexPage",
    "VillageOffice",
    "VillagePage",
]


def village_cards(pages, limit: int | None = None) -> list:
    """Pages of villages with how many verified makers and products each has now."""
    found = list(
        shown(pages)
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
    schema = "WebSite"
    max_count_per_parent = 1
    subpage_types = [
        "cms.VillageIndexPage",
        "cms.StoryIndexPage",
        "cms.EventIndexPage",
        "cms.PlainPage",
    ]
    slots = StreamField(HomeSlots(), blank=True, verbose_name=_("Slots"))
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("is_illustrated"),
        FieldPanel("slots"),
    ]

    def thing(self) -> dict[str, Any]:
        """The site, how it is searched, and who runs it."""
        listing = f"{settings.SITE_URL}{reverse('catalogue:index')}"
        return super().thing() | {
            "name": settings.OSCAR_SHOP_NAME,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{listing}?q={{text}}"},
                "query-input": "required name=text",
            },
            "publisher": organization(),
        }


def with_pictures(stories):
    """Stories with what their cards show."""
    return stories.select_related("picture", "village").prefetch_related("picture__renditions")


class VillageIndexPage(WrittenPage):
    template = "cms/village_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.VillagePage", "cms.RoutePage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pages = village_cards(VillagePage.objects.child_of(self))
        base = self.get_url(request)
        for page in pages:
            page.address = f"{base}{page.slug}/"
        context["villages"] = pages
        routes = shown(RoutePage.objects.child_of(self)).select_related("picture")
        context["routes"] = routes.prefetch_related("picture__renditions").order_by("title")
        context["map"] = village_map((page.village, page.address) for page in pages)
        return context


class VillagePage(WrittenPage):
    """The page of one craft village; its products and makers are read live."""

    template = "cms/village.html"
    schema = "TouristDestination"
    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types = ["cms.StoryPage"]
    base_form_class = PlaceForm
    village = models.ForeignKey(Village, models.PROTECT, related_name="pages")
    visit = models.TextField(_("Visiting"), blank=True)
    content_panels = [*WrittenPage.content_panels, FieldPanel("village"), FieldPanel("visit")]

    def thing(self) -> dict[str, Any]:
        """The village with its place on the map, where that is known."""
        spot = self.village
        if spot.latitude is None or spot.longitude is None:
            return super().thing()
        geo = {"@type": "GeoCoordinates", "latitude": spot.latitude, "longitude": spot.longitude}
        return super().thing() | {"geo": {key: str(value) for key, value in geo.items()}}

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
        context["stories"] = with_pictures(shown(stories)).order_by(*NEWEST)[:6]
        language = self.locale.language_code
        context["events"] = events_of(self.village, language)
        context["routes"] = routes_through(self.village, language)
        return context


class StoryIndexPage(WrittenPage):
    """The stories of its language, the newest first: its own and those of the villages."""

    template = "cms/story_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = StoryPage.objects.descendant_of(self.get_parent(), inclusive=False)
        told = with_pictures(shown(stories)).order_by(*NEWEST)
        context["stories"] = page_of(request, told, AT_ONCE)
        return context


class StoryPage(WrittenPage):
    template = "cms/story.html"
    schema = "Article"
    sharing_type = "article"
    parent_page_types = ["cms.StoryIndexPage", "cms.VillagePage"]
    subpage_types: list[str] = []
    base_form_class = PlaceForm
    village = models.ForeignKey(
        Village, models.SET_NULL, null=True, blank=True, related_name="stories"
    )
    content_panels = [*WrittenPage.content_panels, FieldPanel("village")]

    def clean(self) -> None:
        """A story below a village's page is that village's, whatever its form says."""
        super().clean()
        above = VillagePage.objects.filter(path=self.path[: -self.steplen]).first()
        if self.path and above is not None:
            self.village = above.village

    def thing(self) -> dict[str, Any]:
        """The story, when it came out and who answers for it."""
        first, last = self.first_published_at, self.last_published_at
        return super().thing() | {
            "headline": self.title,
            "datePublished": first.isoformat() if first else "",
            "dateModified": last.isoformat() if last else "",
            "author": {"@type": "Organization", "name": settings.OSCAR_SHOP_NAME},
            "publisher": organization(),
        }

    def get_context(self, request, *args, **kwargs):
        others = shown(StoryPage.objects.filter(locale=self.locale_id)).exclude(pk=self.pk)
        found = with_pictures(others).order_by(*NEWEST)[:3]
        words = len(self.words.split())
        return super().get_context(request, *args, **kwargs) | {
            "others": list(found),
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
