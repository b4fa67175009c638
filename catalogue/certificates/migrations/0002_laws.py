"""Load the decisions that set OCOP's score sheets, with the days they were in force."""

import datetime

from django.db import migrations

D = datetime.date
LAWS = [  # code, in force from, to; day of 1048 and 781 as published
    ("1048/QĐ-TTg", D(2019, 8, 21), D(2023, 2, 23)),
    ("148/QĐ-TTg", D(2023, 2, 24), D(2026, 5, 21)),
    ("26/2026/QĐ-TTg", D(2026, 5, 22), None),
]


def load(apps, schema_editor):
    law = apps.get_model("certificates", "RatingLaw")
    for code, start, end in LAWS:
        law.objects.create(code=code, in_force_from=start, in_force_to=end)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
