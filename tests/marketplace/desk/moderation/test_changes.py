"""What a proposal changes is told against what the producer saw and against what is now."""

import pytest

from catalogue.facts.services import keep_facts
from catalogue.models import Product
from marketplace.desk.moderation.changes import changes_of
from marketplace.listings.services import propose, texts_of, values_of
from tests.marketplace.listings.proposals import propose_title

pytestmark = pytest.mark.django_db


def told(revision) -> list[tuple]:
    product = revision.product
    if product:
        product.refresh_from_db()
    found = changes_of(revision, values_of(product))
    return [(each.field, each.now, each.proposed, each.was) for each in found]


def test_only_what_the_producer_changed_is_told(product, owner):
    before = product.title_vi
    revision = propose_title(product, owner, "Lọ mới")
    Product.objects.filter(pk=product.pk).update(story_vi="Do ban biên tập sửa.")
    assert told(revision) == [("title_vi", before, "Lọ mới", "")]


def test_what_was_changed_meanwhile_is_told_with_what_the_producer_saw(product, owner):
    before = product.title_vi
    revision = propose_title(product, owner, "Lọ mới")
    Product.objects.filter(pk=product.pk).update(title_vi="Lọ men rạn")
    assert told(revision) == [("title_vi", "Lọ men rạn", "Lọ mới", before)]
    Product.objects.filter(pk=product.pk).update(title_vi="Lọ mới")  # the same words as proposed
    assert told(revision) == []


def test_facts_are_told_one_by_one(product, owner):
    keep_facts({product.pk: {"height": "12"}})
    content = texts_of(product) | {"facts": {"height": "14", "diameter": "8"}}
    revision = propose(producer=product.producer, product=product, content=content, by=owner)
    rows = {field: (now, to, was) for field, now, to, was in told(revision)}
    assert set(rows) == {"fact_height", "fact_diameter"}
    assert rows["fact_diameter"][0] == "" and rows["fact_height"][2] == ""
    keep_facts({product.pk: {"height": "13"}})
    now, to, was = {field: rest for field, *rest in told(revision)}["fact_height"]
    assert [text.split()[0] for text in (now, to, was)] == ["13", "14", "12"]
