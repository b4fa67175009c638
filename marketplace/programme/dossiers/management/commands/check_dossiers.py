"""Hold what was handed over of dossiers against its signatures, chains and files."""

from django.core.management.base import BaseCommand, CommandError

from marketplace.programme.dossiers.models import Dossier
from marketplace.programme.dossiers.snapshots import faults_of


class Command(BaseCommand):
    help = "Check the snapshots of all dossiers; an error names those that were changed."

    def handle(self, *args, **options):
        found, count = [], 0
        for dossier in Dossier.objects.exclude(filed_at=None).order_by("pk").iterator():
            count += 1
            found += [f"{dossier.pk}: {fault}" for fault in faults_of(dossier)]
        if found:
            raise CommandError("Not as they were signed: " + "; ".join(found))
        self.stdout.write(f"{count} dossiers are as they were signed.")
