"""The terms of returns in force today; law where the source names one, else the market's own."""

from datetime import date

from django.db import migrations

LAW = "Luật Bảo vệ quyền lợi người tiêu dùng 19/2023/QH15, điều 37 và 38 (giao dịch từ xa)"
SITE = "Luật Thương mại điện tử 122/2025/QH15: nhận lại hàng không đúng mô tả"
OWN = "Cam kết của chợ"

RULES = [
    # reason, days, answer, send back, always, fault, food, made to order, source
    ("not_as_described", 30, 3, 14, True, True, True, True, f"{SITE}; thời hạn: {LAW}"),
    ("wrong_item", 30, 3, 14, True, True, True, True, f"{SITE}; thời hạn: {LAW}"),
    ("damaged", 7, 3, 14, False, True, True, True, OWN),
    ("spoilt", 3, 2, 7, False, True, True, True, OWN),
    ("changed_mind", 7, 3, 10, False, False, False, False, OWN),
]


def add(apps, schema_editor):
    rule = apps.get_model("aftersale", "ReturnRule")
    for reason, days, answer, back, always, fault, food, made, source in RULES:
        rule.objects.get_or_create(
            reason=reason,
            valid_from=date(2024, 7, 1),
            defaults={
                "days": days,
                "answer_days": answer,
                "send_back_days": back,
                "is_always_accepted": always,
                "is_producers_fault": fault,
                "takes_food": food,
                "takes_made_to_order": made,
                "source": source,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("aftersale", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
