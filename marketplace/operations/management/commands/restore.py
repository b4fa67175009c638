"""manage.py restore: make this installation what a backup holds."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.operations.backups import BackupRefused, restoring
from marketplace.operations.backups.places import place_of
from marketplace.operations.management.commands.backup import secret_key


class Command(BaseCommand):
    help = "Restore a backup into the database and folders that the settings name."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "name", nargs="?", default=restoring.LATEST, help="A backup; the newest without one"
        )
        parser.add_argument(
            "--from", dest="place", help="A folder or s3://bucket/folder (BACKUP_TO)"
        )
        parser.add_argument("--identity", metavar="FILE", help="The secret key (BACKUP_IDENTITY)")
        parser.add_argument("--force", action="store_true", help="Replace what is here")

    def handle(self, *args, name, place, identity, force, **options):
        try:
            restoring.restore(
                place_of(place or settings.BACKUP_TO),
                name,
                secret_key(identity),
                force=force,
                say=self.say,
            )
        except (BackupRefused, OSError) as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
