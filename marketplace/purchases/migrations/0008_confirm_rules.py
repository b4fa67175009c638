"""The times to confirm that a market begins with; orders that wait already have theirs from now."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

RULES = [  # made to order, OCOP group, OCOP set, hours, hours of grace
    (False, None, None, 48, 24),
    (True, None, None, 72, 24),
    (False, None, 1, 12, 6),  # fresh vegetables and fruit
    (False, None, 2, 12, 6),  # fresh meat, seafood, eggs, milk
    (False, 1, None, 24, 12),  # other food
    (False, 2, None, 24, 12),  # drinks
]


def write(apps, schema_editor):
    rule_model = apps.get_model("purchases", "ConfirmRule")
    change_model = apps.get_model("purchases", "ConfirmRuleChange")
    groups = dict(apps.get_model("catalogue", "OcopGroup").objects.values_list("number", "pk"))
    sets = dict(apps.get_model("catalogue", "OcopSet").objects.values_list("number", "pk"))
    for made_to_order, group, ocop_set, hours, grace_hours in RULES:
        rule = rule_model.objects.create(
            made_to_order=made_to_order,
            ocop_group_id=groups[group] if group else None,
            ocop_set_id=sets[ocop_set] if ocop_set else None,
            hours=hours,
            grace_hours=grace_hours,
        )
        change_model.objects.create(rule=rule, hours=hours, grace_hours=grace_hours)


def promise(apps, schema_editor):
    """Give orders that wait the time of the rule for all goods, counted from the upgrade."""
    now = timezone.now()
    hours, grace_hours = RULES[0][3:]
    due_at = now + timedelta(hours=hours)
    waiting = apps.get_model("order", "Order").objects.filter(status="placed")
    apps.get_model("purchases", "ConfirmDeadline").objects.bulk_create(
        [
            apps.get_model("purchases", "ConfirmDeadline")(
                order_id=pk,
                since=now,
                due_at=due_at,
                cancel_at=due_at + timedelta(hours=grace_hours),
                next_at=now + timedelta(hours=hours) / 2,
            )
            for pk in waiting.exclude(purchase=None).values_list("pk", flat=True)
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("purchases", "0007_confirm_deadlines"),
        ("catalogue", "0035_ocop_classes"),
        ("order", "0025_frozen_commission"),
    ]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
        migrations.RunPython(promise, migrations.RunPython.noop),
    ]
