"""Terms of returns as compared with the text of law 19/2023/QH15.

Days that the law gave stay as they were; what changes is the article named as their source, and
that the money has a last day.
"""

from datetime import date, timedelta

from django.db import migrations, models

LAW = (
    "Luật Bảo vệ quyền lợi người tiêu dùng 19/2023/QH15, điều 38 khoản 3 điểm b và khoản 4; "
    "thời hạn trả lời và gửi lại: cam kết của chợ"
)
OF_THE_LAW = ("not_as_described", "wrong_item")
START = date(2024, 7, 1)
OPEN = ("asked", "approved", "received", "disputed")


def compare(apps, schema_editor):
    rule = apps.get_model("aftersale", "ReturnRule")
    claim = apps.get_model("aftersale", "Return")
    rule.objects.filter(
        reason__in=OF_THE_LAW, valid_from=START, days__gte=30, is_always_accepted=True
    ).update(source=LAW, is_checked=True)
    rule.objects.get_or_create(
        reason="past_its_date",
        valid_from=START,
        defaults={
            "days": 30,
            "answer_days": 3,
            "send_back_days": 14,
            "refund_days": 30,
            "is_always_accepted": True,
            "is_producers_fault": True,
            "source": LAW,
            "is_checked": True,
        },
    )
    for row in claim.objects.filter(state__in=OPEN, refund_by=None).select_related("rule"):
        row.refund_by = row.asked_at + timedelta(days=row.rule.refund_days)
        row.save(update_fields=["refund_by"])


REASONS = [
    ("not_as_described", "Not as described"),
    ("damaged", "Arrived damaged"),
    ("wrong_item", "Another item than ordered"),
    ("past_its_date", "Past its date when it arrived"),
    ("spoilt", "Spoilt"),
    ("changed_mind", "I do not want it after all"),
]


class Migration(migrations.Migration):
    dependencies = [("aftersale", "0004_document_guards")]

    operations = [
        migrations.AddField(
            "return",
            "refund_by",
            models.DateTimeField(blank=True, null=True, verbose_name="Money back by"),
        ),
        migrations.AddField(
            "returnrule",
            "refund_days",
            models.PositiveSmallIntegerField(
                default=30, verbose_name="Days from asking until the money is back"
            ),
        ),
        migrations.AlterField(
            "return",
            "reason",
            models.CharField(choices=REASONS, max_length=20, verbose_name="Reason"),
        ),
        migrations.AlterField(
            "returnrule",
            "reason",
            models.CharField(choices=REASONS, max_length=20, verbose_name="Reason"),
        ),
        migrations.RunPython(compare, migrations.RunPython.noop),
        migrations.AddConstraint(
            "returnrule",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", "not_as_described"), _negated=True),
                    models.Q(
                        ("is_always_accepted", True),
                        ("is_producers_fault", True),
                        ("takes_food", True),
                        ("takes_made_to_order", True),
                    ),
                    _connector="OR",
                ),
                name="not_as_described_is_always_accepted",
                violation_error_message=(
                    "The law gives this return: it cannot be refused, for no kind of goods."
                ),
            ),
        ),
    ]
