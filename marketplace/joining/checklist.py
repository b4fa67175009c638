"""What is asked of an application: its parts and its papers, each with how it stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.joining.models import Application, Paper, Requirement
from marketplace.producers.models import Producer

WHO, WHERE, NUMBERS, BANK = "who", "where", "numbers", "bank"
PARTS: dict[str, Promise] = {
    WHO: _("Who you are"),
    WHERE: _("Where you make it"),
    NUMBERS: _("Tax or citizen number"),
    BANK: _("Bank account"),
}
# These are known to the tax office by a code of their own; a person may go by the citizen number.
WITH_TAX_CODE = frozenset({Producer.Kind.ENTERPRISE, Producer.Kind.COOPERATIVE})


@dataclass(frozen=True)
class Item:
    """One paper that is asked for and the current row of it, if there is one."""

    requirement: Requirement
    paper: Paper | None

    @property
    def is_handed_in(self) -> bool:
        """Nothing more is to be done by the applicant: it waits, is accepted or not needed."""
        return self.paper is not None and not self.paper.is_asked

    @property
    def is_missing(self) -> bool:
        return self.requirement.is_needed and not self.is_handed_in

    @property
    def is_open(self) -> bool:
        """Staff have to decide before anybody is verified."""
        if self.paper is None:
            return self.requirement.is_needed
        return not self.paper.is_settled


@dataclass(frozen=True)
class Checklist:
    """Everything that is asked of one application."""

    parts: dict[str, bool]  # whether each part is filled in
    items: list[Item]

    @property
    def needed(self) -> list[Item]:
        return [item for item in self.items if item.requirement.is_needed]

    @property
    def done(self) -> int:
        return sum(self.parts.values()) + sum(item.is_handed_in for item in self.needed)

    @property
    def total(self) -> int:
        return len(self.parts) + len(self.needed)

    @property
    def missing(self) -> list[str]:
        """Name what keeps it from being sent, in the reader's language."""
        parts = [str(PARTS[name]) for name, filled in self.parts.items() if not filled]
        return parts + [item.requirement.name for item in self.items if item.is_missing]

    @property
    def open_items(self) -> list[Item]:
        return [item for item in self.items if item.is_open]


def checklist_of(application: Application) -> Checklist:
    """Read what is asked of an application and what is there, in two queries."""
    papers = {paper.requirement_id: paper for paper in application.papers.filter(replaced_at=None)}
    asked = [row for row in Requirement.objects.all() if row.concerns(application)]
    return Checklist(parts_of(application), [Item(row, papers.get(row.pk)) for row in asked])


def parts_of(application: Application) -> dict[str, bool]:
    """Tell which parts are filled in. Staff may found a producer whose account comes later."""
    numbers = application.tax_code or application.citizen_sealed
    if application.kind in WITH_TAX_CODE:
        numbers = application.tax_code
    filled = {
        WHO: bool(application.name and application.kind and application.representative),
        WHERE: application.commune_id is not None,
        NUMBERS: bool(numbers),
        BANK: bool(application.bank_ending),  # it stands at the books once verified
    }
    if application.applicant_id is None:
        del filled[BANK]
    return filled
