"""Thousands of proposals are published by the queries of one; pictures are the queue's."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalogue.models import Product
from marketplace.files import sizes
from marketplace.listings.models import Revision
from marketplace.listings.publishing import publish_all
from marketplace.listings.services import propose, publish_revision
from tests import factories

pytestmark = pytest.mark.django_db
NEW = {"title_vi": "Ấm trà", "ocop_set": 21, "price": 120_000}


def proposals(producer, owner, count: int) -> list[Revision]:
    vases = [factories.make_product(producer) for _n in range(count)]
    made = [
        propose(producer=producer, product=None, content=NEW | {"title_vi": f"Ấm {n}"}, by=owner)
        for n in range(count)
    ]
    made += [
        propose(producer=producer, product=vase, content={"title_vi": f"Lọ {n}"}, by=owner)
        for n, vase in enumerate(vases)
    ]
    rows = Revision.objects.filter(pk__in=[each.pk for each in made])
    return list(rows.select_related("producer__partner", "producer__village").order_by("pk"))


def test_many_cost_the_queries_of_one_and_come_in_their_order(producer, owner, staff):
    costs = []
    for count in (1, 4):
        rows = proposals(producer, owner, count)
        with CaptureQueriesContext(connection) as queries:
            products = publish_all(rows, staff)
        costs.append(len(queries))
        assert [each.title_vi for each in products] == [row.content["title_vi"] for row in rows]
        assert Product.objects.filter(search_text__contains="am ").count() >= count
        assert set(Revision.objects.filter(pk__in=[r.pk for r in rows]).values_list("state")) == {
            ("published",)
        }
    assert costs[0] == costs[1]


def test_publishing_waits_for_no_picture(producer, owner, staff, monkeypatch):
    """Only the queue draws sizes; what the door drew once is copied as it is."""
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "white").save(drawn, "JPEG")
    monkeypatch.setattr(sizes, "save_sizes", lambda name: pytest.fail("drawn while publishing"))
    monkeypatch.setattr(
        "marketplace.files.pictures.decoded", lambda *a, **k: pytest.fail("decoded")
    )
    revision = propose(producer=producer, product=None, content=NEW, by=owner)
    revision.pictures.create(image=ContentFile(drawn.getvalue(), name="am.jpg"))
    product = publish_revision(revision=revision, by=staff)
    assert product.images.count() == 1 and product.is_public


def test_proposal_that_another_decided_on_is_not_published_twice(producer, owner, staff):
    [new, _changed] = proposals(producer, owner, 1)
    publish_all([new], staff)
    stale = Revision.objects.get(pk=new.pk)
    stale.product = None
    with pytest.raises(RuntimeError, match="decided on by another"):
        publish_all([stale], staff)
