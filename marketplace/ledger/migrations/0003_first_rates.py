"""Load the first commission rule and the tax rates of today, each with its source."""

import datetime

from django.db import migrations

# Withheld from households and individuals, not from enterprises and cooperatives. A
# cooperative group and a farm are taxed as the people they consist of.
WITHHELD = ["household", "farm", "cooperative_group"]
DECREE = "Decree 117/2025/NĐ-CP, article 5: withheld by e-commerce platforms, per transaction"
REDUCED = "Resolution 204/2025/QH15: VAT reduced by 2 points until 31 December 2026"
VAT_LAW = "Law on value added tax 48/2024/QH15, article 9"
JULY = datetime.date(2025, 7, 1)
RATES = [
    ("commission_vat", "any", 800, [], JULY, datetime.date(2026, 12, 31), REDUCED),
    ("commission_vat", "any", 1000, [], datetime.date(2027, 1, 1), None, VAT_LAW),
    ("withheld_vat", "goods", 100, WITHHELD, JULY, None, DECREE),
    ("withheld_income", "goods", 50, WITHHELD, JULY, None, DECREE),
    ("withheld_vat", "service", 500, WITHHELD, JULY, None, DECREE),
    ("withheld_income", "service", 200, WITHHELD, JULY, None, DECREE),
    # A charge for delivery that the seller sets is a surcharge on its goods.
    ("withheld_vat", "delivery", 100, WITHHELD, JULY, None, DECREE),
    ("withheld_income", "delivery", 50, WITHHELD, JULY, None, DECREE),
]


def load(apps, schema_editor):
    rate = apps.get_model("ledger", "TaxRate")
    for tax, activity, basis_points, kinds, start, end, source in RATES:
        rate.objects.create(
            tax=tax,
            activity=activity,
            rate=basis_points,
            producer_kinds=kinds,
            valid_from=start,
            valid_to=end,
            source=source,
        )
    apps.get_model("ledger", "CommissionRule").objects.create(
        rate=500, valid_from=datetime.date(2026, 1, 1), note="Mọi nhà sản xuất"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
