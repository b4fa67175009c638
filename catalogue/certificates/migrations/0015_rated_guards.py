"""Triggers: events of rated products are only ever added."""

from django.db import migrations

from catalogue.certificates.migrations import _rated_guards


def install(apps, schema_editor):
    _rated_guards.install(schema_editor.connection.alias)


def remove(apps, schema_editor):
    _rated_guards.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0014_proposals")]

    operations = [migrations.RunPython(install, remove)]
