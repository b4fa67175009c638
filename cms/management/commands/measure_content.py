"""Measure what villages and stories say; name the pages that are below their measure."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.measure import measures


class Command(BaseCommand):
    help = "Words, sources, pictures and languages of each village and story."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--short", action="store_true", help="only pages that lack something")

    def handle(self, *args: Any, **options: Any) -> None:
        for found in measures():
            if found.lacks or not options["short"]:
                counts = f"{found.words:5} {found.sources:3} {found.pictures:3}"
                languages = ",".join(found.languages)
                lacks = f" lacks {', '.join(found.lacks)}" if found.lacks else ""
                self.stdout.write(f"{counts}  {languages:8}  {found.path}{lacks}")
