"""manage.py preflight: name what the market lacks before it opens; 1 where something refuses."""

import json
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.core.management.base import BaseCommand

from marketplace.operations.preflight.lacks import REFUSE, code_of, kind_of

TAGS = ["preflight", checks.Tags.security]


def find_lacks(databases: list[str]) -> list[CheckMessage]:
    """Ask all checks, Django's own of security among them; what refuses comes first."""
    found = checks.run_checks(tags=TAGS, include_deployment_checks=True, databases=databases)
    told = [message for message in found if not message.is_silenced()]
    return sorted(told, key=lambda message: (kind_of(message) != REFUSE, code_of(message)))


class Command(BaseCommand):
    help = "Name what the market lacks before it opens, each with the sentence that mends it."
    requires_system_checks = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="For machines")
        parser.add_argument("--settings-only", action="store_true", help="Ask no database")
        parser.add_argument("--all", action="store_true", help="Tell each lack in development, too")

    def handle(
        self, *args: Any, json: bool, all: bool, settings_only: bool, **options: Any
    ) -> None:
        lacks = find_lacks([] if settings_only else ["default"])
        refusing = sum(kind_of(lack) == REFUSE for lack in lacks)
        may_open = not (refusing and settings.PRODUCTION)
        if json:
            self.stdout.write(as_json(lacks, may_open=may_open))
        elif settings.PRODUCTION or all:
            self.tell(lacks, refusing=refusing)
        else:
            self.stdout.write(
                f"Preflight: {refusing} lacks would refuse production; --all tells them."
            )
        if not may_open:
            sys.exit(1)

    def tell(self, lacks: list[CheckMessage], *, refusing: int) -> None:
        for lack in lacks:
            self.stdout.write(f"{kind_of(lack):6}  {code_of(lack)}")
            self.stdout.write(f"        {lack.msg}\n        {lack.hint or ''}".rstrip())
        if refusing:
            self.stderr.write(f"Preflight: {refusing} lacks refuse production; mend them first.")
        else:
            self.stdout.write("Preflight: nothing refuses.")


def as_json(lacks: list[CheckMessage], *, may_open: bool) -> str:
    found = [
        {"code": code_of(lack), "kind": kind_of(lack), "what": lack.msg, "way_out": lack.hint or ""}
        for lack in lacks
    ]
    told = {"may_open": may_open, "production": settings.PRODUCTION, "lacks": found}
    return json.dumps(told, indent=1, ensure_ascii=False)
