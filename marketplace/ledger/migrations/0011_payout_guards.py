"""Triggers: payouts and their batches only move on; what was proposed stays."""

from django.db import migrations

from marketplace.ledger.migrations import _guards

TABLES = ("ledger_payoutbatch", "ledger_payoutline")


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias, TABLES)


def remove(apps, schema_editor):
    """Let the payouts go; the ledger, its sums and its terms stay held."""
    alias = schema_editor.connection.alias
    _guards.remove(alias, TABLES)
    _guards.install(alias, (*_guards.BOOK, *_guards.AUDIT, *_guards.TERMS))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_term_guards")]

    operations = [migrations.RunPython(install, remove)]
