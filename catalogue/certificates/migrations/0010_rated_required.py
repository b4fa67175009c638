"""No certificate without the product that it rates, sold here or not."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_fill_rated_products")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="rated",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="certificates.ratedproduct",
                verbose_name="Rated product",
            ),
        ),
    ]
