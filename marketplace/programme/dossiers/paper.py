"""Form 01 on paper: the registration, what is claimed, and the list of documents."""

from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.frame.documents import render_pdf
from marketplace.programme.dossiers.differences import cited
from marketplace.programme.dossiers.form01 import FORM, PARTS
from marketplace.programme.dossiers.models import Document, Dossier, Opinion
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.sheets.sheet import Sheet
from marketplace.programme.stars import Answers, star_of
from marketplace.programme.wording import PARTS as SHEET_PARTS

Body = dict[str, Any]


def day(text: str) -> str:
    found = parse_date(text) if text else None
    return date_format(found, "d/m/Y") if found else ""


def answers_of(body: Body) -> Answers:
    """Give what a hand-over claims, as the rules take it."""
    return Answers(
        points={each["code"]: each["points"] for each in body["claims"]},
        variant=body["variant"],
        not_so=frozenset(body["not_so"]),
    )


def registration_pdf(dossier: Dossier, body: Body, sha256: str = "") -> bytes:
    """Set form 01 with its lists as a PDF in the reader's language.

    `body`: a snapshot's, or what would be handed over now; then `sha256` is "" and it says so.
    """
    return render_pdf("dossier", values_of(dossier, body, sha256))


def values_of(dossier: Dossier, body: Body, sha256: str) -> dict[str, Any]:
    sheet = sheet_of(body["sheet"]["number"])
    state = _("Handed over: %(sha256)s") % {"sha256": sha256[:16]} if sha256 else _("Not filed")
    return {
        "language": get_language() or "vi",
        "over": _("Form 01: registration of a product for the OCOP programme"),
        "title": body["product"]["title"],
        "facts": [
            [_("Maker"), body["producer"]],
            [_("Code"), body["product"]["code"]],
            [_("Kind"), str(Dossier.Kind(body["kind"]).label)],
            [_("Round"), day(body["round"])],
            [_("Score sheet"), f"{sheet.number} · {sheet.law}"],
            [_("State"), state],
        ],
        "sections": [
            *form_sections(body),
            claims_section(sheet, body),
            documents_section(body),
            *opinion_section(body),
        ],
        "foot": f"{settings.OSCAR_SHOP_NAME} · {settings.SITE_URL}",
        "demo": _("Demo market: nothing here is really sold, and no money moves.")
        if settings.SHOP_IS_DEMO
        else "",
    }


def form_sections(body: Body) -> list[Body]:
    return [
        {
            "title": str(title),
            "text": "",
            "head": [],
            "rows": [
                [str(each.label), body["form01"].get(name, "") or "–"]
                for name, each in FORM[part].items()
            ],
        }
        for part, title in PARTS.items()
    ]


def claims_section(sheet: Sheet, body: Body) -> Body:
    outcome = star_of(sheet, answers_of(body))
    rows = [[f"{part}. {SHEET_PARTS[part]}", str(points)] for part, points in outcome.parts.items()]
    return {
        "title": _("Form 02: points that the maker claims"),
        "text": "",
        "head": [_("Part"), _("Points")],
        "rows": [*rows, [_("Total"), f"{outcome.points} / 100"]],
    }


def documents_section(body: Body) -> Body:
    rows = [
        [
            each["name"],
            str(Document.Kind(each["kind"]).label),
            " · ".join(part for part in (each["number"], day(each["issued"])) if part),
            cited(each),
        ]
        for each in body["documents"]
    ]
    return {
        "title": _("Documents"),
        "text": "" if rows else _("None yet."),
        "head": [_("Document"), _("Kind"), _("Number, day"), _("Proves")] if rows else [],
        "rows": rows,
    }


def opinion_section(body: Body) -> list[Body]:
    found = body["form03"]
    if found is None:
        return []
    rows = [
        [
            Opinion.label_of(name),
            str(Opinion.Finding(found[name]).label),
        ]
        for name in Opinion.POINTS
    ]
    return [
        {
            "title": _("Form 03: opinion of the commune"),
            "text": found["words"],
            "head": [],
            "rows": rows,
        }
    ]
