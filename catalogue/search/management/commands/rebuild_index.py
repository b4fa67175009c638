"""manage.py rebuild_index: write the search index anew while the old one serves."""

import time

from django.core.management.base import BaseCommand

from catalogue.search.services import rebuild


class Command(BaseCommand):
    help = "Write the search index anew; searches go on meanwhile."

    def handle(self, *args, **options):
        start = time.monotonic()

        def progress(kind: str, done: int) -> None:
            if options["verbosity"]:
                self.stdout.write(f"  {kind}: {done}")
                self.stdout.flush()

        total = rebuild(progress)
        if options["verbosity"]:
            seconds = time.monotonic() - start
            self.stdout.write(f"The index holds {total} entries, written in {seconds:.1f} s.")
