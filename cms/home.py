"""The home page's slots of today as markup: everything for them is asked at once, then kept.

The number of queries follows from the kinds of slots, not from how many there are. The markup is
kept with the shelf in memory: a product, page or producer that changes makes the next shelf, and
so does midnight here, so that a slot comes and goes on its days without anybody's hand. Two slots
one after the other never look the same: the second takes its next layout.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalogue.listing.cards import cards_of
from catalogue.listing.names import names_of
from catalogue.listing.shelf import Shelf, current
from cms.models import HomePage, StoryPage, VillagePage, village_cards
from cms.shown import shown
from cms.slots import Found, Slot, Wanted
from marketplace.frame.jinja import template
from marketplace.producers.models import SELLING, Producer

COVERS = ("season",)  # a page that begins with one needs no heading of its own


def slots_html(page: HomePage, *, is_preview: Any = False) -> SafeString:
    """The page's slots of today in the reader's language; kept, but for what an editor tries."""
    shelf = current()
    if is_preview:
        return made(page, shelf)
    key = ("home", page.pk, get_language())
    return shelf.remember(key, lambda: made(page, shelf))


def made(page: HomePage, shelf: Shelf, day: datetime.date | None = None) -> SafeString:
    shown = shown_slots(page, shelf, day or timezone.localdate())
    values = {
        "page": page,
        "slots": shown,
        "begins_with_cover": bool(shown) and shown[0]["kind"] in COVERS,
    }
    return mark_safe(template("cms/slots/all.html").render(values))


def preview_html(slot: Slot, value: Any) -> SafeString:
    """A slot alone, as its list shows it to editors; what has no example takes a first one."""
    shelf, wanted = current(), Wanted()
    value = {**value}
    if "village" in value:
        value["village"] = shown(VillagePage.objects.all()).order_by("path").first()
    if "producer" in value:
        value["producer"] = Producer.objects.filter(SELLING).order_by("pk").first()
    slot.want(value, wanted)
    keys = slot.keys(value, shelf, set())
    values = slot.shown(value, keys, fetched(HomePage.objects.first(), shelf, wanted, [keys]))
    if values is None:
        return mark_safe("")
    own = {"kind": slot.name, "layout": slot.LAYOUTS[0], "template": slot.meta.template}
    given = {"slots": [own | values], "begins_with_cover": True, "page": None}
    return mark_safe(template("cms/slots/all.html").render(given))


def shown_slots(page: HomePage, shelf: Shelf, day: datetime.date) -> list[dict[str, Any]]:
    """What each slot of a day shows, with its kind and its layout."""
    slots = [(slot.block, slot.value, slot.block_type) for slot in page.slots]
    slots = [(block, value, kind) for block, value, kind in slots if block.is_shown(value, day)]
    wanted, taken, keys = Wanted(), set[int](), []
    for block, value, _kind in slots:
        block.want(value, wanted)
        keys.append(block.keys(value, shelf, taken))
        if "cards" in block.SHOWS:
            taken.update(keys[-1])
    found = fetched(page, shelf, wanted, keys)
    shown: list[dict[str, Any]] = []
    for (block, value, kind), own in zip(slots, keys, strict=True):
        values = block.shown(value, own, found)
        if values is not None:
            before = shown[-1]["layout"] if shown else ""
            layout = layout_after(before, block)
            shown.append({"kind": kind, "layout": layout, "template": block.meta.template} | values)
    return shown


def layout_after(before: str, slot: Slot) -> str:
    """The first of a slot's layouts that the slot above does not have."""
    return next(layout for layout in slot.LAYOUTS if layout != before)


def fetched(page: HomePage, shelf: Shelf, wanted: Wanted, keys: Iterable[list[int]]) -> Found:
    """Ask once for all that slots want; what is not published or may not sell is not found."""
    every = list(dict.fromkeys(key for own in keys for key in own))
    found = Found(shelf, names_of(shelf).names, reverse("catalogue:index"))
    found.cards = {card.pk: card for card in cards_of(every, shelf)}
    if wanted.villages:
        pages = VillagePage.objects.filter(pk__in=wanted.villages)
        found.villages = {each.pk: each for each in village_cards(pages)}
    if wanted.stories or wanted.newest_stories:
        newest = list(told(page).order_by("-first_published_at")[: wanted.newest_stories])
        chosen = told(page).filter(pk__in=wanted.stories) if wanted.stories else []
        found.newest_stories, found.stories = newest, {each.pk: each for each in chosen}
    if wanted.producers:
        makers = Producer.objects.filter(SELLING, pk__in=wanted.producers)
        makers = makers.select_related("village", "commune")
        found.producers = {maker.pk: maker for maker in makers}
    return found


def told(page: HomePage):
    """The stories that stand below a home, wherever there."""
    stories = shown(StoryPage.objects.descendant_of(page))
    return stories.select_related("picture", "village").prefetch_related("picture__renditions")
