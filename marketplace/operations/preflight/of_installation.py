"""What the installation lacks: folders, tables, keys that open, people who answer, a first page."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.translation import override
from wagtail.models import Site

from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS
from marketplace.frame import health
from marketplace.keys import services as keys
from marketplace.keys.models import Key
from marketplace.ledger.access import finance_people
from marketplace.operations.checks import find_troubles
from marketplace.operations.preflight.lacks import refuse, say
from marketplace.operations.words import title_of, way_out_of

Lacks = Iterable[CheckMessage]
FINANCE_PEOPLE = 2  # docs/decisions/0022-money-out-takes-two-people.md
OLD_KEY_FILE = "origin-signing.key"  # of before the keys lay in the database


def files() -> Lacks:
    for folder in folders():
        if not may_write(folder):
            yield refuse(
                "cannot_write",
                f"This user may not write to {folder}.",
                f"Give the folder to who runs the market: chown -R USER {folder}.",
            )
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield refuse(
            "static_missing",
            "Style sheets and scripts are not collected: pages would come bare.",
            "Run manage.py collectstatic --noinput.",
        )


def folders() -> list[Path]:
    """Where this machine writes."""
    kept = [storages["default"], storages["private"]]
    local = [Path(each.location) for each in kept if isinstance(each, FileSystemStorage)]
    return sorted({Path(settings.VAR_DIR), *local})


def may_write(folder: Path) -> bool:
    """Tell whether a folder, there or yet to be made, takes files of this process."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def pending() -> int:
    """Count the migrations that are not applied yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ring() -> Lacks:
    closed = keys.unopened()
    if closed:
        yield refuse(
            "keys_closed",
            f"KEYS_SECRET does not open {len(closed)} keys: no printed label could be checked.",
            "Set the KEYS_SECRET they were made with, or name it in KEYS_SECRET_FALLBACKS.",
        )
    makes = Key.objects.filter(retired_at=None, revoked_at=None)
    missing = sorted(set(Key.Purpose.values) - set(makes.values_list("purpose", flat=True)))
    if missing:
        yield refuse(
            "keys_missing",
            f"No key makes {', '.join(missing)}.",
            "Run manage.py migrate: it makes the first ones.",
        )
    if (Path(settings.VAR_DIR) / OLD_KEY_FILE).exists():
        yield say(
            "key_of_this_machine",
            f"{OLD_KEY_FILE} in VAR_DIR is read no more: one key signs for all machines.",
            "Once `manage.py keys` lists it, delete the file.",
        )


def people() -> Lacks:
    desk = finance_people().count()
    if desk < FINANCE_PEOPLE:
        yield refuse(
            "finance_alone",
            f"Money out takes two people, and {desk} may enter the finance desk.",
            "Run manage.py appoint finance EMAIL EMAIL.",
        )
    reviewers = Q(groups__name=GROUPS["moderator"]) | Q(is_superuser=True)
    if not User.objects.filter(reviewers, is_active=True).exists():
        yield refuse(
            "no_moderator",
            "Nobody may decide on what producers propose: nothing new would be sold.",
            "Run manage.py appoint moderator EMAIL.",
        )
    officers = Q(groups__name=GROUPS["officer"]) | Q(is_superuser=True)
    if not User.objects.filter(officers, is_active=True).exists():
        yield say(
            "no_officer",
            "Nobody keeps the register of certificates: products show no stars.",
            "Run manage.py appoint officer EMAIL.",
        )
    if not User.objects.filter(is_superuser=True, is_active=True).exists():
        yield say(
            "no_superuser",
            "Nobody may give people their groups or set up pages.",
            "Run manage.py createsuperuser.",
        )


def site() -> Lacks:
    found = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if found is None:
        yield refuse(
            "no_site",
            "There is no site: the shop's first page and all pages of editors are missing.",
            "Run manage.py found_site: it makes one, with its first pages.",
        )
        return
    if found.root_page.specific_class.__name__ != "HomePage":
        yield say(
            "no_home_page",
            "The site begins with a page that is no home page of ours.",
            "At /cms/ add a page of the kind Home and choose it under Settings, Sites.",
        )
    contact = apps.get_model("cms", "ShopContact").objects.first()
    if contact is None or not (contact.address and contact.can_be_reached):
        yield say(
            "no_contact",
            "The foot and the legal pages tell no address, or no way to reach who runs the shop.",
            "At /cms/ fill in Settings, Contact of the shop.",
        )
    parts = urlsplit(settings.SITE_URL)
    if found.hostname != parts.hostname:
        yield say(
            "site_elsewhere",
            f"Editors' links go to {found.hostname}, SITE_URL to {parts.hostname}.",
            "Run manage.py found_site: it takes the name from SITE_URL.",
        )


def troubles() -> Lacks:
    """What /health/ shows: clock and worker that are not seen, a full disk, clocks that differ."""
    for trouble in find_troubles():
        with override("en"):
            yield say(
                trouble.code, title_of(trouble.code, trouble.count) + ".", way_out_of(trouble.code)
            )


PARTS: tuple[Callable[[], Lacks], ...] = (ring, people, site, troubles)


def database() -> Lacks:
    """What rows tell, as far as there are tables for them."""
    if not health.database_answers():
        yield refuse(
            "no_database",
            "The database does not answer.",
            "Start it, and look at DATABASE_URL.",
        )
        return
    if count := pending():
        yield refuse(
            "migrations_pending",
            f"{count} migrations are not applied: pages would fail.",
            "Run manage.py migrate, then preflight again for what else is missing.",
        )
        return
    for part in PARTS:
        yield from part()


def check_installation(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """List what the installation lacks; nothing where no database is to be asked."""
    return [*files(), *database()] if databases else []
