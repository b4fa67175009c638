"""Enter the products of the shop that have certificates as rated products, under their own codes."""

import unicodedata

from django.db import migrations
from django.db.models import OuterRef, Subquery

KINDS = ("household", "cooperative", "cooperative_group", "enterprise", "farm")
FACTS = (
    "pk",
    "code",
    "title",
    "title_vi",
    "producer__name",
    "producer__kind",
    "producer__commune",
    "ocop_set",
)


def fold(text):
    plain = text.replace("đ", "d").replace("Đ", "D")
    signs = unicodedata.normalize("NFD", plain)
    kept = (c for c in signs if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return "".join(kept).lower()


def rated_rows(model, products):
    """Make a row of each product; a code that differs in case alone stays as it was typed."""
    used = set()
    for pk, code, title, vietnamese, holder, kind, commune, ocop_set in products:
        key = code.upper() if code.upper() not in used else code
        used.add(key)
        name = (vietnamese or title)[:255]
        yield model(
            code=key,
            name=name,
            holder_name=holder,
            holder_kind=kind if kind in KINDS else "enterprise",
            commune_id=commune,
            ocop_set_id=ocop_set,
            product_id=pk,
            search_text=fold(f"{name} {holder} {key}"),
        )


def fill(apps, schema_editor):
    certificate = apps.get_model("certificates", "Certificate")
    rated = apps.get_model("certificates", "RatedProduct")
    product = apps.get_model("catalogue", "Product")
    named = product.objects.filter(pk__in=certificate.objects.order_by().values("product"))
    rated.objects.bulk_create(
        rated_rows(rated, named.order_by("pk").values_list(*FACTS)), batch_size=2000
    )
    of_product = rated.objects.filter(product=OuterRef("product")).values("pk")[:1]
    certificate.objects.update(rated=Subquery(of_product))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0008_rated_products")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
