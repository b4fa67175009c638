"""An exchange whose parcel comes back undelivered; how often one was sent."""

from django.db import migrations, models


def count(apps, schema_editor):
    apps.get_model("aftersale", "Return").objects.filter(state="exchanged").update(exchanges_sent=1)


class Migration(migrations.Migration):
    dependencies = [("aftersale", "0005_refund_days")]

    operations = [
        migrations.AddField(
            "return", "exchanges_sent", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AlterField(
            "return",
            "state",
            models.CharField(
                choices=[
                    ("asked", "Waits for the producer"),
                    ("approved", "To be sent back"),
                    ("received", "Back at the producer"),
                    ("disputed", "The market decides"),
                    ("refused", "Refused"),
                    ("refunded", "Taken back, refunded"),
                    ("exchanged", "Exchanged"),
                    ("came_back", "The new one came back undelivered"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
