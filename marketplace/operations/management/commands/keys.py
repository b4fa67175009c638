"""manage.py keys: list the market's keys, make new ones, revoke one that got out."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from catalogue.origin.models import Label
from marketplace.accounts import closed_factors
from marketplace.joining import sealed
from marketplace.keys import services
from marketplace.keys.models import Key

Purpose = Key.Purpose
AT_REST = (Purpose.FACTORS, Purpose.PEOPLE)  # secrets that lie closed under such a key


def day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else "-"


def state_of(key: Key) -> str:
    """Say what a key still does."""
    if key.revoked_at:
        return "revoked"
    return "verifies" if key.retired_at else "makes"


def labels_under(name: str) -> int:
    """Count the labels that stand (not revoked themselves) and begin with this key's name."""
    return Label.objects.filter(serial__startswith=name).exclude(state=Label.State.REVOKED).count()


class Command(BaseCommand):
    help = "Keys of labels, signatures, records and second factors (docs/keys.md)."

    def add_arguments(self, parser: Any) -> None:
        parts = parser.add_subparsers(dest="deed")
        listed = parts.add_parser("list", help="Name all keys with their days")
        listed.add_argument("--json", action="store_true", help="For machines")
        new = parts.add_parser("new", help="Make a key; the one before it verifies on")
        new.add_argument("purpose", choices=Purpose.values)
        revoke = parts.add_parser("revoke", help="Believe nothing more of what a key made")
        revoke.add_argument("purpose", choices=Purpose.values)
        revoke.add_argument("name")
        revoke.add_argument("--reason", required=True, help="Published beside keys of signatures")
        revoke.add_argument("--yes", action="store_true", help="Without it, only say what it means")
        parts.add_parser("close-anew", help="Close all keys under the present KEYS_SECRET")

    def handle(self, *args: Any, deed: str | None, **options: Any) -> None:
        deeds = {"new": self.new, "revoke": self.revoke, "close-anew": self.close_anew}
        deeds.get(deed or "", self.list)(**options)

    def list(self, *, json: bool = False, **options: Any) -> None:
        keys = Key.objects.all()
        if json:
            self.stdout.write(as_json(list(keys)))
            return
        for key in keys:
            days = f"made {day(key.made_at)}  retired {day(key.retired_at)}"
            more = f"  revoked {day(key.revoked_at)}: {key.reason}" if key.revoked_at else ""
            self.stdout.write(f"{key.purpose:11} {key.name:13} {state_of(key):9} {days}{more}")

    def new(self, *, purpose: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                key = services.make_key(purpose)
                self.follow(purpose)
        except services.NoNameLeft:
            raise CommandError(
                "All 32 characters that begin a serial name a key already: no more can be made."
            ) from None
        self.stdout.write(f"Key {key.name} of {purpose} makes from now on; older ones verify on.")

    def revoke(self, *, purpose: str, name: str, reason: str, yes: bool, **options: Any) -> None:
        self.stdout.write(self.meaning(purpose, name))
        if not yes:
            self.stdout.write("Nothing was done. Say it again with --yes.")
            return
        try:
            with transaction.atomic():
                if purpose in AT_REST:  # nobody is locked out: closed anew before
                    services.make_key(purpose)
                    self.follow(purpose)
                services.revoke_key(purpose=purpose, name=name, reason=reason)
        except services.UnknownKey:
            raise CommandError(f"No key {name} of {purpose}, or it is revoked already.") from None
        except services.NoNameLeft:
            raise CommandError("All 32 names of keys of labels are taken.") from None
        self.stdout.write(f"Key {name} of {purpose} is revoked; processes know within 30 seconds.")

    def follow(self, purpose: str) -> None:
        """Close under a new key what lay under the one before."""
        if purpose == Purpose.FACTORS:
            self.stdout.write(f"{closed_factors.close_anew()} second factors are closed anew.")
        if purpose == Purpose.PEOPLE:
            self.stdout.write(f"{sealed.close_anew()} registrations are closed anew.")

    def meaning(self, purpose: str, name: str) -> str:
        """Say what it means when a key of this purpose is believed no more."""
        return {
            Purpose.LABELS: (
                f"{labels_under(name)} printed labels begin with {name}: each will say that its"
                " signature proves nothing any more, and its hidden code will not open. Makers void"
                " those that are not on goods yet and print new ones."
            ),
            Purpose.STATEMENTS: (
                "Answers that this key signed verify no more; new answers are signed by a new key."
            ),
            Purpose.RECORDS: (
                "Hidden codes whose hashes were kept under this key will not open any more, and"
                " parcels get other names in new events."
            ),
            Purpose.FACTORS: "Second factors are closed under a new key; people notice nothing.",
            Purpose.PEOPLE: "Numbers of people are closed under a new key; they notice nothing.",
        }[Purpose(purpose)]

    def close_anew(self, **options: Any) -> None:
        count = services.close_anew()
        self.stdout.write(f"{count} keys are closed anew; KEYS_SECRET_FALLBACKS may go.")


def as_json(keys: list[Key]) -> str:
    """All but the secrets."""
    rows = [
        {
            "purpose": key.purpose,
            "name": key.name,
            "state": state_of(key),
            "public": key.public,
            "made_at": key.made_at.isoformat(),
            "retired_at": key.retired_at and key.retired_at.isoformat(),
            "revoked_at": key.revoked_at and key.revoked_at.isoformat(),
            "reason": key.reason,
        }
        for key in keys
    ]
    return json.dumps(rows, indent=1)
