"""Fill the stock peer from the market's database, so that both sell the same."""

import os
import sys
from pathlib import Path

import django
import environ

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.peers.stock"
sys.path.insert(0, str(Path.cwd()))
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

BATCH = 5000
ROWS = """
SELECT p.id, p.title_vi, p.slug, p.code, p.summary_vi, p.price, s.num_in_stock, p.cover,
       p.ocop_stars, g.number, p.rating
FROM catalogue_product p
JOIN partner_stockrecord s ON s.product_id = p.id
JOIN catalogue_ocopgroup g ON g.id = p.ocop_group_id
WHERE p.publication = 1 ORDER BY p.id"""


def main() -> None:
    call_command("migrate", verbosity=0)
    product_model = get_model("catalogue", "Product")
    if product_model.objects.exists():
        return
    connections.databases["market"] = connections.databases["default"] | environ.Env().db_url(
        "DATABASE_URL"
    )
    market = connections["market"].cursor()
    kind = get_model("catalogue", "ProductClass").objects.create(name="Goods", track_stock=True)
    stars = get_model("catalogue", "ProductAttribute").objects.create(
        product_class=kind, name="Stars", code="stars", type="integer"
    )
    partner = get_model("partner", "Partner").objects.create(name="Market", code="market")
    category = get_model("catalogue", "Category")
    categories = {n: category.add_root(name=f"Group {n}", slug=f"group-{n}") for n in range(1, 7)}
    market.execute(ROWS)
    while rows := market.fetchmany(BATCH):
        with transaction.atomic():
            save(rows, kind, stars, partner, categories)
    with connections["default"].cursor() as cursor:
        cursor.execute("ANALYZE")


def save(rows, kind, stars, partner, categories) -> None:
    product_model = get_model("catalogue", "Product")
    product_model.objects.bulk_create(
        product_model(
            id=pk,
            product_class=kind,
            structure="standalone",
            title=title,
            slug=slug,
            upc=code,
            description=summary or "",
            rating=rating,
            is_public=True,
        )
        for pk, title, slug, code, summary, _price, _stock, _cover, _stars, _group, rating in rows
    )
    record = get_model("partner", "StockRecord")
    record.objects.bulk_create(
        record(
            product_id=row[0],
            partner=partner,
            partner_sku=row[3],
            price=row[5],
            num_in_stock=row[6],
            price_currency="VND",
        )
        for row in rows
    )
    image = get_model("catalogue", "ProductImage")
    image.objects.bulk_create(
        image(product_id=row[0], original=row[7], display_order=0) for row in rows if row[7]
    )
    value = get_model("catalogue", "ProductAttributeValue")
    value.objects.bulk_create(
        value(product_id=row[0], attribute=stars, value_integer=row[8]) for row in rows if row[8]
    )
    link = get_model("catalogue", "ProductCategory")
    link.objects.bulk_create(link(product_id=row[0], category=categories[row[9]]) for row in rows)


main()
