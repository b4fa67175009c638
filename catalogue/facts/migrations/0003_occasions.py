"""Occasions become a fact: its words, and every kind of goods is asked for them, by no law."""

import csv
from pathlib import Path

from django.db import migrations, models

WORDS = Path(__file__).parent.parent / "data" / "occasions.csv"


def load(apps, schema_editor):
    word = apps.get_model("facts", "FactWord")
    with WORDS.open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            names = {"name": row["vi"], "name_vi": row["vi"]}
            word.objects.get_or_create(
                fact="occasion",
                code=row["code"],
                defaults={"place": place, "name_en": row["en"], "name_ind": row["id"], **names},
            )
    asked = apps.get_model("facts", "FactAsked")
    for each in apps.get_model("catalogue", "OcopSet").objects.order_by("number"):
        asked.objects.get_or_create(ocop_set=each, fact="occasion")


class Migration(migrations.Migration):

    dependencies = [
        ('facts', '0002_words_and_asked'),
    ]

    operations = [
        migrations.AlterField(
            model_name='factasked',
            name='fact',
            field=models.CharField(choices=[('material', 'Made of'), ('glaze', 'Glaze'), ('technique', 'Technique'), ('colour', 'Colour'), ('pattern', 'Pattern'), ('length', 'Length'), ('width', 'Width'), ('height', 'Height'), ('diameter', 'Diameter'), ('net_weight', 'Net weight'), ('net_volume', 'Volume'), ('alcohol', 'Alcohol by volume'), ('variety', 'Variety'), ('contents', 'What belongs to it'), ('ingredients', 'Ingredients'), ('allergens', 'Allergens'), ('warning', 'Warning'), ('use', 'How to use it'), ('storage', 'How to store it'), ('shelf_life', 'Shelf life'), ('food_safety', 'Food safety number'), ('packing', 'Packing'), ('care', 'Care'), ('occasion', 'Occasions')], max_length=20, verbose_name='Fact'),
        ),
        migrations.AlterField(
            model_name='factword',
            name='fact',
            field=models.CharField(choices=[('material', 'Made of'), ('glaze', 'Glaze'), ('technique', 'Technique'), ('colour', 'Colour'), ('allergens', 'Allergens'), ('occasion', 'Occasions')], max_length=20, verbose_name='Fact'),
        ),
        migrations.AlterField(
            model_name='productfact',
            name='fact',
            field=models.CharField(choices=[('material', 'Made of'), ('glaze', 'Glaze'), ('technique', 'Technique'), ('colour', 'Colour'), ('pattern', 'Pattern'), ('length', 'Length'), ('width', 'Width'), ('height', 'Height'), ('diameter', 'Diameter'), ('net_weight', 'Net weight'), ('net_volume', 'Volume'), ('alcohol', 'Alcohol by volume'), ('variety', 'Variety'), ('contents', 'What belongs to it'), ('ingredients', 'Ingredients'), ('allergens', 'Allergens'), ('warning', 'Warning'), ('use', 'How to use it'), ('storage', 'How to store it'), ('shelf_life', 'Shelf life'), ('food_safety', 'Food safety number'), ('packing', 'Packing'), ('care', 'Care'), ('occasion', 'Occasions')], max_length=20, verbose_name='Fact'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
