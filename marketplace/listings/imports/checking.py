"""What a row of a table asks for, held to the same fields as the page of a product.

Of a product that is there a cell counts as changed when it says something else than the product
does, and something else than it said when the table was made:

    seen 10, written 10, now 7    left as it is: three were sold meanwhile, nobody counted
    seen 10, written 12, now 10   12
    seen 10, written 12, now 7    refused, both are told
    written 12, now 7             12, by who sees the 7 on the page before it is applied

An empty cell leaves a product as it is, and gives a new one what the page begins with.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, override

from catalogue.facts.queries import Values
from catalogue.models import DeliveryReach
from catalogue.products.services import StockIsHeld, StockMoved, WhichVariant
from marketplace.frame.folding import as_code, fold
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped
from marketplace.frame.portions import portions
from marketplace.listings.content import FACTS, as_read
from marketplace.listings.doubts import TITLES, about_doubling, about_law, about_places
from marketplace.listings.imports.facts import read_facts
from marketplace.listings.imports.known import Current, Known
from marketplace.listings.imports.models import ImportRow
from marketplace.listings.imports.reading import Given, cells_by_key
from marketplace.listings.offers import is_far_off
from marketplace.listings.product_form import NewProductForm, TextsForm

Outcome = ImportRow.Outcome
FIELDS: dict[str, forms.Field] = NewProductForm.base_fields
TEXTS = tuple(name for name in TextsForm.base_fields if name != "picture")
FIXED = ("ocop_set", "weight_g", "made_to_order", "delivery_reach")
Problem = tuple[str, str]  # key of a column ("" for the row), a sentence


@dataclass
class Asked:
    """What a row asks for, in the language that is active; `problems` refuse all of it."""

    outcome: str = Outcome.UNCHANGED
    wants: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_far_off: bool = False

    def refuse(self, key: str, sentence: str) -> None:
        self.problems.append((key, sentence))


def check_rows(
    known: Known, rows: Iterable[Given], seen: dict[str, int]
) -> Iterator[list[ImportRow]]:
    """Check rows a portion at a time. `seen`: where each product of the table stood before."""
    for portion in portions(rows):
        said = [(row, cells_by_key(row.cells, known.places)) for row in portion]
        current = known.products(
            {as_code(cells["code"]) for _r, cells in said if cells.get("code")}
        )
        known.look_up_places(cells.get(name, "") for _r, cells in said for name in TITLES)
        yield [
            checked_row(row, cells, current.get(as_code(cells.get("code", ""))), known, seen)
            for row, cells in said
        ]


def checked_row(
    row: Given, cells: dict[str, str], current: Current | None, known: Known, seen: dict[str, int]
) -> ImportRow:
    """Check one row; its problems are said in every language, for whoever looks."""
    code, title = as_code(cells.get("code", "")), cells.get("title_vi", "")
    revision = current.revision if current else None
    if not code:
        revision = known.proposals_by_title.get(fold(title)) if title else None
    thing = f"code {code}" if code else f"title {fold(title)}"
    before = seen.setdefault(thing, row.number) if code or title else row.number

    def ask() -> Asked:
        if before != row.number:
            return twice(before)
        if code:
            return unknown() if current is None else ask_change(cells, current, known)
        return ask_new(cells, known, known.proposals_by_title.get(fold(title)))

    asked = ask()
    doubts = said_in_all(lambda: doubted(asked, current, known))
    said = str(title or (current.values["title_vi"] if current else "") or "")
    return ImportRow(
        number=row.number,
        outcome=Outcome.REFUSED if asked.problems else asked.outcome,
        code=code[:64],
        title=said[:255],
        search_text=fold(f"{said} {code}")[:400],
        given=row.cells,
        wants={} if asked.problems else asked.wants,
        problems=said_in_all(ask) if asked.problems else [],
        is_far_off=asked.is_far_off and not asked.problems,
        doubts=doubts,
        is_doubted=bool(doubts),
        product_id=current.pk if current else None,
        revision=revision,
    )


def doubted(asked: Asked, current: Current | None, known: Known) -> Asked:
    """Say what is to be looked at again of what a row proposes; it refuses nothing."""
    content = asked.wants.get("content", {})
    if asked.problems or not content:
        return Asked()
    found = [*about_doubling(content), *about_places(content, known.own, known.maker, known.named)]
    if current is None:
        found += about_law(known.asked.get(content["ocop_set"], ()), content)
    return Asked(problems=[(doubt.field, doubt.sentence) for doubt in found])


def said_in_all(ask: Callable[[], Asked]) -> list[list[Any]]:
    """Say what is wrong in every language: whoever opens the page reads their own."""
    keys = [key for key, _sentence in ask().problems]
    said: list[dict[str, str]] = [{} for _key in keys]
    for language, _name in settings.LANGUAGES if keys else ():
        with override(language):
            for texts, (_key, sentence) in zip(said, ask().problems, strict=True):
                texts[language] = sentence
    return [[key, texts] for key, texts in zip(keys, said, strict=True)]


def twice(before: int) -> Asked:
    sentence = gettext("Row %(number)s is about the same product. Keep one of them.")
    return Asked(problems=[("code", sentence % {"number": before})])


def unknown() -> Asked:
    """Say that a code is none of the producer's: not a word on whether it is another's."""
    return Asked(problems=[("code", gettext("None of your products has this code."))])


def ask_new(cells: dict[str, str], known: Known, proposal: Any) -> Asked:
    """Read a row without a code: a new product, or one that is proposed already."""
    asked = Asked(outcome=Outcome.CREATED)
    known_code = known.codes_by_title.get(fold(cells.get("title_vi", "")))
    if cells.get("title_vi") and known_code is not None:
        sentence = gettext(
            "You have a product of this name: write its code %(code)s into the row to change it, "
            "or give the new one a name of its own."
        )
        asked.refuse("title_vi", sentence % {"code": known_code})
    content: dict[str, Any] = {}
    for key in (*TEXTS, *FIXED, "price", "stock"):
        try:
            content[key] = value_of(key, cells.get(key, ""), known)
        except ValidationError as refusal:
            asked.refuse(key, " ".join(refusal.messages))
    told = ask_facts(asked, cells, proposal.content.get(FACTS, {}) if proposal else {}, known)
    if told:
        content[FACTS] = told
    asked.wants = {"content": content}
    if proposal is not None and not asked.problems:
        is_same = all(proposal.content.get(key) == value for key, value in content.items())
        asked.outcome = Outcome.UNCHANGED if is_same else Outcome.CHANGED
    return asked


def ask_facts(asked: Asked, cells: dict[str, str], told: Values, known: Known) -> Values:
    """Give the facts as a row wants them; what cannot be read refuses it."""
    facts, problems = read_facts(cells, told, known.words)
    for key, sentence in problems:
        asked.refuse(key, sentence)
    return facts


def value_of(key: str, text: str, known: Known) -> Any:
    """Read a cell as the form's field of that name reads what is typed. Raises ValidationError."""
    if key == "ocop_set":
        return set_of(text, known)
    if key == "made_to_order":
        return choice_of(text or "no", known.answers, gettext("Write yes or no."))
    if key == "delivery_reach":
        words = gettext("Write 1, 2 or 3: within the province, in Vietnam, or abroad, too.")
        return choice_of(text or str(DeliveryReach.ABROAD.value), known.reaches, words)
    if not text and FIELDS[key].initial is not None:
        return FIELDS[key].initial
    return FIELDS[key].clean(text)


