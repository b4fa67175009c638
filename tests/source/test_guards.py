"""What migrations made of the triggers is what the living guards would make today.

Migrations carry their own statements, so a change of a guard without a migration would hold
on no database: this test sees it.
"""

import pytest
from django.db import connection

from catalogue.certificates import guards as certificate_guards
from marketplace.aftersale import guards as document_guards
from marketplace.ledger import guards as ledger_guards
from marketplace.programme.dossiers import guards as dossier_guards

POSTGRES = """
SELECT tgname, pg_get_triggerdef(oid), pg_get_functiondef(tgfoid)
FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname
"""
SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def triggers() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES if connection.vendor == "postgresql" else SQLITE)
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "guards", [ledger_guards, document_guards, certificate_guards, dossier_guards]
)
def test_guards_are_as_migrated(guards):
    migrated = triggers()
    guards.remove()
    assert triggers() != migrated
    guards.install()
    assert triggers() == migrated
