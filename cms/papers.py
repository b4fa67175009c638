"""Papers of a village as PDF: a sign for its gate, and a page of its page to hand out.

The code on both leads to gate.py's address, which stays when a village or its page is renamed and
answers in the reader's language.
"""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalogue.places.models import Village
from cms.blocks.ways import WORDS
from cms.models import VillagePage
from cms.shown import shown
from marketplace.frame.alphabet import in_order
from marketplace.frame.documents import render_pdf
from marketplace.producers.models import SELLING
from marketplace.purchases.packing_papers import qr_of, today

HEAD, TEXT = "head", "text"
MOST_MAKERS = 24
Line = tuple[str, str]  # HEAD or TEXT, and the words


def gate_link(village: Village) -> str:
    return f"{settings.SITE_URL}{reverse('village-gate', args=[village.pk])}"


def titles_of(village: Village) -> dict[str, str]:
    """Name the village by language, as its pages do that anybody may read; else by its own name."""
    pages = shown(VillagePage.objects.filter(village=village)).select_related("locale")
    titles = {page.locale.language_code: page.title for page in pages}
    return {code: titles.get(code, village.name) for code, _name in settings.LANGUAGES}


def sign(village: Village) -> bytes:
    """The sign for the gate, as PDF on A4."""
    return render_pdf("gate_sign", sign_of(village))


def sign_of(village: Village) -> dict[str, object]:
    """What the sign says: names in Vietnamese and English, and the code."""
    titles = titles_of(village)
    asks, crafts = [], {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            asks.append(_("Scan: stories, makers and visits of the village"))
            crafts[code] = village.craft
    return {
        "title": titles["vi"],
        "other_title": titles["en"] if titles["en"] != titles["vi"] else "",
        "craft": crafts["vi"],
        "other_craft": crafts["en"] if crafts["en"] != crafts["vi"] else "",
        "asks": asks,
        "qr": qr_of(gate_link(village)),
        "link": gate_link(village).partition("://")[2],
        "shop": settings.OSCAR_SHOP_NAME,
        "date": today(),
    }


def sheet(page: VillagePage) -> bytes:
    """What a village's page says, as PDF on A4."""
    return render_pdf("village_sheet", sheet_of(page))


def sheet_of(page: VillagePage) -> dict[str, object]:
    """What the sheet says, in the page's language."""
    village = page.village
    language = page.locale.language_code
    makers = village.producers.filter(SELLING).order_by(in_order("name"))[:MOST_MAKERS]
    with override(language):
        return {
            "language": language,
            "title": page.title,
            "lead": page.lead,
            "craft": village.craft,
            "where": f"{_('Commune')}: {village.commune.name}",
            "lines": [list(line) for line in lines_of(page)],
            "visiting": _("Visiting") if page.visit else "",
            "visit": [line for line in page.visit.splitlines() if line.strip()],
            "makers_title": _("Makers"),
            "makers": [maker.name for maker in makers],
            "qr": qr_of(gate_link(village)),
            "link": gate_link(village).partition("://")[2],
            "asks": _("The page with all sources, goods and visits"),
            "foot": f"{settings.OSCAR_SHOP_NAME} · {timezone.localdate():%d/%m/%Y}",
            "date": today(),
        }


def lines_of(page: VillagePage) -> Iterator[Line]:
    """What the blocks of a page say, in order; pictures, goods and tables stay on the screen."""
    for part in page.body:
        if read := READ.get(part.block_type):
            yield from read(part.value)


class Paragraphs(HTMLParser):
    """Read headings, paragraphs and items of a rich text."""

    HEADS, TEXTS = ("h2", "h3"), ("p", "li")

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.is_link = False

    def handle_data(self, data: str) -> None:
        if not (self.is_link and data.strip().isdecimal()):  # the number of a source
            self.words.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.is_link = tag == "a"
        if tag == "br":
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.is_link = False
        if tag not in (*self.HEADS, *self.TEXTS):
            return
        said = " ".join("".join(self.words).split())
        self.words.clear()
        if said and not said.endswith(":"):  # of what only led to sources a colon is left
            mark = "– " if tag == "li" else ""
            self.lines.append((HEAD if tag in self.HEADS else TEXT, mark + said))


def of_text(value: Any) -> Iterator[Line]:
    read = Paragraphs()
    read.feed(value.source)
    yield from read.lines


def of_quote(value: Any) -> Iterator[Line]:
    by = f" ({value['by']})" if value["by"] else ""
    yield TEXT, f"“{value['text']}”{by}"


def of_care(value: Any) -> Iterator[Line]:
    yield HEAD, value["heading"]
    for number, item in enumerate(value["items"], 1):
        yield TEXT, f"{number}. {item}"


def of_facts(value: Any) -> Iterator[Line]:
    for fact in value:
        yield TEXT, f"{fact['name']}: {fact['value']}"


def of_timeline(value: Any) -> Iterator[Line]:
    if value["heading"]:
        yield HEAD, value["heading"]
    for row in value["rows"]:
        yield TEXT, f"{row['when']}: {row['what']}"


def of_steps(value: Any) -> Iterator[Line]:
    if value["heading"]:
        yield HEAD, value["heading"]
    for number, row in enumerate(value["rows"], 1):
        yield TEXT, f"{number}. {row['name']}: {row['text']}"


def of_route(value: Any) -> Iterator[Line]:
    if value["heading"]:
        yield HEAD, value["heading"]
    for leg in value["legs"]:
        named = " ".join(filter(None, [str(WORDS.get(leg["by"], "")), leg["line"]]))
        ends = " – ".join(filter(None, [leg["start"], leg["end"]]))
        minutes = _("%(minutes)s min") % {"minutes": leg["minutes"]} if leg["minutes"] else ""
        km = f"{leg['km']} km" if leg["km"] else ""
        yield TEXT, ", ".join(filter(None, [named, ends, minutes, km, leg["text"]]))


READ: dict[str, Callable[[Any], Iterator[Line]]] = {
    "text": of_text,
    "quote": of_quote,
    "care": of_care,
    "facts": of_facts,
    "timeline": of_timeline,
    "steps": of_steps,
    "route": of_route,
}
