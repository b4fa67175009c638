"""What the home page is put together of: slots that editors add, order and schedule.

A slot has days from and to which it is shown, here and not in the reader's time zone. It says
which products, pages and makers it wants; home.py fetches them for all slots at once and gives
back what the template of the slot shows, or nothing where what was chosen is no more.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from catalogue.listing.cards import Card
from catalogue.listing.shelf import Shelf
from catalogue.listing.state import ListingFilter
from catalogue.models import OcopSet
from cms.choosers import producer_block
from cms.link_rules import check_link

TILES = 8
MOST = 12
ICONS = [
    ("star", _("Star")),
    ("map-pin", _("Place")),
    ("truck", _("Van")),
    ("shopping-bag", _("Bag")),
    ("house", _("House")),
    ("user-round", _("Person")),
]


@dataclass
class Wanted:
    """What slots ask for; filled slot by slot, fetched once."""

    villages: set[int] = field(default_factory=set)
    stories: set[int] = field(default_factory=set)
    newest_stories: int = 0
    producers: set[int] = field(default_factory=set)


@dataclass
class Found:
    """What was found of it, by key; `names` of facets' values and `base` of the listing."""

    shelf: Shelf
    names: dict[str, dict[str, str]]
    base: str
    cards: dict[int, Card] = field(default_factory=dict)
    villages: dict[int, Any] = field(default_factory=dict)
    stories: dict[int, Any] = field(default_factory=dict)
    newest_stories: list[Any] = field(default_factory=list)
    producers: dict[int, Any] = field(default_factory=dict)

    def cards_of(self, keys: Sequence[int]) -> list[Card]:
        return [self.cards[key] for key in keys if key in self.cards]


def sets_to_choose() -> list[tuple[str, str]]:
    return [(str(each.number), each.name) for each in OcopSet.objects.order_by("number")]


class SetBlock(blocks.ChoiceBlock):
    """One of OCOP's sets of goods; their names are rows, so a migration knows a plain text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=sets_to_choose, **options)

    def deconstruct(self) -> tuple[str, list, dict]:
        return ("wagtail.blocks.CharBlock", [], {})


class LinkBlock(blocks.CharBlock):
    """A path of this site or an address of the web."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=300, validators=[check_link], **options)


