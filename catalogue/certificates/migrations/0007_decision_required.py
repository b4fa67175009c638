"""No certificate without the decision that it was granted by."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0006_fill_decisions")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="certificates.decision",
                verbose_name="Decision",
            ),
        ),
    ]
