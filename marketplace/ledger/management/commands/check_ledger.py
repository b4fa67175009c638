"""manage.py check_ledger: look at the books as a whole; ends with an error if they are off."""

from django.core.management.base import BaseCommand, CommandError

from marketplace.ledger.checks import facts, find_faults


class Command(BaseCommand):
    help = "Check that the ledger sums to zero, refunds stay below sales and its guards stand."

    def handle(self, *args, **options):
        faults = find_faults()
        for fault in faults:
            self.stderr.write(fault.in_english())
        if faults:
            raise CommandError(f"{len(faults)} faults in the ledger")
        counts = ", ".join(f"{count} {name}" for name, count in facts().items())
        self.stdout.write(f"The ledger is right: {counts}; all accounts sum to zero.")
