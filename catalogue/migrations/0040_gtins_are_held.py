from django.db import migrations, models

from catalogue.migrations._gtins import hold_within, is_gtin, is_of_goods, let_go


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0039_gtin_licences'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(
                condition=models.Q(gtin__isnull=True) | is_gtin('gtin'),
                name='gtin_has_14_digits_that_agree',
                violation_error_message='A GTIN has 14 digits, the last one following from them.',
            ),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(
                condition=models.Q(gtin__isnull=True) | is_of_goods('gtin'),
                name='gtin_is_of_goods',
                violation_error_message='Numbers that begin so are for use inside a shop, for coupons or for refunds.',
            ),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(
                condition=models.Q(gtin__isnull=True, gtin_licence__isnull=True)
                | models.Q(gtin__isnull=False, gtin_licence__isnull=False),
                name='gtin_comes_with_its_licence',
                violation_error_message='A GTIN comes with the licence of its prefix.',
            ),
        ),
        migrations.RunPython(hold_within, let_go),
    ]
