"""What makers answered stands with the reviews of the market's own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0044_variants"),
        ("product_reviews", "0002_from_oscar"),
    ]

    operations = [migrations.DeleteModel("ReviewAnswer")]