class Slot(blocks.StructBlock):
    """A part of the home page. LAYOUTS: the ways it may look, the usual one first."""

    LAYOUTS: tuple[str, ...] = ("plain", "turned")
    SHOWS: tuple[str, ...] = ()  # "cards": its products are not shown again below

    from_day = blocks.DateBlock(
        label=_("Shown from"), required=False, help_text=_("That day here, in Hanoi; empty: now.")
    )
    to_day = blocks.DateBlock(
        label=_("Shown until"), required=False, help_text=_("That day is the last; empty: no end.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last < first:
            error = ValidationError(_("It would end before it begins."))
            raise StructBlockValidationError({"to_day": error})
        return cleaned

    def is_shown(self, value: Any, day: datetime.date) -> bool:
        first, last = value.get("from_day"), value.get("to_day")
        return (not first or first <= day) and (not last or day <= last)

    def keys(self, value: Any, shelf: Shelf, taken: set[int]) -> list[int]:
        """The products that it shows, but for those `taken` by slots above; asks nothing."""
        return []

    def want(self, value: Any, wanted: Wanted) -> None:
        """Say which pages and makers it shows."""

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        """What its template shows; None: nothing, the slot is left out."""
        return {}

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_preview_context(value, parent_context)
        return context | {"slot": self, "value": value}

    class Meta:
        preview_template = "cms/slots/preview.html"


def laid_out(*names: str) -> BlockGroup:
    """The fields of a slot's form in their order, the days behind them."""
    return BlockGroup(children=[*names, "from_day", "to_day"])


class SeasonSlot(Slot):
    LAYOUTS = ("cover", "cover-turned")

    eyebrow = blocks.CharBlock(label=_("Line above"), max_length=60, required=False)
    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    lead = blocks.CharBlock(label=_("Sentence"), max_length=200, required=False)
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    is_illustrated = blocks.BooleanBlock(label=_("Made by computer"), required=False)
    button = blocks.CharBlock(label=_("Button"), max_length=40, required=False)
    link = LinkBlock(label=_("Leads to"), required=False)
    second_button = blocks.CharBlock(label=_("Second button"), max_length=40, required=False)
    second_link = LinkBlock(label=_("It leads to"), required=False)

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        return dict(value) if value["title"] else None

    class Meta:
        icon = "image"
        label = _("Season")
        template = "cms/slots/season.html"
        description = _("A wide picture with a heading and a way into the shop; best as the first.")
        form_layout = laid_out(
            "eyebrow",
            "title",
            "lead",
            "picture",
            "is_illustrated",
            "button",
            "link",
            "second_button",
            "second_link",
        )
        preview_value = {"title": "Quà Tết từ làng nghề", "lead": "Mỗi món có một người làm."}


class CategoriesSlot(Slot):
    LAYOUTS = ("tiles", "tiles-round")

    title = blocks.CharBlock(label=_("Heading"), max_length=80, required=False)
    sets = blocks.ListBlock(
        SetBlock(),
        label=_("Categories"),
        max_num=TILES,
        help_text=_("Empty: those with the most on sale."),
        default=[],
    )

    def numbers(self, value: Any, shelf: Shelf) -> list[str]:
        counts = shelf.count("set", shelf.listed)
        chosen = [number for number in dict.fromkeys(value["sets"]) if counts[number]]
        most = sorted(counts, key=lambda number: (-counts[number], int(number)))
        return (chosen or most)[:TILES]

    def keys(self, value: Any, shelf: Shelf, taken: set[int]) -> list[int]:
        numbers = self.numbers(value, shelf)
        firsts = [shelf.page(shelf.having("set", [each]), "recommended", 0, 1) for each in numbers]
        return [key for first in firsts for key in first]

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        names = found.names["set"]
        numbers = self.numbers(value, found.shelf)
        tiles = [
            {
                "title": names.get(number, ""),
                "path": listing(found.base, set=(number,)),
                "card": found.cards.get(key),
            }
            for number, key in zip(numbers, keys, strict=True)
        ]
        return {"title": value["title"], "tiles": tiles} if tiles else None

    class Meta:
        icon = "grip"
        label = _("Categories")
        template = "cms/slots/categories.html"
        description = _("A row of categories, each with the picture of its first product.")
        form_layout = laid_out("title", "sets")
        preview_value = {"title": "", "sets": []}


class ProductsSlot(Slot):
    """What slots of products share: how many, and a link to all of them."""

    LAYOUTS = ("grid", "rail", "feature")
    SHOWS = ("cards",)

    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    count = blocks.IntegerBlock(label=_("How many"), min_value=2, max_value=MOST, default=8)

    def mask(self, value: Any, shelf: Shelf) -> int:
        return shelf.listed

    def filter(self, value: Any) -> dict[str, Any]:
        """The listing with all of them."""
        return {}

    SORT = "recommended"

    def keys(self, value: Any, shelf: Shelf, taken: set[int]) -> list[int]:
        count = value["count"] or 8
        every = shelf.page(self.mask(value, shelf), self.SORT, 0, count + len(taken))
        return [key for key in every if key not in taken][:count]

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        cards = found.cards_of(keys)
        if not cards:
            return None
        return {
            "title": value["title"],
            "cards": cards,
            "total": self.mask(value, found.shelf).bit_count(),
            "path": listing(found.base, **self.filter(value)),
        }


class StarsSlot(ProductsSlot):
    stars = blocks.ChoiceBlock(
        label=_("Stars"), choices=[("5", "5"), ("4", "4"), ("3", "3")], default="5"
    )

    def mask(self, value: Any, shelf: Shelf) -> int:
        return shelf.having("stars", [value["stars"]])

    def filter(self, value: Any) -> dict[str, Any]:
        return {"stars": (value["stars"],)}

    class Meta:
        icon = "pick"
        label = _("Stars valid today")
        template = "cms/slots/products.html"
        description = _("Products whose certificate is valid on the day somebody reads it.")
        form_layout = laid_out("title", "stars", "count")
        preview_value = {"title": "Năm sao, còn hạn hôm nay", "stars": "5", "count": 4}


class PriceSlot(ProductsSlot):
    LAYOUTS = ("rail", "grid", "feature")

    under = blocks.IntegerBlock(label=_("Under, in dong"), min_value=1000, default=300_000)

    def mask(self, value: Any, shelf: Shelf) -> int:
        return shelf.priced(None, (value["under"] or 0) - 1)

    def filter(self, value: Any) -> dict[str, Any]:
        return {"price_max": (value["under"] or 0) - 1}

    class Meta:
        icon = "tag"
        label = _("Under a price")
        template = "cms/slots/products.html"
        description = _("The best of what costs less than a sum.")
        form_layout = laid_out("title", "under", "count")
        preview_value = {"title": "Dưới 300.000 ₫", "under": 300_000, "count": 4}


class NewestSlot(ProductsSlot):
    LAYOUTS = ("feature", "grid", "rail")
    SORT = "newest"

    def filter(self, value: Any) -> dict[str, Any]:
        return {"sort": "newest"}

    class Meta:
        icon = "history"
        label = _("Newest")
        template = "cms/slots/products.html"
        description = _("What was published last.")
        form_layout = laid_out("title", "count")
        preview_value = {"title": "Mới lên kệ", "count": 4}


class VillageSlot(Slot):
    LAYOUTS = ("scene", "scene-turned")

    village = blocks.PageChooserBlock(page_type="cms.VillagePage", label=_("Village"))
    title = blocks.CharBlock(
        label=_("Heading"), max_length=80, required=False, help_text=_("Empty: the village's name.")
    )
    text = blocks.TextBlock(
        label=_("Sentence"), max_length=300, required=False, help_text=_("Empty: the page's lead.")
    )
    button = blocks.CharBlock(label=_("Button"), max_length=40)

    def want(self, value: Any, wanted: Wanted) -> None:
        if value["village"]:
            wanted.villages.add(value["village"].pk)

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        page = found.villages.get(value["village"].pk) if value["village"] else None
        if page is None:
            return None
        text = value["text"] or page.lead
        return {"page": page, "title": value["title"], "text": text, "button": value["button"]}

    class Meta:
        icon = "site"
        label = _("A village")
        template = "cms/slots/village.html"
        description = _("A village with its scene, a sentence and what is sold from it.")
        form_layout = laid_out("village", "title", "text", "button")
        preview_value = {"village": None, "title": "", "text": "", "button": "Đọc về làng"}


class MakerSlot(Slot):
    LAYOUTS = ("portrait", "portrait-turned")

    producer = producer_block(label=_("Producer"))
    picture = ImageChooserBlock(
        label=_("Face or workshop"), required=False, help_text=_("Empty: the producer's picture.")
    )
    is_illustrated = blocks.BooleanBlock(label=_("Made by computer"), required=False)
    text = blocks.TextBlock(
        label=_("Sentence"), max_length=300, required=False, help_text=_("Empty: its story begins.")
    )
    button = blocks.CharBlock(label=_("Button"), max_length=40)

    def want(self, value: Any, wanted: Wanted) -> None:
        if value["producer"]:
            wanted.producers.add(value["producer"].pk)

    def keys(self, value: Any, shelf: Shelf, taken: set[int]) -> list[int]:
        """Where there is no face and no workshop, the maker's first work stands for it."""
        is_faceless = value["producer"] and not value["picture"]
        return shelf.best(1, producer=value["producer"].pk) if is_faceless else []

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        maker = found.producers.get(value["producer"].pk) if value["producer"] else None
        if maker is None:
            return None
        own = {"maker": maker, "text": value["text"] or first_words(maker.story)}
        return dict(value) | own | {"work": found.cards.get(keys[0]) if keys else None}

    class Meta:
        icon = "user"
        label = _("A maker")
        template = "cms/slots/maker.html"
        description = _("A maker's face or workshop with a sentence.")
        form_layout = laid_out("producer", "picture", "is_illustrated", "text", "button")
        preview_value = {"producer": None, "picture": None, "text": "", "button": "Xem xưởng"}


class StoriesSlot(Slot):
    LAYOUTS = ("lead", "row")

    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    stories = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="cms.StoryPage"),
        label=_("Stories"),
        max_num=3,
        default=[],
        help_text=_("Empty: the newest three."),
    )

    def want(self, value: Any, wanted: Wanted) -> None:
        wanted.stories |= {page.pk for page in value["stories"] if page}
        wanted.newest_stories = 3

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        chosen = [found.stories[p.pk] for p in value["stories"] if p and p.pk in found.stories]
        shown = chosen or found.newest_stories
        return {"title": value["title"], "stories": shown} if shown else None

    class Meta:
        icon = "doc-full"
        label = _("Stories")
        template = "cms/slots/stories.html"
        description = _("One story large, two beside it.")
        form_layout = laid_out("title", "stories")
        preview_value = {"title": "Chuyện làng", "stories": []}


class StepBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(label=_("Sign"), choices=ICONS, default="star")
    title = blocks.CharBlock(label=_("Heading"), max_length=60)
    text = blocks.CharBlock(label=_("Sentence"), max_length=200, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)


class StepsSlot(Slot):
    LAYOUTS = ("steps", "steps-turned")

    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1, max_num=4)

    def shown(self, value: Any, keys: list[int], found: Found) -> dict[str, Any] | None:
        steps = [dict(step) for step in value["steps"] if step["title"]]
        return {"title": value["title"], "steps": steps} if steps else None

    class Meta:
        icon = "list-ol"
        label = _("How stars and origin work")
        template = "cms/slots/steps.html"
        description = _("What a star means and how origin is checked, in up to four steps.")
        form_layout = laid_out("title", "steps")
        preview_value = {
            "title": "Sao và nguồn gốc",
            "steps": [{"icon": "star", "title": "Sao là thật", "text": "", "page": None}],
        }


class TrustSlot(StepsSlot):
    LAYOUTS = ("trust", "trust-turned")

    title = blocks.CharBlock(label=_("Heading"), max_length=80, required=False)

    class Meta:
        icon = "lock"
        label = _("Trust")
        template = "cms/slots/trust.html"
        description = _("A row of short promises that hold, each with the page that says more.")
        form_layout = laid_out("title", "steps")
        preview_value = {
            "title": "",
            "steps": [{"icon": "truck", "title": "Nhà làm tự gửi", "text": "", "page": None}],
        }


def listing(base: str, **state: Any) -> str:
    """The address of the listing in a state."""
    return base + ListingFilter(**state).query()


def first_words(story: str, most: int = 220) -> str:
    """The first paragraph of a story as far as it goes in whole sentences; cut where it does not.

    >>> first_words("One. Two is longer.", most=10)
    'One.'
    """
    text = story.strip().split("\n")[0].strip()
    if len(text) <= most:
        return text
    end = text.rfind(". ", 0, most)
    return text[: end + 1] if end > 0 else text[: most - 1].rsplit(" ", 1)[0] + "…"


class HomeSlots(blocks.StreamBlock):
    season = SeasonSlot()
    categories = CategoriesSlot()
    stars = StarsSlot()
    village = VillageSlot()
    maker = MakerSlot()
    price = PriceSlot()
    newest = NewestSlot()
    stories = StoriesSlot()
    steps = StepsSlot()
    trust = TrustSlot()
