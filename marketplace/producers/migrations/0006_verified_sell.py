# Who was verified sells on: the state follows the day that was kept.

from django.db import migrations, models


def state_from_day(apps, schema_editor):
    producers = apps.get_model("producers", "Producer").objects
    producers.filter(verified_at__isnull=False).update(state="verified")


class Migration(migrations.Migration):

    dependencies = [
        ('producers', '0005_state'),
    ]

    operations = [
        migrations.RunPython(state_from_day, migrations.RunPython.noop),
    ]
