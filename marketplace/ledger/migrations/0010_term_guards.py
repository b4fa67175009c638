"""Triggers: terms are only ever added; SQLite, too, commits no transaction that is uneven."""

from django.db import migrations

from marketplace.ledger.migrations import _guards


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias, _guards.TERMS)


def remove(apps, schema_editor):
    """Let the terms go; the ledger and its sums stay held."""
    alias = schema_editor.connection.alias
    _guards.remove(alias, _guards.TERMS)
    _guards.install(alias, (*_guards.BOOK, *_guards.AUDIT))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_own_payout_terms")]

    operations = [migrations.RunPython(install, remove)]
