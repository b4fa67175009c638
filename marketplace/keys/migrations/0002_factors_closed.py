"""Close the secrets of second factors, which lay open in their rows so far."""

import secrets

from django.conf import settings
from django.db import migrations

from marketplace.keys.migrations._closing import close, columns

OPEN = {"totp": "secret", "recovery_codes": "seed"}


def close_factors(apps, schema_editor):
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type__in=OPEN)
    if not rows.exists():
        return  # nobody has one: the first key is made after the migrations
    secret = secrets.token_bytes(32)
    apps.get_model("keys", "Key").objects.create(
        purpose="factors", name="1", **columns(secret, "factors", "1", settings.KEYS_SECRET)
    )
    for row in rows.iterator():
        field = OPEN[row.type]
        if field in row.data:
            row.data[field] = "1:" + close(row.data[field].encode(), secret, "factors")
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [
                "1:" + close(code.encode(), secret, "factors") for code in row.data["migrated_codes"]
            ]
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("keys", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(close_factors, migrations.RunPython.noop)]
