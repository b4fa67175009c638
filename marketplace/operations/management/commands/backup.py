"""manage.py backup: make a sealed backup of the whole market, list them, prove one."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.operations.backups import BackupRefused, making, restoring, sealing
from marketplace.operations.backups.places import place_of


def secret_key(file: str | None) -> str:
    """Read the secret key from a file, else from BACKUP_IDENTITY: the key, or a file's name."""
    if file:
        return Path(file).read_text(encoding="utf-8")
    given = settings.BACKUP_IDENTITY
    if given and os.sep in given:
        return Path(given).read_text(encoding="utf-8")
    return given


class Command(BaseCommand):
    help = "Back up database, keys, media and private files into one sealed file, and more of it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--to", help="A folder or s3://bucket/folder (BACKUP_TO)")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="List the backups that are there")
        what.add_argument(
            "--verify",
            nargs="?",
            const=restoring.LATEST,
            metavar="NAME",
            help="Read a backup (the newest) to its end with the secret key",
        )
        what.add_argument("--new-key", action="store_true", help="Make a pair of keys")
        parser.add_argument("--identity", metavar="FILE", help="The secret key (BACKUP_IDENTITY)")
        parser.add_argument(
            "--database-only", action="store_true", help="No files: what a rollback needs"
        )
        parser.add_argument("--keep-all", action="store_true", help="Remove no old backup")

    def handle(self, *args, to, list, verify, new_key, identity, **options):
        try:
            if new_key:
                self.say_pair()
                return
            place = place_of(to or settings.BACKUP_TO)
            if list:
                lines = [*making.listed(place)]
                self.stdout.write("\n".join(lines) if lines else f"No backup in {place}.")
            elif verify:
                about = restoring.verify(place, verify, secret_key(identity))
                self.stdout.write("\n".join([*restoring.in_words(about), "It is whole and true."]))
            else:
                with_files = not options["database_only"]
                making.make_backup(place, self.say, with_files=with_files)
                if with_files:
                    making.note_made()
                if not options["keep_all"]:
                    making.remove_old(place, self.say)
        except (BackupRefused, OSError) as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def say_pair(self) -> None:
        public, secret = sealing.new_pair()
        self.stdout.write(
            f"BACKUP_KEY={public}\n\n"
            "The secret key below opens the backups. Keep it twice, on paper and in a safe place,\n"
            "and not on this machine: without it no backup opens, with it every one does.\n\n"
            f"{secret}"
        )
