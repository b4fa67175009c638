"""Load the units of today for the whole country, and Hanoi's units before July 2025."""

import csv
import datetime
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent.parent / "data"
CHANGED_ON = datetime.date(2025, 7, 1)
LAST_DAY = datetime.date(2025, 6, 30)


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(apps, schema_editor):
    province_model = apps.get_model("places", "Province")
    commune_model = apps.get_model("places", "Commune")
    today = list(rows("communes-2025.csv"))
    provinces = {}
    for row in today:
        if row["province_code"] not in provinces:
            provinces[row["province_code"]] = province_model.objects.create(
                code=row["province_code"], name=row["province"]
            )
    before = list(rows("hanoi-before-2025.csv"))
    centres = {row["new_code"]: (row["new_latitude"], row["new_longitude"]) for row in before}
    commune_model.objects.bulk_create(
        commune_model(
            province=provinces[row["province_code"]],
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            valid_from=CHANGED_ON,
            latitude=centres.get(row["code"], (None, None))[0] or None,
            longitude=centres.get(row["code"], (None, None))[1] or None,
        )
        for row in today
    )
    new_ids = dict(
        commune_model.objects.filter(valid_to=None).values_list("code", "id")
    )
    old_by_code = {}
    for row in before:
        old = old_by_code.get(row["old_code"])
        if old is None:
            old = old_by_code[row["old_code"]] = commune_model.objects.create(
                province=provinces["01"],
                code=row["old_code"],
                name=row["old_name"],
                kind=row["old_kind"],
                district_name=row["district"],
                valid_to=LAST_DAY,
            )
        old.successors.add(new_ids[row["new_code"]])


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
