"""Columns of many rows are saved in one statement, values of every kind as they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.frame import many_rows
from marketplace.frame.many_rows import save_columns
from marketplace.listings.models import Revision
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = ["content", "note", "submitted_at", "reviewed_by", "product"]


def rows_of(producer, count: int) -> list[Revision]:
    return Revision.objects.bulk_create(Revision(producer=producer) for _n in range(count))


def test_each_row_gets_its_own_values_and_others_none(producer, owner):
    left, *rows = rows_of(producer, 4)
    product, now = factories.make_product(producer), timezone.now()
    values = [
        {"content": {"title_vi": "Ấm 'x' %s", "price": 1}, "note": "", "submitted_at": now},
        {"content": {}, "note": "a\nb%", "submitted_at": None, "reviewed_by": owner},
        {"content": [None, True], "note": "Ấm", "submitted_at": now, "product": product},
    ]
    for row, given in zip(rows, values, strict=True):
        for name, value in given.items():
            setattr(row, name, value)
    with CaptureQueriesContext(connection) as queries:
        save_columns(rows, NAMES)
    assert len([q for q in queries if q["sql"].startswith("UPDATE")]) == 1
    for row, given in zip(rows, values, strict=True):
        found = Revision.objects.get(pk=row.pk)
        assert {name: getattr(found, name) for name in given} == given
    assert (Revision.objects.get(pk=left.pk).content, left.note) == ({}, "")


def test_many_go_in_portions_and_none_ask_nothing(producer, monkeypatch):
    monkeypatch.setattr(many_rows, "MOST_VALUES", 4)
    rows = rows_of(producer, 5)
    for n, row in enumerate(rows):
        row.note = str(n)
    save_columns(rows, ["note"])
    assert list(Revision.objects.order_by("pk").values_list("note", flat=True)) == list("01234")
    with CaptureQueriesContext(connection) as queries:
        save_columns([], ["note"])
    assert len(queries) == 0
