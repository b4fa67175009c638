"""manage.py check_ledger: look at books and documents as a whole; an error if they are off."""

from django.core.management.base import BaseCommand, CommandError

from marketplace.aftersale.models import Document
from marketplace.finance.services import find_all_faults
from marketplace.ledger.checks import facts


class Command(BaseCommand):
    help = (
        "Check that the ledger sums to zero, refunds stay below sales, documents are numbered "
        "without gaps, and that the guards of both stand."
    )

    def handle(self, *args, **options):
        faults = find_all_faults()
        for fault in faults:
            self.stderr.write(fault.in_english())
        if faults:
            raise CommandError(f"{len(faults)} faults in the ledger")
        counts = ", ".join(f"{count} {name}" for name, count in facts().items())
        self.stdout.write(
            f"The ledger is right: {counts}; all accounts sum to zero. "
            f"{Document.objects.count()} documents follow each other without gaps."
        )
