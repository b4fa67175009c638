"""Triggers: rows of the ledger are never changed or deleted, transactions sum to zero."""

from django.db import migrations

from marketplace.ledger.migrations import _guards


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias, _guards.BOOK)


def remove(apps, schema_editor):
    _guards.remove(schema_editor.connection.alias, _guards.BOOK)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
