"""Load the first payout term: a week after an order arrived, from 50 000 dong."""

import datetime

from django.db import migrations


def load(apps, schema_editor):
    apps.get_model("ledger", "PayoutTerm").objects.create(
        valid_from=datetime.date(2026, 1, 1),
        holding_days=7,
        minimum=50_000,
        note="Trả hàng trong 7 ngày kể từ khi nhận",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_payouts_and_adjustments")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
