"""What a promoter reads on coming into the office: the own village's pages, and what they lack."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.images.models import Image
from wagtail.models import WorkflowState

from catalogue.listing.cards import cards_of
from catalogue.models import Product
from catalogue.places.models import Village
from cms.enquiry_views import open_enquiries
from cms.models import StoryPage, VillagePage
from cms.readers import readings_of
from cms.village_numbers import DAYS, numbers_of
from cms.written import WrittenPage
from marketplace.accounts.models import User
from marketplace.accounts.roles import May, person_may
from marketplace.frame.alphabet import in_order

# What of the office's menu is a promoter's.
MENU = {"explorer", "images", "documents", "village_enquiries"}
SHOWN = 30  # pages on the panel; the others are found by the explorer


class PageRow(NamedTuple):
    """A page as the panel tells of it: plain words, and what is wrong where something is."""

    pk: int
    title: str
    language: str
    state: str
    lacks: list[str]  # names of the languages in which it cannot be read
    gone: list[str]  # codes of products that it names and that are not on sale
    has_sheet: bool  # it is a village's and published, so it can be printed
    readers: int  # how often it was opened in the last weeks


def own_villages(user: User) -> QuerySet[VillagePage]:
    """The village pages that a promoter writes; none for who works on the whole site."""
    if person_may(user, May.EDIT):
        return VillagePage.objects.none()
    return VillagePage.objects.filter(village__posts__user=user).order_by("path")


def pages_below(villages: Iterable[VillagePage]) -> list[WrittenPage]:
    """The village pages, then their stories, as they stand in the tree: language by language."""
    paths = [page.path for page in villages]
    if not paths:
        return []
    below = reduce(or_, (Q(path__startswith=path) for path in paths))
    found: list[WrittenPage] = []
    for model in (VillagePage, StoryPage):
        found += model.objects.filter(below).select_related("locale")
    return sorted(found, key=lambda page: (page.depth, page.path))


def codes_in(page: WrittenPage) -> Iterator[str]:
    """The codes of the products that a page's blocks name."""
    for part in page.body:
        if part.block_type == "chosen_products":
            yield from part.value["codes"]
        elif part.block_type == "beside":
            yield part.value["code"]


def on_sale(codes: Iterable[str]) -> set[str]:
    """Which of the codes are of products that somebody may buy now; two queries."""
    found = dict(Product.objects.filter(code__in=set(codes)).values_list("pk", "code"))
    return {found[card.pk] for card in cards_of(list(found))}


def state_of_page(page: WrittenPage, waiting: set[str]) -> str:
    if str(page.pk) in waiting:
        return _("Waiting for approval")
    if not page.live:
        return _("Draft")
    return _("Published, with changes") if page.has_unpublished_changes else _("Published")


def rows_of(pages: list[WrittenPage], readers: Mapping[int, int]) -> list[PageRow]:
    """Tell each page's state, languages and products, in as many queries for one as for all."""
    keys = [str(page.pk) for page in pages]
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        object_id__in=keys,
        base_content_type__model="page",
    )
    waiting = set(states.values_list("object_id", flat=True))
    spoken: dict[Any, set[str]] = defaultdict(set)
    for page in pages:
        if page.live:
            spoken[page.translation_key].add(page.locale.language_code)
    codes = {page.pk: list(dict.fromkeys(codes_in(page))) for page in pages}
    sold = on_sale(code for named in codes.values() for code in named)
    names = dict(settings.LANGUAGES)
    return [
        PageRow(
            page.pk,
            page.title,
            names[page.locale.language_code],
            state_of_page(page, waiting),
            [name for code, name in names.items() if code not in spoken[page.translation_key]],
            [code for code in codes[page.pk] if code not in sold],
            isinstance(page, VillagePage) and page.live,
            readers[page.pk],
        )
        for page in pages
    ]


def undescribed(user: User) -> int:
    """How many pictures of the promoter's own collections nobody has described."""
    own = Q(collection__group_permissions__group__user=user)
    return Image.objects.filter(own, description="").distinct().count()


class YourVillage(Component):
    """The panel on the office's first page."""

    name = "your_village"
    order = 10

    def __init__(self, user: User, villages: list[VillagePage]) -> None:
        self.user, self.villages = user, villages

    def render_html(self, parent_context: Any = None) -> str:
        pages = pages_below(self.villages)
        readers = readings_of([page.pk for page in pages], DAYS)
        places = {page.village_id for page in self.villages}
        context = {
            "rows": rows_of(pages[:SHOWN], readers),
            "numbers": numbers_of(places, sum(readers.values())),
            "days": DAYS,
            "places": Village.objects.filter(pk__in=places).order_by(in_order("name")),
            "rest": len(pages[SHOWN:]),
            "village": self.villages[0].pk,
            "undescribed": undescribed(self.user),
            "enquiries": open_enquiries(self.user),
        }
        return render_to_string("cms/your_village.html", context, using="jinja2")
