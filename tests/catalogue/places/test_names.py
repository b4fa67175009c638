"""Names tell places where they are written as names are."""

import pytest

from catalogue.places.models import Commune
from catalogue.places.names import known_places, may_name, own_places, plain_district
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_words_written_as_names_may_name_a_place():
    assert may_name("Chè xanh Ba Vì Đan Phượng") == {
        "Ba Vì",
        "Vì Đan",
        "Đan Phượng",
        "Ba Vì Đan",
        "Vì Đan Phượng",
        "Ba Vì Đan Phượng",
    }
    assert may_name("Chè xanh ba vì") == set()
    assert may_name("Cốm Vòng, Hà Nội") == {"Cốm Vòng", "Hà Nội"}


def test_places_are_known_by_commune_village_province_and_former_district():
    factories.make_village("Làng Thử Nghiệm")
    names = ["Đan Phượng", "Làng Thử Nghiệm", "Hà Nội", "Chương Mỹ", "Nơi Không Có"]
    assert known_places(names) == {"Đan Phượng", "Làng Thử Nghiệm", "Hà Nội", "Chương Mỹ"}
    assert known_places([]) == set()


def test_a_place_is_its_own_under_all_names_it_has_and_had():
    commune = Commune.objects.of_today().get(name="Ba Vì", province__code="01")
    own = own_places(commune, None)
    assert {"Ba Vì", "Hà Nội"} <= own and "Đan Phượng" not in own and "" not in own
    assert own_places(None, None) == set()
    assert plain_district("Huyện Ba Vì") == plain_district("Ba Vì") == "Ba Vì"
