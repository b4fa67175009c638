"""What a parcel asks at its door for the order's delivery.

Of orders in cash that are on their way, the parcel that was paid first asked for it, else the
first that was sent and has not come back.
"""

from django.db import migrations, models
from django.db.models import F, Sum


def ask_with_the_first(apps, schema_editor):
    order_model = apps.get_model("order", "Order")
    parcel_model = apps.get_model("purchases", "Parcel")
    reversal_model = apps.get_model("purchases", "Reversal")
    alive = parcel_model.objects.exclude(state="failed").filter(
        order__purchase__payment_method="cash"
    )
    first = {}
    for parcel in alive.order_by(F("delivered_at").asc(nulls_last=True), "pk").iterator():
        first.setdefault(parcel.order_id, parcel.pk)
    for order_id, parcel_id in first.items():
        fallen = reversal_model.objects.filter(order=order_id).exclude(cause="returned")
        charge = order_model.objects.values_list("shipping_incl_tax", flat=True).get(pk=order_id)
        asked = int(charge) - (fallen.aggregate(sum=Sum("delivery"))["sum"] or 0)
        parcel_model.objects.filter(pk=parcel_id).update(delivery=max(asked, 0))


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0025_frozen_commission'),
        ('purchases', '0009_parcel_units'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='delivery',
            field=models.BigIntegerField(default=0, editable=False, verbose_name='Delivery, dong'),
        ),
        migrations.RunPython(ask_with_the_first, migrations.RunPython.noop),
    ]
