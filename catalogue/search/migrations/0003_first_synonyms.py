"""The first synonyms: craft words that buyers abroad use, and what they are called at home."""

from django.db import migrations

FIRST = [
    "nón lá\nconical hat\ntopi kerucut\nleaf hat",
    "gốm\ngốm sứ\nceramics\npottery\nkeramik\ntembikar",
    "lụa\nsilk\nsutra",
    "sơn mài\nlacquer\nlacquerware\npernis",
    "mây tre\nrattan\nbamboo\nrotan",
    "trà\nchè\ntea\nteh",
    "nước mắm\nfish sauce\nkecap ikan",
    "mật ong\nhoney\nmadu",
]


def add(apps, schema_editor):
    synonym = apps.get_model("catalogue_search", "Synonym")
    for phrases in FIRST:
        synonym.objects.get_or_create(phrases=phrases)


class Migration(migrations.Migration):
    dependencies = [("catalogue_search", "0002_full_text")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
