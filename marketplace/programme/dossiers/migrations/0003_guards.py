"""Triggers: snapshots and steps of dossiers are only ever added."""

from django.db import migrations

from marketplace.programme.dossiers.migrations import _guards


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias)


def remove(apps, schema_editor):
    _guards.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_columns")]

    operations = [migrations.RunPython(install, remove)]
