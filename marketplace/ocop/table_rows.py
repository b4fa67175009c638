"""The rows of a table of decisions as pages show them: in parts, with what is wrong in words."""

from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.certificates.models import Proposal, ProposalRow
from catalogue.certificates.tables.columns import DECISIONS
from marketplace.frame.folding import fold
from marketplace.frame.numbers import grouped
from marketplace.frame.screens import asked_text, page_of
from marketplace.listings.imports.words import failure_text as of_any_table
from marketplace.ocop.forms import REASONS

ROWS_A_PAGE = 20
Outcome = ProposalRow.Outcome
# Why a row is refused: what the check says of it, besides the reasons of the register.
WHY: dict[str, Any] = {
    "required": gettext_lazy("It is missing."),
    "required_new": gettext_lazy("It is missing: no product on file has this code or name."),
    "too_long": gettext_lazy("It is too long."),
    "unknown": gettext_lazy(
        "It is not known. The template's second sheet says what may stand here."
    ),
    "day": gettext_lazy("It is no day. Write it as 31/12/2025."),
    "number": gettext_lazy("It is no number that may stand here."),
    "other_facts": gettext_lazy(
        "The register says something else of this product: ask for a correction there, or leave "
        "the cell empty."
    ),
    "several": gettext_lazy("Several products on file have this name and holder: write the code."),
    "twice": gettext_lazy("A row above is about the same product and decision."),
    "differs": gettext_lazy(
        "This certificate is on file with other facts: ask for a correction there."
    ),
    "short": gettext_lazy("It ends before the law's term is over: say why in the note."),
}


class Shown(NamedTuple):
    """A row with its outcome in words and (column, sentence) for each problem."""

    row: ProposalRow
    outcome: str
    tone: str
    problems: list[tuple[str, str]]


def problems_of(row: ProposalRow) -> list[tuple[str, str]]:
    return [
        (str(DECISIONS.by_key[key].says), str(WHY[why] if why in WHY else REASONS[why]))
        for key, why in row.problems
    ]


def shown(row: ProposalRow) -> Shown:
    tone = ProposalRow.OUTCOME_TONES.get(Outcome(row.outcome), "")
    return Shown(row, row.get_outcome_display(), tone, problems_of(row))


def rows_of(request: HttpRequest, table: Proposal) -> dict[str, Any]:
    """Give the rows of the part and the words that are asked for; refused ones come first."""
    counted = table.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    counts = dict(counted)
    names = [
        name for name in (Outcome.REFUSED, Outcome.CREATED, Outcome.UNCHANGED) if name in counts
    ]
    part = request.GET.get("rows", "")
    part = part if part in names else str(names[0])
    asked = asked_text(request, 80)
    rows: QuerySet[ProposalRow] = table.rows.filter(outcome=part)
    if folded := fold(asked).strip():
        rows = rows.filter(search_text__contains=folded)
    page = page_of(request, rows, ROWS_A_PAGE)
    return {
        "page": page,
        "rows": [shown(row) for row in page],
        "parts": [
            (Outcome(name).label, f"?rows={name}", name == part, counts[name]) for name in names
        ],
        "part": part,
        "q": asked,
        "counts": counts,
        "unread": DECISIONS.unread_in(table.facts["header"]),
    }


def refused_rows(table: Proposal) -> list[list[str]]:
    """Give the refused rows as they were sent, with what is wrong in a last column."""
    width = len(table.facts["header"])
    return [
        [*[*row.given, *[""] * width][:width], " ".join(": ".join(one) for one in problems_of(row))]
        for row in table.rows.filter(outcome=Outcome.REFUSED)
    ]


def failure_text(code: str, row: int, most: int) -> str:
    """Say why a file cannot be read, and what helps."""
    if code in ("too_many", "empty"):
        told = {
            "too_many": _("The file has more than %(most)s rows. Please send it in parts.")
            % {"most": grouped(most)},
            "empty": _("The file has the names of columns but no rows below them."),
        }
        return told[code]
    return of_any_table(code, row)
