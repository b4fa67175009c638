"""Pages of villages, stories, events, routes and others from the demo market's long texts.

Pages call for each other, so all are made before any is filled.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from wagtail.models import Page as WagtailPage

from catalogue.places.models import Village
from cms.models import (
    EventIndexPage,
    EventPage,
    HomePage,
    PlainPage,
    RoutePage,
    RouteStop,
    StoryIndexPage,
    StoryPage,
    VillageIndexPage,
    VillagePage,
)
from marketplace.demo.bodies import Stored, body_of
from marketplace.demo.texts import LANGUAGES, Page, Words, pages

Add = Callable[[WagtailPage, str, WagtailPage], WagtailPage]
FILLED = ("villages", "stories", "events", "routes", "plain")
BUTTONS = {
    "village": Words("Về thăm làng", "Visit the village", "Kunjungi desa"),
    "listing": Words("Xem sản phẩm", "See the products", "Lihat produk"),
    "story": Words("Đọc tiếp câu chuyện", "Read the story", "Baca ceritanya"),
    "event": Words("Xem sự kiện", "See the event", "Lihat acara"),
    "route": Words("Xem đường đi", "See the route", "Lihat rutenya"),
}
ASKED = {
    "see": Words("Xem gì", "What to see", "Yang bisa dilihat"),
    "hours": Words("Giờ mở cửa", "Opening hours", "Jam buka"),
    "access": Words("Đi lại trong làng", "Getting around", "Akses"),
    "season": Words("Mùa đẹp", "When to come", "Waktu terbaik"),
}


class Library:
    """The texts' pages in every language, by kind, slug and language.

    `add` puts a page below another one and makes it a translation of those of the same key;
    `pictures` gives a village's pictures by its slug, the first for the village's own page, and
    by "" one for what is of no village.
    """

    def __init__(self, add: Add, villages: dict[str, Village], pictures: dict[str, list[Any]]):
        self.add, self.villages, self.pictures = add, villages, pictures
        self.keys = {slug: village.pk for slug, village in villages.items()}
        self.made: dict[tuple[str, str, str], WagtailPage] = {}

    def fill(self) -> None:
        texts = [page for kind in FILLED for page in pages(kind)]
        for language in LANGUAGES:
            home = HomePage.objects.get(locale__language_code=language)
            for text in texts:
                self.make(text, language, home)
        for text in texts:
            for language in LANGUAGES:
                self.write(text, language)

    def make(self, text: Page, language: str, home: HomePage) -> None:
        facts = {"slug": text.slug, "lead": text.lead.of(language), "is_illustrated": True}
        page: WagtailPage
        if text.kind == "villages":
            village = self.villages[text.slug]
            page = VillagePage(
                title=village.name,
                seo_title=text.title.of(language),
                village=village,
                picture=self.picture(text),
                visit=visit_of(text, language),
                **facts,
            )
            parent = VillageIndexPage.objects.child_of(home).get()
        elif text.kind == "stories":
            page = StoryPage(
                title=text.title.of(language),
                village=self.villages.get(text.villages[0]) if text.villages else None,
                picture=self.picture(text),
                **facts,
            )
            parent = StoryIndexPage.objects.child_of(home).get()
        elif text.kind == "events":
            page = EventPage(
                title=text.title.of(language),
                when=text.when.of(language) if text.when else "",
                village=self.villages[text.villages[0]] if len(text.villages) == 1 else None,
                picture=self.picture(text),
                **facts,
            )
            parent = EventIndexPage.objects.child_of(home).get()
        elif text.kind == "plain":
            page = PlainPage(title=text.title.of(language), **facts)
            parent = home
        else:
            page = RoutePage(title=text.title.of(language), picture=self.picture(text), **facts)
            parent = VillageIndexPage.objects.child_of(home).get()
        self.made[text.kind, text.slug, language] = self.add(
            parent, f"{text.kind}-{text.slug}", page
        )

    def write(self, text: Page, language: str) -> None:
        page = self.made[text.kind, text.slug, language]
        body = body_of(text, language, self.keys, lambda to: self.target(to, language))
        page.body = json.dumps(body)
        if isinstance(page, RoutePage):
            page.stops = [RouteStop(village=self.villages[slug]) for slug in text.villages]
        page.save_revision().publish()

    def picture(self, text: Page) -> Any:
        """A village's own page has its first picture, what tells of it another one."""
        slugs = [text.slug] if text.kind == "villages" else list(text.villages)
        for slug in slugs:
            if found := self.pictures.get(slug):
                return found[0] if text.kind == "villages" else found[-1]
        return next(iter(self.pictures.get("", ())), None)

    def target(self, to: str, language: str) -> Stored | None:
        """What a call leads to: "village:bat-trang", "story:…", "listing:village=bat-trang"."""
        kind, _, name = to.partition(":")
        button = {"button": BUTTONS[kind].of(language), "page": None, "village": None}
        if kind == "listing":
            village = self.keys.get(name.removeprefix("village="))
            return button | {"village": village} if village else None
        plural = {"village": "villages", "story": "stories"}.get(kind, f"{kind}s")
        page = self.made.get((plural, name, language))
        return button | {"page": page.pk} if page else None


def visit_of(text: Page, language: str) -> str:
    return "\n\n".join(answers(text, language))


def answers(text: Page, language: str) -> Iterator[str]:
    for name, asked in ASKED.items():
        if text.visit and (words := getattr(text.visit, name)):
            yield f"{asked.of(language)}: {words.of(language)}"
