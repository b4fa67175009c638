"""manage.py drill: restore a backup into a new place and prove it there."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.operations.backups import BackupRefused
from marketplace.operations.backups.drill import drill
from marketplace.operations.backups.places import place_of
from marketplace.operations.backups.proving import prove
from marketplace.operations.management.commands.backup import secret_key


class Command(BaseCommand):
    help = "Restore a fresh backup, or the newest of BACKUP_TO, into a new place and prove it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--latest", action="store_true", help="The newest that is there")
        parser.add_argument("--from", dest="place", help="Where (BACKUP_TO)")
        parser.add_argument("--identity", metavar="FILE", help="The secret key (BACKUP_IDENTITY)")
        parser.add_argument("--database", default="", help="An empty database (one is made)")
        parser.add_argument("--prove", metavar="FACTS", help="Only the proofs, in this place")

    def handle(self, *args, latest, place, identity, database, prove, **options):
        if prove:
            self.prove(json.loads(Path(prove).read_text(encoding="utf-8")))
            return
        try:
            where = place_of(place or settings.BACKUP_TO) if latest or place else None
            key = secret_key(identity) if where else ""
            holds = drill(where, key, database=database, say=self.say)
        except (BackupRefused, OSError) as error:
            raise CommandError(str(error)) from error
        if not holds:
            raise CommandError("The drill failed: what was restored is not the market.")
        self.say("The drill holds: this backup is the market.")

    def prove(self, facts: dict) -> None:
        proofs = prove(facts)
        for proof in proofs:
            self.say(f"  {'holds' if proof.holds else 'FAILS'}  {proof.name}: {proof.seen}")
        if not all(proof.holds for proof in proofs):
            raise SystemExit(1)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
