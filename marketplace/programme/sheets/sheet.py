"""What a score sheet is: a tree of criteria whose points add up to 100, with marks on options.

    3       community, 12                                       a sum of what stands below it
    3.5     ip_rights, 3        1 (3 stars)  2 (4 stars)  3     one of its options is chosen

A mark on an option says: for so many stars the criterion needs this option or a better one.
Plain values; nothing here reads a file or a database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TOTAL = 100
PARTS = {"A": 40, "B": 25, "C": 35}  # decision 26/2026/QĐ-TTg
Words = Mapping[str, str]  # a text by language


@dataclass(frozen=True)
class Option:
    """One of the answers of a criterion; `least_for`: the stars that ask for it at least."""

    points: int
    words: Words
    least_for: int | None = None


@dataclass(frozen=True)
class Criterion:
    """A line of a sheet: a sum of those below it, or a choice of options.

    `key` names the same thing in all sheets. Where `variants` has lists of options, the sheet's
    variant says which one holds. `applies_if` names a fact about the product without which the
    marks do not bind. `knock_out`: 0 points in a line below it end the assessment.
    """

    code: str
    part: str
    key: str
    maximum: int
    words: Words
    options: tuple[Option, ...] = ()
    variants: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    applies_if: str = ""
    knock_out: bool = False

    @property
    def depth(self) -> int:
        return self.code.count(".") + 1

    @property
    def above(self) -> str:
        """Give the code of the line that this one is added to, "" at the top."""
        return self.code.rpartition(".")[0]

    @property
    def is_chosen(self) -> bool:
        """Tell whether an option is chosen here, as opposed to a sum."""
        return bool(self.options or self.variants)


@dataclass(frozen=True)
class Remark:
    """Where the data departs from the transcript it was read from, or stays in doubt."""

    code: str
    reason: str
    is_certain: bool = True


@dataclass(frozen=True)
class Sheet:
    """The score sheet of one of the 26 sets; `digest` names this very text of it."""

    number: int
    law: str
    digest: str
    criteria: tuple[Criterion, ...]
    variants: tuple[str, ...] = ()
    corrections: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()

    def __iter__(self) -> Iterator[Criterion]:
        return iter(self.criteria)

    @property
    def choices(self) -> tuple[Criterion, ...]:
        """List the lines where an option is chosen, in the sheet's order."""
        return tuple(each for each in self.criteria if each.is_chosen)

    @property
    def sections(self) -> tuple[Criterion, ...]:
        return tuple(each for each in self.criteria if each.depth == 1)

    def find(self, code: str) -> Criterion | None:
        return next((each for each in self.criteria if each.code == code), None)

    def options_of(self, criterion: Criterion, variant: str = "") -> tuple[Option, ...]:
        """List the options that hold; of an unknown variant those of the sheet's first."""
        if not criterion.variants:
            return criterion.options
        held = variant if variant in criterion.variants else self.variants[0]
        return criterion.variants[held]

    def ends_at_nought(self, criterion: Criterion) -> bool:
        """Tell whether 0 points in a line end the assessment."""
        above = self.find(criterion.above)
        return criterion.knock_out or (above is not None and self.ends_at_nought(above))
