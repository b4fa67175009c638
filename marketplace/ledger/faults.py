"""What can be wrong with the books, kept as a code with its figures and told in any language."""

from dataclasses import asdict, dataclass, field

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from marketplace.frame.money import format_dong

TEXTS = {
    "total": _("All accounts together are owed %(amount)s instead of 0."),
    "transaction": _("Transaction %(number)s sums to %(amount)s instead of 0."),
    "entry": _("Entry %(number)s is booked at another time than its transaction."),
    "refund": _("More went back than was paid for line %(line)s of order %(order)s."),
    "snapshot": _("The sum kept as number %(number)s differs from its entries."),
    "message": _("Message %(name)s of %(gateway)s could not be handled."),
    "trigger": _("The guard %(name)s is missing in the database: rows could be changed."),
    "register": _("What the register published on %(day)s is not what was signed and kept."),
    "dossier": _("What was handed over of dossier %(dossier)s is not what was signed: %(what)s."),
    "document": _("Document %(number)s is missing: its series has a gap."),
    "documents": _("Documents %(first)s to %(last)s are missing: their series has a gap."),
    "series": _("Series %(series)s counted to %(counted)s, its last document is number %(last)s."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `code` picks the words, `values` are what they name."""

    code: str
    values: dict = field(default_factory=dict)

    def __str__(self) -> str:
        values = {
            name: format_dong(value, get_language() or "vi") if name == "amount" else value
            for name, value in self.values.items()
        }
        return str(TEXTS[self.code]) % values if self.code in TEXTS else self.code

    def in_english(self) -> str:
        """Say it for logs and for whom runs a command."""
        with override("en"):
            return str(self)

    def as_json(self) -> dict:
        return asdict(self)


def from_json(kept: dict | str) -> Fault:
    """Read what a check kept; the first checks kept a sentence, which stays as it is."""
    return Fault(kept) if isinstance(kept, str) else Fault(kept["code"], kept["values"])
