"""Refuse a voucher whose percentage or sum is missing: no rule held for what is not there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discounts", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="voucher", name="voucher_takes_percent_or_sum"),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__isnull", True),
                        ("kind", "percent"),
                        ("percent__gte", 1),
                        ("percent__isnull", False),
                        ("percent__lte", 100),
                    ),
                    models.Q(
                        ("amount__gte", 1),
                        ("amount__isnull", False),
                        ("kind", "amount"),
                        ("percent__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="voucher_takes_percent_or_sum",
            ),
        ),
    ]
