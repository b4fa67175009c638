"""Triggers: snapshots of the register are only ever added."""

from django.db import migrations

from catalogue.certificates.migrations import _snapshot_guards


def install(apps, schema_editor):
    _snapshot_guards.install(schema_editor.connection.alias)


def remove(apps, schema_editor):
    _snapshot_guards.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0011_snapshots")]

    operations = [migrations.RunPython(install, remove)]
