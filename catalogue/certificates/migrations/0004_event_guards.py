"""Triggers: events of certificates are only ever added."""

from django.db import migrations

from catalogue.certificates.migrations import _guards


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias)


def remove(apps, schema_editor):
    _guards.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_corrections")]

    operations = [migrations.RunPython(install, remove)]
