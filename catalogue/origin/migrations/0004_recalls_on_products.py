from django.db import migrations, models


def fill(apps, schema_editor):
    """Write the last recall of a lot onto its product."""
    lot, product = apps.get_model("origin", "Lot"), apps.get_model("catalogue", "Product")
    recalls = (
        lot.objects.filter(state="recalled").order_by().values_list("product")
        .annotate(at=models.Max("state_changed_at"))
    )
    for pk, at in recalls:
        product.objects.filter(pk=pk).update(recalled_at=at)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0038_recalled_at'),
        ('origin', '0003_events_are_only_added'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
