"""Name the sources of the first tax rates as the texts themselves are called, in Vietnamese."""

from django.db import migrations

SOURCES = {
    "Decree 117/2025/NĐ-CP, article 5: withheld by e-commerce platforms, per transaction": (
        "Nghị định 117/2025/NĐ-CP, Điều 5: sàn thương mại điện tử khấu trừ theo từng giao dịch"
    ),
    "Resolution 204/2025/QH15: VAT reduced by 2 points until 31 December 2026": (
        "Nghị quyết 204/2025/QH15: giảm 2 điểm phần trăm thuế GTGT đến hết 31/12/2026"
    ),
    "Law on value added tax 48/2024/QH15, article 9": "Luật Thuế GTGT 48/2024/QH15, Điều 9",
}


def translate(apps, schema_editor):
    rates = apps.get_model("ledger", "TaxRate").objects
    for english, vietnamese in SOURCES.items():
        rates.filter(source=english).update(source=vietnamese)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_finance_group")]

    operations = [migrations.RunPython(translate, migrations.RunPython.noop)]