def set_of(text: str, known: Known) -> int:
    """Find a set by "21", "21. Gốm" or its name."""
    if not text:
        raise ValidationError(FIELDS["ocop_set"].error_messages["required"])
    number, _point, _name = text.partition(".")
    found = known.sets.get(number.strip()) or known.sets.get(fold(text))
    if found is None:
        raise ValidationError(
            gettext("There is no such set. Write its number, 1 to 26, from the template.")
        )
    return found


def choice_of(text: str, choices: dict[str, Any], refusal: str) -> Any:
    found = choices.get(fold(text))
    if found is None:
        raise ValidationError(refusal)
    return found


def ask_change(cells: dict[str, str], current: Current, known: Known) -> Asked:
    """Read a row about a product that is there: its texts, its price, its stock."""
    asked = Asked()
    ask_texts(asked, cells, current, known)
    refuse_other_facts(asked, cells, current, known)
    ask_price(asked, cells, current)
    ask_stock(asked, cells, current)
    if asked.wants:
        asked.outcome = Outcome.CHANGED
    return asked


def ask_texts(asked: Asked, cells: dict[str, str], current: Current, known: Known) -> None:
    texts, changed = current.texts, {}
    for key in TEXTS:
        text = cells.get(key, "")
        if not text or same(text, current.values[key] or ""):
            continue
        try:
            value = value_of(key, text, known)
        except ValidationError as refusal:
            asked.refuse(key, " ".join(refusal.messages))
            continue
        if not same(value, texts.get(key) or ""):
            changed[key] = value
    facts = ask_facts(asked, cells, current.told, known)
    if facts != current.told:
        changed[FACTS] = facts
    if changed:
        asked.wants["content"] = changed


