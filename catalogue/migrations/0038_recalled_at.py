from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0037_cover_and_review_count'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='recalled_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
