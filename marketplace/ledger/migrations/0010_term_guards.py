"""Triggers: terms are only ever added; SQLite, too, commits no transaction that is uneven."""

from django.db import migrations

from marketplace.ledger import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection.alias, guards.TERMS)


def remove(apps, schema_editor):
    """Let the terms go; the ledger and its sums stay held."""
    alias = schema_editor.connection.alias
    guards.remove(alias, guards.TERMS)
    guards.install(alias, (*guards.BOOK, *guards.AUDIT))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_own_payout_terms")]

    operations = [migrations.RunPython(install, remove)]
