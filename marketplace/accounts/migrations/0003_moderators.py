from django.db import migrations

MODERATORS, FINANCE = "Market moderators", "Finance"


def staff_become_moderators(apps, schema_editor):
    """Let who decided on proposals so far go on: staff outside the finance group."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=MODERATORS)
    users = apps.get_model("accounts", "User").objects
    for user in users.filter(is_staff=True, is_superuser=False).exclude(groups__name=FINANCE):
        user.groups.add(group)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_factor_reset"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(staff_become_moderators, migrations.RunPython.noop)]
