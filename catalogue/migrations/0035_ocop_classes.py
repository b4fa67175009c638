"""Load the six groups and 26 sets of decision 26/2026/QĐ-TTg."""

import json
from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).parent.parent / "data" / "ocop-classes.json"


def names(row):
    return {"name": row["vi"], "name_vi": row["vi"], "name_en": row["en"], "name_ind": row["id"]}


def load(apps, schema_editor):
    classes = json.loads(SOURCE.read_text(encoding="utf-8"))
    group_model = apps.get_model("catalogue", "OcopGroup")
    set_model = apps.get_model("catalogue", "OcopSet")
    groups = {}
    for row in classes["groups"]:
        groups[row["number"]] = group_model.objects.create(
            number=row["number"], source=classes["source"], **names(row)
        )
    for row in classes["sets"]:
        set_model.objects.create(number=row["number"], group=groups[row["group"]], **names(row))
    apps.get_model("catalogue", "ProductClass").objects.get_or_create(
        slug="goods", defaults={"name": "Goods", "requires_shipping": True, "track_stock": True}
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0034_producer_and_indexes")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
