"""What a row of a table of decisions asks for, held to the rules of the register.

code of a product on file, decision 12/QĐ-UBND       created: its certificate
no code, a name and a holder of the commune on file  created: that product's certificate
no code, several of that name and holder             refused ("several"): the code tells which
no code, nobody of that name                         created: the product, and its certificate
a certificate by that decision, all facts the same   unchanged
the same, another number of stars                    refused ("differs"): that is a correction
two rows of one product and decision                 the second refused ("twice")
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.certificates.decisions import LONGEST_AUTHORITY, LONGEST_NUMBER, key_of
from catalogue.certificates.models import Certificate, ProposalRow, RatedProduct
from catalogue.certificates.rated import CODE, likeness_of, rated_facts_of
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    end_of_term,
    folded_number,
    is_in_force,
)
from catalogue.certificates.tables.known import Cells, Known
from catalogue.models import Product
from marketplace.files.named_tables import Given, cells_by_key
from marketplace.frame.fields import FIRST_YEAR, LAST_YEAR, ShareField, WholeField
from marketplace.frame.folding import as_code, cleaned, fold

Outcome = ProposalRow.Outcome
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00:00)?|(\d{4})-(\d{2})-(\d{2})")
LONGEST = {
    "code": 40,
    "name": 255,
    "holder_name": 160,
    "decision_number": LONGEST_NUMBER,
    "authority": LONGEST_AUTHORITY,
    "note": 1000,
}
NUMBERS: dict[str, forms.Field] = {
    "stars": WholeField(min_value=3, max_value=5),
    "score": ShareField(min_value=0, max_value=100, max_digits=5, decimal_places=2),
}
# In which column a refusal of the rules is said.
KEY_OF = {
    "stars": "stars",
    "ministry": "level",
    "district": "level",
    "future": "decision_date",
    "law": "law",
    "dates": "issued_on",
    "long": "expires_on",
    "short": "note",
}
COMPARED = ("decision_date", "level", "stars", "score", "law", "issued_on", "expires_on")


@dataclass
class Asked:
    """What becomes of a row: a certificate, unsaved, or problems as (key of a column, why)."""

    row: Given
    title: str = ""
    outcome: str = Outcome.CREATED
    problems: list[tuple[str, str]] = field(default_factory=list)
    certificate: Certificate | None = None
    note: str = ""

    def refuse(self, key: str, why: str) -> None:
        self.problems.append((key, why))
        self.outcome = Outcome.REFUSED


def check_rows(rows: Iterable[Given], places: dict[str, int]) -> Iterator[Asked]:
    """Check rows against the register and against each other, in their order."""
    said = [(row, cells_by_key(row.cells, places)) for row in rows]
    known = Known(cells for _row, cells in said)
    seen: set[tuple[Any, str]] = set()
    for row, cells in said:
        yield check_row(row, cells, known, seen)


def check_row(row: Given, cells: Cells, known: Known, seen: set[tuple[Any, str]]) -> Asked:
    asked = Asked(row, note=cleaned(cells.get("note", "")))
    asked.title = cleaned(cells.get("name", ""))[:255]
    for key, most in LONGEST.items():
        if len(cells.get(key, "")) > most:
            asked.refuse(key, "too_long")
    thing = find_thing(asked, cells, known)
    facts = read_facts(asked, cells, known)
    if asked.problems or thing is None:
        return asked
    certificate = Certificate(product=thing if isinstance(thing, Product) else None, **facts)
    if isinstance(thing, RatedProduct):
        certificate.rated, certificate.product = thing, thing.product
    asked.title = asked.title or str(thing.title)[:255]
    number = folded_number(certificate.decision_number)
    named = (type(thing).__name__, thing.pk or id(thing)), number
    if named in seen:
        asked.refuse("decision_number", "twice")
        return asked
    seen.add(named)
    hold_to_rules(asked, certificate, known)
    if not asked.problems:
        compare(asked, certificate, known)
    return asked


# What a row is about.


def find_thing(asked: Asked, cells: Cells, known: Known) -> RatedProduct | Product | None:
    """Find the rated product or the shop's, or make the rated one, unsaved; refuses the row."""
    code = as_code(cells.get("code", ""))
    if not code:
        return like_or_new(asked, cells, known)
    if rated := known.rated.get(code):
        refuse_other_facts(asked, cells, rated, known)
        return rated
    if product := known.products.get(code):
        refuse_other_facts(asked, cells, RatedProduct(**rated_facts_of(product)), known)
        return product
    if not CODE.fullmatch(code):
        asked.refuse("code", "code")
        return None
    return new_rated(asked, cells, known, code, code)


def like_or_new(asked: Asked, cells: Cells, known: Known) -> RatedProduct | None:
    commune = known.communes.get(as_code(cells.get("commune", "")))
    like = likeness_of(cells.get("name", ""), cells.get("holder_name", ""))
    if commune is not None and (commune.pk, like) in known.several:
        asked.refuse("code", "several")
        return None
    if commune is not None and (rated := known.like.get((commune.pk, like))):
        refuse_other_facts(asked, cells, rated, known)
        return rated
    return new_rated(asked, cells, known, (commune.pk if commune else 0, like), "")


