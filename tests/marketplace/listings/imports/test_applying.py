"""A table is applied under the locks of single changes, once, in portions."""

import pytest

from marketplace.frame import portions as taken
from marketplace.listings.imports import applying
from marketplace.listings.imports.applying import MovedMeanwhile, key_for
from marketplace.listings.imports.services import confirm
from marketplace.listings.models import OfferChange, Revision
from tests import factories
from tests.flows.sale import stock
from tests.marketplace.listings.imports.tables import NEW, sent

pytestmark = pytest.mark.django_db


def test_all_portions_are_applied_and_the_copies_follow(producer, owner, monkeypatch):
    monkeypatch.setattr(applying, "portions", lambda rows: taken.portions(rows, 2))
    goods = [factories.make_product(producer, title=f"Lọ {n}") for n in range(5)]
    rows = [
        {"code": each.code, "price": f"{260 + n}k", "stock": "0"} for n, each in enumerate(goods)
    ]
    made = sent(producer, owner, *rows, *(NEW | {"title_vi": f"Ấm {n}"} for n in range(3)))
    confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    assert applying.apply(made.pk) and not applying.apply(made.pk)
    for n, each in enumerate(goods):
        each.refresh_from_db()
        assert (each.price, each.availability, stock(each)[0]) == (260_000 + n * 1000, 0, 0)
    assert (OfferChange.objects.count(), Revision.objects.count()) == (10, 3)


def test_product_without_a_stock_record_gets_one(producer, owner):
    vase = factories.make_product(producer, title="Lọ")
    vase.stockrecords.all().delete()
    made = sent(producer, owner, {"code": vase.code, "price": "260k", "stock": "3"})
    confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    assert applying.apply(made.pk)
    assert stock(vase)[0] == 3


def test_what_moved_is_named_by_row_and_nothing_is_written(producer, owner):
    vase = factories.make_product(producer, title="Lọ")
    made = sent(producer, owner, {"code": vase.code, "stock": "12"}, NEW)
    confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    vase.stockrecords.update(num_in_stock=9)
    with pytest.raises(MovedMeanwhile) as refusal:
        applying.apply(made.pk)
    assert list(refusal.value.problems) == [made.rows.first().pk]
    assert stock(vase)[0] == 9 and not Revision.objects.exists()


def test_change_has_one_key_however_often_it_is_tried():
    assert key_for("import-1-2-price") == key_for("import-1-2-price") != key_for("import-1-3-price")
