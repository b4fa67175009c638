"""What search finds of producers: those who sell, by name, village and craft."""

from dataclasses import asdict

import pytest

from marketplace.producers.documents import producers
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_producer_is_found_by_its_name_and_its_village():
    maker = factories.make_producer("Gốm Ánh Hồng", village=factories.make_village("Bát Tràng"))
    placeless = factories.make_producer("Đúc Ngũ Xã")
    factories.make_producer("Chưa duyệt", verified_at=None)
    found = {one.object_pk: asdict(one) for one in producers(None)}
    assert found.keys() == {maker.pk, placeless.pk}
    assert found[maker.pk] | {"codes": ()} == {
        "kind": "producer",
        "object_pk": maker.pk,
        "titles": {"vi": "Gốm Ánh Hồng"},
        "paths": {code: f"/{code}/producers/{maker.slug}/" for code in ("vi", "en", "id")},
        "body": "Bát Tràng gốm sứ ceramics keramik",
        "codes": (),
        "weight": 5,
    }
    assert found[placeless.pk]["body"] == ""


def test_only_those_asked_for_are_described():
    makers = [factories.make_producer() for _ in range(3)]
    assert [one.object_pk for one in producers([makers[1].pk, 0])] == [makers[1].pk]


def test_producers_cost_one_query_whatever_their_number(django_assert_num_queries):
    for _ in range(3):
        factories.make_producer(village=factories.make_village())
    with django_assert_num_queries(1):
        assert len(list(producers(None))) == 3
