import datetime

import django.db.models.deletion
from django.db import migrations, models

from catalogue.migrations._gtins import digits_only, has_length


def is_right(gtin):
    """Tell whether this is a GTIN of goods, as it is held from the next migration on."""
    if not (len(gtin) == 14 and gtin.isascii() and gtin.isdigit()):
        return False
    if sum(int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(gtin)) % 10:
        return False
    if gtin[1:6] == "00000":
        return gtin[6] not in "02"
    return gtin[1:3] not in {"02", "04", "05", "98", "99"} | set(map(str, range(20, 30)))


def take_over(apps, schema_editor):
    """Give each number that is right a licence of its own, ended today; nobody knows the true one.

    What is no GTIN goes: the resolver has refused it all along.
    """
    product, licence = apps.get_model("catalogue", "Product"), apps.get_model("catalogue", "GtinLicence")
    today = datetime.date.today()
    for each in product.objects.filter(gtin__isnull=False).select_related("producer"):
        if each.producer is None or not is_right(each.gtin):
            each.gtin = None
        else:
            each.gtin_licence = licence.objects.create(
                producer=each.producer,
                prefix=each.gtin[1:],
                holder=each.producer.name[:160],
                starts_on=today,
                ends_on=today,
            )
        each.save(update_fields=["gtin", "gtin_licence"])


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0038_recalled_at'),
        ('producers', '0004_alphabet'),
    ]

    operations = [
        migrations.CreateModel(
            name='GtinLicence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=13, verbose_name='GS1 company prefix')),
                ('holder', models.CharField(max_length=160, verbose_name='Holder of the licence')),
                ('starts_on', models.DateField(verbose_name='Valid from')),
                ('ends_on', models.DateField(verbose_name='Valid until')),
                ('producer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gtin_licences', to='producers.producer', verbose_name='Producer')),
            ],
            options={
                'verbose_name': 'GTIN licence',
                'verbose_name_plural': 'GTIN licences',
                'ordering': ['ends_on', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('producer', 'prefix'), name='one_gtin_licence_a_prefix_of_a_producer'),
                    models.CheckConstraint(
                        condition=digits_only('prefix') & has_length('prefix', 4, 13),
                        name='gtin_prefix_has_4_to_13_digits',
                        violation_error_message='A company prefix has 4 to 13 digits.',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ends_on__gte=models.F('starts_on')),
                        name='gtin_licence_ends_after_it_starts',
                        violation_error_message='The licence would end before it begins.',
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='gtin_licence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalogue.gtinlicence'),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
