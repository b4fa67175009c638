"""Triggers: documents and their files are never changed or deleted, series count on by one."""

from django.db import migrations

from marketplace.aftersale.migrations import _guards


def install(apps, schema_editor):
    _guards.install(schema_editor.connection.alias)


def remove(apps, schema_editor):
    _guards.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("aftersale", "0003_exchange_lots")]

    operations = [migrations.RunPython(install, remove)]
