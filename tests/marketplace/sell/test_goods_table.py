"""A producer's products as a table: each once, numbers as numbers, formulas as text."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from marketplace.sell.goods_table import header, rows_of
from tests import factories

pytestmark = pytest.mark.django_db
TABLE = "/en/sell/products."


def test_each_product_is_a_row_under_its_header(producer):
    until = timezone.localdate() + timedelta(days=9)
    product = factories.make_product(
        producer, title="Ấm", ocop_stars=4, ocop_valid_until=until, weight_g=900
    )
    bowl = factories.make_product(producer, title="Bát", made_to_order=True, stock=0)
    first, second = rows_of([product, bowl])
    assert len(first) == len(header())
    told = dict(zip(header(), first, strict=True))
    assert told["Price" if "Price" in told else "Giá"] == 250_000
    assert first[0] == product.code and first[-2:] == [4, until]
    assert second[7] is None and second[-2:] == [None, None]


def test_table_holds_what_is_shown_and_no_formula(client, producer, owner):
    client.force_login(owner)
    factories.make_product(producer, title="=1+1")
    factories.make_product(producer, title="Zz", stock=0)
    factories.make_product()  # another's
    answer = client.get(f"{TABLE}csv?show=sold")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))
    assert len(rows) == 2 and "=1+1" in rows[1][2] and not rows[1][2].startswith("=")
    sheet = load_workbook(io.BytesIO(client.get(f"{TABLE}xlsx").content)).active
    values = list(sheet.values)
    assert len(values) == 3
    assert [row[6] for row in values[1:]] == [250_000, 250_000]
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_packers_and_strangers_take_none(client, producer, stranger):
    for person in (stranger, factories.make_member(producer, "p@example.com", role="packer")):
        client.force_login(person)
        assert client.get(f"{TABLE}csv").status_code == 403
