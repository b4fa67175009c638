"""What values of facets are called, found by part of a name, and where "nearest" starts."""

import pytest
from django.utils import translation

from catalogue.listing import shelf as shelves
from catalogue.listing.names import Names, names_of
from catalogue.models import OcopGroup
from catalogue.places.models import Village
from tests import factories

pytestmark = pytest.mark.django_db


def names(language: str = "en") -> Names:
    shelves.forget()
    with translation.override(language):
        return names_of(shelves.current())


@pytest.fixture
def village(db):
    village = factories.make_village("Bát Tràng", slug="bat-trang")
    factories.make_product(factories.make_producer("Gốm Ánh Hồng", village=village))
    return village


def test_a_value_has_its_name_and_what_nobody_knows_is_itself(village):
    found = names()
    maker = next(iter(found.producers.values()))
    assert found.name("village", "bat-trang") == "Bát Tràng"
    assert found.name("producer", maker.slug) == "Gốm Ánh Hồng"
    assert found.name("to", "abroad") == "Abroad"
    assert found.name("province", "01") == "Hà Nội"
    for facet in ("village", "producer", "group"):
        assert found.name(facet, "nope") == "nope"


@pytest.mark.parametrize(("language", "suffix"), [("vi", "vi"), ("en", "en"), ("id", "ind")])
def test_groups_are_named_in_the_readers_language(language, suffix):
    group = OcopGroup.objects.get(number=3)
    assert names(language).name("group", "3") == getattr(group, f"name_{suffix}")


def test_values_of_an_address_become_keys_and_unknown_ones_nothing(village):
    found = names()
    assert found.keys("village", ["nope", "bat-trang"]) == [village.pk]
    assert found.keys("stars", ["5", "x"]) == ["5", "x"]
    assert [found.slug("village", village.pk), found.slug("village", 0)] == ["bat-trang", ""]


def test_names_are_found_by_a_part_without_marks(village):
    factories.make_village("Vạn Phúc", slug="van-phuc")
    found = names()
    assert found.holding("village", "trang") == {"bat-trang"}
    assert found.holding("village", "a") == {"bat-trang", "van-phuc"}
    assert found.holding("province", "ha noi") == {"01"}
    assert found.holding("village", "xyz") == set()


def test_nearest_starts_from_degrees_or_a_village_with_a_place(village):
    Village.objects.filter(pk=factories.make_village("Xa", slug="xa").pk).update(
        latitude=None, longitude=None
    )
    found = names()
    assert ("bat-trang", "Bát Tràng") in found.points()
    assert "xa" not in dict(found.points())
    assert found.point("bat-trang") == (20.975, 105.913)
    assert found.point("21.5,105.2") == (21.5, 105.2)
    assert found.point("nope") is None