def same(written: str, kept: str) -> bool:
    """Tell whether a cell says what is kept, whatever blanks a spreadsheet made of it."""
    return written == kept or plain(written) == plain(kept)


def plain(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def refuse_other_facts(asked: Asked, cells: dict[str, str], current: Current, known: Known) -> None:
    """A table changes nothing of what the editors and certificates go by."""
    for key in FIXED:
        if not cells.get(key):
            continue
        try:
            value = value_of(key, cells[key], known)
        except ValidationError as refusal:
            asked.refuse(key, " ".join(refusal.messages))
            continue
        if value != current.values[key]:
            sentence = gettext(
                "It is “%(now)s” of this product, which a table does not change. Write it again "
                "as it was, or leave the cell empty."
            )
            asked.refuse(key, sentence % {"now": as_read(key, current.values[key])})


def number_in(asked: Asked, cells: dict[str, str], key: str, name: str) -> int | None:
    """Read a number of a column by the form's field `name`; None where there is none."""
    if not cells.get(key):
        return None
    try:
        return FIELDS[name].clean(cells[key])
    except ValidationError as refusal:
        asked.refuse(key, " ".join(refusal.messages))
        return None


def seen_in(cells: dict[str, str], key: str, name: str) -> int | None:
    """Read what stood there when the table was made; spoilt or empty, nobody saw anything."""
    return number_in(Asked(), cells, key, name)


def ask_price(asked: Asked, cells: dict[str, str], current: Current) -> None:
    price, seen = number_in(asked, cells, "price", "price"), seen_in(cells, "seen_price", "price")
    now = current.offer.price
    if current.offer.has_variants and price is not None:
        asked.refuse("price", str(WhichVariant()))
        return
    if price is None or price in (seen, now):
        return
    if seen is not None and seen != now:
        sentence = gettext(
            "It cost %(seen)s when this table was made, meanwhile it costs %(now)s. Write the "
            "price that is now into the last columns, too, or take the table anew."
        )
        language = get_language() or "vi"
        said = {
            "seen": format_dong(seen, language),
            "now": format_dong(now, language) if now is not None else "–",
        }
        asked.refuse("price", sentence % said)
        return
    asked.wants |= {"price": price, "seen_price": now}
    asked.is_far_off = is_far_off(price, now)


def ask_stock(asked: Asked, cells: dict[str, str], current: Current) -> None:
    stock, seen = number_in(asked, cells, "stock", "stock"), seen_in(cells, "seen_stock", "stock")
    now = current.offer.in_stock
    if current.offer.has_variants and stock is not None:
        asked.refuse("stock", str(WhichVariant()))
        return
    if stock is None or stock in (seen, now):
        return
    if current.values["made_to_order"]:
        asked.refuse("stock", gettext("It is made to order: leave the cell empty."))
    elif seen is not None and seen != now:
        asked.refuse("stock", str(StockMoved(seen=seen, now=now)))
    elif stock < current.offer.held:
        asked.refuse("stock", str(StockIsHeld(current.offer.held)))
    else:
        asked.wants |= {"stock": stock, "seen_stock": now}


def moved_meanwhile(wants: dict[str, Any], record: Any) -> Asked:
    """Look at a row again when it is applied: its stock record is locked now."""
    asked = Asked()
    if hasattr(record, "variant"):
        asked.refuse("price" if "price" in wants else "stock", str(WhichVariant()))
        return asked
    price = None if record.price is None else int(record.price)
    in_stock, held = record.num_in_stock or 0, record.num_allocated or 0
    if "price" in wants and price not in (wants["seen_price"], wants["price"]):
        asked.refuse("price", gettext("It costs %(now)s meanwhile.") % {"now": grouped(price or 0)})
    if "stock" in wants and in_stock != wants["seen_stock"]:
        asked.refuse("stock", str(StockMoved(seen=wants["seen_stock"], now=in_stock)))
    elif "stock" in wants and wants["stock"] < held:
        asked.refuse("stock", str(StockIsHeld(held)))
    return asked
