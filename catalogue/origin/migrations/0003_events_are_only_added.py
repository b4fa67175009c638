"""The database holds what the models promise: no event is ever changed or deleted."""

from django.db import migrations

from catalogue.origin.migrations._append_only import forbid_changes


class Migration(migrations.Migration):

    dependencies = [('origin', '0002_trace')]

    operations = [
        migrations.RunPython(*forbid_changes('origin_traceevent', 'origin_eventitem')),
    ]
