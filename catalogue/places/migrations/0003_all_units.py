"""Mend ten names that begin with a blank; load centres of today's units, and the units before
July 2025 of the provinces beside Hanoi with what took them in.
"""

import csv
import datetime
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent.parent / "data"
LAST_DAY = datetime.date(2025, 6, 30)


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(apps, schema_editor):
    commune_model = apps.get_model("places", "Commune")
    today = {each.code: each for each in commune_model.objects.filter(valid_to=None)}
    for row in rows("communes-2025-centres.csv"):
        commune = today.get(row["code"])
        if commune is None:
            continue
        commune.name = commune.name.strip()
        if commune.latitude is None:
            commune.latitude, commune.longitude = row["latitude"], row["longitude"]
    commune_model.objects.bulk_update(
        today.values(), ["name", "latitude", "longitude"], batch_size=300
    )
    before, taken_in = {}, []
    for row in rows("communes-before-2025.csv"):
        new = today.get(row["new_code"])
        if new is None:
            continue
        key = (row["district"], row["code"])
        if key not in before:
            before[key] = commune_model(
                province_id=new.province_id,
                code=row["code"],
                name=row["name"].removeprefix("Phường "),
                kind=row["kind"],
                district_name=f"{row['district']}, {row['province']}"[:80],
                valid_to=LAST_DAY,
            )
        taken_in.append((key, new.pk))
    commune_model.objects.bulk_create(before.values(), batch_size=500)
    if any(each.pk is None for each in before.values()):
        raise RuntimeError("This database does not tell the keys of rows that it adds at once.")
    through = commune_model.successors.through
    through.objects.bulk_create(
        (
            through(from_commune_id=before[key].pk, to_commune_id=new)
            for key, new in dict.fromkeys(taken_in)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0002_units")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
