"""Load a first table of delivery rates and Vietnam as a country to ship to."""

import datetime

from django.db import migrations

FROM = datetime.date(2026, 1, 1)
RATES = [  # zone, first step g, its charge, each further kg, free from, days
    ("city", 2000, 22000, 4000, 800000, 1, 2),
    ("country", 1000, 32000, 8000, 1500000, 2, 5),
    ("abroad", 500, 420000, 260000, None, 7, 15),
]
COUNTRIES = [
    ("VN", "VNM", "704", "Việt Nam", 100),
    ("US", "USA", "840", "United States", 0),
    ("ID", "IDN", "360", "Indonesia", 0),
    ("SG", "SGP", "702", "Singapore", 0),
    ("JP", "JPN", "392", "Japan", 0),
    ("KR", "KOR", "410", "South Korea", 0),
    ("AU", "AUS", "036", "Australia", 0),
    ("FR", "FRA", "250", "France", 0),
    ("DE", "DEU", "276", "Germany", 0),
    ("GB", "GBR", "826", "United Kingdom", 0),
    ("CA", "CAN", "124", "Canada", 0),
    ("TH", "THA", "764", "Thailand", 0),
    ("MY", "MYS", "458", "Malaysia", 0),
    ("TW", "TWN", "158", "Taiwan", 0),
]


def load(apps, schema_editor):
    rate = apps.get_model("shipping", "DeliveryRate")
    for zone, grams, first, further, free, low, high in RATES:
        rate.objects.create(
            zone=zone,
            valid_from=FROM,
            first_grams=grams,
            first_charge=first,
            next_kg_charge=further,
            free_from=free,
            days_min=low,
            days_max=high,
        )
    country = apps.get_model("address", "Country")
    for code, alpha3, number, name, order in COUNTRIES:
        country.objects.get_or_create(
            iso_3166_1_a2=code,
            defaults={
                "iso_3166_1_a3": alpha3,
                "iso_3166_1_numeric": number,
                "printable_name": name,
                "name": name,
                "display_order": order,
                "is_shipping_country": True,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0004_deliveryrate"),
        ("address", "0007_useraddress_code"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
