"""Load the words of facts, and which sets are asked for which facts, with the law that asks."""

import csv
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent.parent / "data"


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    sets = {each.number: each for each in apps.get_model("catalogue", "OcopSet").objects.all()}
    word = apps.get_model("facts", "FactWord")
    word.objects.bulk_create(
        word(
            fact=row["fact"],
            code=row["code"],
            ocop_set=sets[int(row["set"])] if row["set"] else None,
            place=place,
            name=row["vi"],
            name_vi=row["vi"],
            name_en=row["en"],
            name_ind=row["id"],
        )
        for place, row in enumerate(rows_of("words.csv"))
    )
    asked = apps.get_model("facts", "FactAsked")
    asked.objects.bulk_create(
        asked(ocop_set=sets[int(row["set"])], fact=row["fact"], law=row["law"])
        for row in rows_of("asked.csv")
    )


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
