"""What the page of a dossier shows its maker: lines with their proofs, documents, what lacks."""

from typing import Any, NamedTuple

from django.urls import reverse

from marketplace.programme.dossiers.completeness import (
    Completeness,
    Need,
    citations_of,
    completeness_of,
    ended_in,
    has_ended,
)
from marketplace.programme.dossiers.drafting import claimed_in
from marketplace.programme.dossiers.evidence import SOURCES
from marketplace.programme.dossiers.form01 import PARTS, is_filled
from marketplace.programme.dossiers.handing import open_items
from marketplace.programme.dossiers.models import Citation, DocumentVersion, Dossier
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import star_of
from marketplace.programme.wording import said


class Line(NamedTuple):
    """A line of form 02: points that are claimed, how many documents prove it."""

    code: str
    title: str
    points: int | None
    most: int
    proofs: int
    lacks_proof: bool


class Paper(NamedTuple):
    """A document of the dossier with the lines that it proves."""

    version: DocumentVersion
    codes: list[str]
    has_ended: bool


class Missing(NamedTuple):
    """What lacks, and where it is given."""

    words: str
    address: str


def address_of(dossier: Dossier, need: Need) -> str:
    pk = dossier.pk
    if need.place == "form":
        return reverse("dossiers:part", args=[pk, need.key])
    if need.place == "line":
        return reverse("dossiers:line", args=[pk, need.key])
    if need.place == "document":
        return f"{reverse('dossiers:add-document', args=[pk])}?kind={need.key}"
    return reverse("sell:assessment", args=[dossier.product_id])


def lines_of(dossier: Dossier, citations: list[Citation], complete: Completeness) -> list[Line]:
    sheet, claimed = sheet_of(dossier.number), claimed_in(dossier)
    lacking = {each.key for each in complete.missing if each.place == "line"}
    codes = [each.code for each in citations]
    return [
        Line(
            code=line.code,
            title=said(line.words),
            points=claimed.points.get(line.code),
            most=line.maximum,
            proofs=codes.count(line.code),
            lacks_proof=line.code in lacking,
        )
        for line in sheet.choices
    ]


def papers_of(citations: list[Citation], today: Any) -> list[Paper]:
    found: dict[int, Paper] = {}
    for each in citations:
        paper = found.setdefault(
            each.version_id, Paper(each.version, [], has_ended(each.version.document, today))
        )
        paper.codes.append(each.code)
    return [paper._replace(codes=sorted(paper.codes)) for paper in found.values()]


def shown(dossier: Dossier, today: Any) -> dict[str, Any]:
    """Give what the page shows of a dossier, in a number of queries that stays."""
    citations = citations_of(dossier)
    complete = completeness_of(dossier, citations, today)
    outcome = star_of(sheet_of(dossier.number), claimed_in(dossier))
    items = list(open_items(dossier)) if dossier.is_asked_back else []
    return {
        "dossier": dossier,
        "complete": complete,
        "missing": [Missing(each.words, address_of(dossier, each)) for each in complete.missing],
        "outcome": outcome,
        "parts": [(name, title, is_filled(dossier.facts, name)) for name, title in PARTS.items()],
        "lines": lines_of(dossier, citations, complete),
        "papers": papers_of(citations, today),
        "ended": ended_in(citations, today),
        "sources": [(name, each.title) for name, each in SOURCES.items()],
        "items": items,
        "is_answered": bool(items) and all(each.answered_at for each in items),
    }
