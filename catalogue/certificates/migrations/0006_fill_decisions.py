"""Enter the decisions that certificates name, each once, and put the certificates under them.

Spellings of one number and authority are one decision; a day or a level that differs makes another
one, for nothing that was typed is changed here.
"""

import unicodedata

from django.db import migrations

FACTS = ("decision_number", "authority", "decision_date", "level")
AT_ONCE = 2000


def fold(text):
    plain = text.replace("đ", "d").replace("Đ", "D")
    signs = unicodedata.normalize("NFD", plain)
    kept = (c for c in signs if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return "".join(kept).lower()


def key_of(number, authority, day, level):
    composed = " ".join(unicodedata.normalize("NFKC", authority).split())
    return "".join(fold(number).split())[:60], fold(composed)[:160], day, level


def fill(apps, schema_editor):
    certificate = apps.get_model("certificates", "Certificate")
    decision = apps.get_model("certificates", "Decision")
    named = certificate.objects.order_by("pk").values_list("pk", *FACTS)
    new = {}
    for _pk, *facts in named:
        new.setdefault(key_of(*facts), facts)
    decision.objects.bulk_create(
        decision(
            number=facts[0],
            number_folded=key[0],
            authority=facts[1],
            authority_folded=key[1],
            decided_on=key[2],
            level=key[3],
        )
        for key, facts in new.items()
    )
    pks = {
        tuple(key): pk
        for pk, *key in decision.objects.values_list(
            "pk", "number_folded", "authority_folded", "decided_on", "level"
        )
    }
    batch = []
    for pk, *facts in list(named):
        batch.append(certificate(pk=pk, decision_id=pks[key_of(*facts)]))
        if len(batch) == AT_ONCE:
            certificate.objects.bulk_update(batch, ["decision"])
            batch = []
    certificate.objects.bulk_update(batch, ["decision"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_decisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
