"""What a dossier lacks before it can be filed, in words; the meter is what is met of it.

    form 01: three parts        form 02: each line answered
    registration always; food safety and declared quality of food, drinks and herbs
    of each line that claims points for something that papers prove, a document

18 of 24 are 75 %: rounded down, so that 100 means all. A document that has ended proves nothing.
"""

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.programme.dossiers.drafting import claimed_in
from marketplace.programme.dossiers.form01 import PARTS, is_filled
from marketplace.programme.dossiers.models import Citation, Document, Dossier
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.sheets.sheet import Criterion, Sheet
from marketplace.programme.stars import star_of
from marketplace.programme.wording import said

Kind = Document.Kind
EATEN = range(1, 21)  # sets of food, drinks and herbal goods: decision 26/2026/QĐ-TTg
COSMETICS = range(19, 21)  # of them, those that nobody eats
# What papers prove, by what a line is about; the kind that is offered first for it.
PROOFS: dict[str, str] = {
    "materials": Kind.MATERIALS,
    "local_origin": Kind.MATERIALS,
    "certified_source": Kind.MATERIALS,
    "linkage": Kind.LINKAGE,
    "environment": Kind.ENVIRONMENT,
    "local_labour": Kind.LABOUR,
    "ip_rights": Kind.TRADEMARK,
    "label": Kind.LABEL,
    "packaging_label": Kind.LABEL,
    "story": Kind.STORY,
    "story_form": Kind.STORY,
    "sales_area": Kind.SALES,
    "promotion": Kind.PROMOTION,
    "declaration": Kind.QUALITY,
    "quality_assurance": Kind.TESTS,
    "export": Kind.SALES,
}


class Need(NamedTuple):
    """One thing that a dossier needs: where it is given, in words, and whether it is there."""

    place: str  # form, answers, document, line
    key: str  # the part, the kind of document, the line's code
    words: str
    is_met: bool


@dataclass(frozen=True)
class Completeness:
    needs: tuple[Need, ...]

    @property
    def met(self) -> int:
        return sum(each.is_met for each in self.needs)

    @property
    def total(self) -> int:
        return len(self.needs)

    @property
    def percent(self) -> int:
        return 100 * self.met // self.total

    @property
    def missing(self) -> list[Need]:
        return [each for each in self.needs if not each.is_met]

    @property
    def is_complete(self) -> bool:
        return self.met == self.total


def has_ended(document: Document, day: datetime.date) -> bool:
    return document.expires_on is not None and document.expires_on < day


def citations_of(dossier: Dossier) -> list[Citation]:
    return list(dossier.citations.select_related("version__document"))


def needed_kinds(sheet: Sheet, not_so: list[str]) -> list[str]:
    """List the documents that a dossier of a set needs as a whole."""
    kinds: list[str] = [Kind.LICENCE]
    if sheet.number in EATEN and sheet.number not in COSMETICS:
        kinds.append(Kind.SAFETY)
    if sheet.number in EATEN and "declaration_due" not in not_so:
        kinds.append(Kind.QUALITY)
    return kinds


def asks_proof(line: Criterion, points: int) -> bool:
    """Tell whether so many points in a line need a document."""
    return points > 0 and line.key in PROOFS


def completeness_of(
    dossier: Dossier, citations: list[Citation] | None = None, today: datetime.date | None = None
) -> Completeness:
    """Say what a dossier needs and what of it is there. `citations`: with their documents."""
    today = today or timezone.localdate()
    citations = citations_of(dossier) if citations is None else citations
    sheet, claimed = sheet_of(dossier.number), claimed_in(dossier)
    valid = [each for each in citations if not has_ended(each.version.document, today)]
    kinds = {each.version.document.kind for each in valid}
    proven = {each.code for each in valid}
    forms = [
        Need("form", part, _("Form 01: %(part)s") % {"part": title}, is_filled(dossier.facts, part))
        for part, title in PARTS.items()
    ]
    open_lines = len(star_of(sheet, claimed).unanswered)
    words = (
        ngettext(
            "Form 02: %(count)s line has no answer",
            "Form 02: %(count)s lines have no answer",
            open_lines,
        )
        % {"count": open_lines}
        if open_lines
        else _("Form 02: all lines answered")
    )
    papers = [
        Need("document", kind, str(Kind(kind).label), kind in kinds)
        for kind in needed_kinds(sheet, dossier.not_so)
    ]
    lines = [
        Need(
            "line",
            line.code,
            _("%(line)s: a document that proves it") % {"line": f"{line.code} {said(line.words)}"},
            line.code in proven,
        )
        for line in sheet.choices
        if asks_proof(line, claimed.points.get(line.code, 0))
    ]
    return Completeness((*forms, Need("answers", "", words, not open_lines), *papers, *lines))


def ended_in(citations: list[Citation], today: datetime.date) -> list[Document]:
    """List the documents of a dossier that have ended, each once."""
    found: dict[Any, Document] = {
        each.version.document_id: each.version.document
        for each in citations
        if has_ended(each.version.document, today)
    }
    return list(found.values())