def new_rated(asked: Asked, cells: Cells, known: Known, key: Any, code: str) -> RatedProduct | None:
    """Make a rated product of a row's facts, or give the one that a row before made."""
    if made := known.new.get(key):
        refuse_other_facts(asked, cells, made, known)
        return made
    for name in ("name", "holder_name", "holder_kind", "commune", "ocop_set"):
        if not cells.get(name):
            asked.refuse(name, "required_new")
    commune = known.communes.get(as_code(cells.get("commune", "")))
    kind = known.kinds.get(fold(cells.get("holder_kind", "")))
    ocop_set = known.sets.get(cells.get("ocop_set", "").partition(".")[0].strip())
    for name, value in (("commune", commune), ("holder_kind", kind), ("ocop_set", ocop_set)):
        if cells.get(name) and value is None:
            asked.refuse(name, "unknown")
    if asked.problems or commune is None or kind is None or ocop_set is None:
        return None
    known.new[key] = RatedProduct(
        code=code,
        name=cleaned(cells["name"]),
        holder_name=cleaned(cells["holder_name"]),
        holder_kind=kind,
        commune=commune,
        ocop_set=ocop_set,
    )
    return known.new[key]


def refuse_other_facts(asked: Asked, cells: Cells, rated: RatedProduct, known: Known) -> None:
    """A table changes nothing of a rated product: that is a correction."""
    commune = known.communes.get(as_code(cells.get("commune", "")))
    number = str(rated.ocop_set.number) if rated.ocop_set else ""
    told = {
        "name": (fold(cleaned(cells.get("name", ""))), fold(rated.name)),
        "holder_name": (fold(cleaned(cells.get("holder_name", ""))), fold(rated.holder_name)),
        "holder_kind": (known.kinds.get(fold(cells.get("holder_kind", ""))), rated.holder_kind),
        "commune": (commune.pk if commune else None, rated.commune_id),
        "ocop_set": (cells.get("ocop_set", "").partition(".")[0].strip(), number),
    }
    for name, (written, kept) in told.items():
        if cells.get(name) and written != kept:
            asked.refuse(name, "other_facts")


# What a row says of the certificate.


def read_facts(asked: Asked, cells: Cells, known: Known) -> dict[str, Any]:
    """Read the facts of a certificate; the law and both days follow where they are left open."""
    facts: dict[str, Any] = {
        "decision_number": cleaned(cells.get("decision_number", "")),
        "authority": cleaned(cells.get("authority", "")),
        "decision_date": day_in(asked, cells, "decision_date"),
        "issued_on": day_in(asked, cells, "issued_on"),
        "expires_on": day_in(asked, cells, "expires_on"),
        "level": known.levels.get(fold(cells.get("level", ""))),
        "law": known.laws_by_code.get(fold(cells.get("law", ""))),
    }
    for key in ("decision_number", "decision_date", "authority", "level", "stars", "score"):
        if not cells.get(key):
            asked.refuse(key, "required")
    for key in ("level", "law"):
        if cells.get(key) and facts[key] is None:
            asked.refuse(key, "unknown")
    for key, number in NUMBERS.items():
        facts[key] = number_in(asked, cells, key, number)
    if asked.problems:
        return facts
    decided = facts["decision_date"]
    facts["law"] = facts["law"] or next((x for x in known.laws if is_in_force(x, decided)), None)
    if facts["law"] is None:
        asked.refuse("decision_date", "no_law")
        return facts
    facts["issued_on"] = facts["issued_on"] or decided
    facts["expires_on"] = facts["expires_on"] or end_of_term(facts["issued_on"], facts["law"])
    return facts


def day_in(asked: Asked, cells: Cells, key: str) -> datetime.date | None:
    """Read a day as 31/12/2025 or 2025-12-31, whatever the reader's language."""
    text = cells.get(key, "")
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day, month, year = (found[1], found[2], found[3]) if found[1] else found.group(6, 5, 4)
        read = datetime.date(int(year), int(month), int(day))
    except ValueError:
        asked.refuse(key, "day")
        return None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        asked.refuse(key, "day")
        return None
    return read


def number_in(asked: Asked, cells: Cells, key: str, number: forms.Field) -> Any:
    if not cells.get(key):
        return None
    try:
        return number.clean(cells[key])
    except ValidationError:
        asked.refuse(key, "number")
        return None


# What the register says to it.


def hold_to_rules(asked: Asked, certificate: Certificate, known: Known) -> None:
    try:
        check_certificate(certificate, reason=asked.note)
    except CertificateRefused as refusal:
        asked.refuse(KEY_OF[str(refusal)], str(refusal))
    key = key_of(certificate)
    named = key["number_folded"], key["authority_folded"], certificate.decision_date.year
    day = certificate.decision_date, certificate.level
    if known.decisions.setdefault(named, day) != day:
        asked.refuse("decision_date", "other_day")


def compare(asked: Asked, certificate: Certificate, known: Known) -> None:
    """Leave what is on file as it is, and refuse what says something else of it."""
    rated = certificate._state.fields_cache.get("rated")
    number = folded_number(certificate.decision_number)
    held = known.certificates.get((rated.pk, number)) if rated is not None else None
    if held is None:
        asked.certificate = certificate
        return
    told = [getattr(certificate, name) for name in COMPARED]
    is_same = told == [getattr(held, name) for name in COMPARED]
    if is_same and fold(certificate.authority) == fold(held.authority):
        asked.outcome = Outcome.UNCHANGED
    else:
        asked.refuse("decision_number", "differs")
