"""The finance group, and triggers for its audit log."""

from django.db import migrations

from marketplace.ledger.migrations import _guards


def load(apps, schema_editor):
    _guards.install(schema_editor.connection.alias, (*_guards.BOOK, *_guards.AUDIT))
    apps.get_model("auth", "Group").objects.get_or_create(name="Finance")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_audit_records"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
