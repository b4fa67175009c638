"""Places that events may name, and which are not known."""

import pytest
from django.conf import settings

from catalogue.origin.events import places
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.models import TracePlace
from tests import factories

SITE = settings.SITE_URL
GLN = "893000123456" + check_digit("893000123456")


def make_place(producer, **fields) -> TracePlace:
    return TracePlace.objects.create(producer=producer, commune=factories.commune(), **fields)


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("geo:20.97500,105.91300", "20.97500, 105.91300"),
        ("geo:-90,180", "-90, 180"),
        ("geo:90,-180;u=10", "90, -180"),
        ("geo:90.1,0", None),
        ("geo:0,180.1", None),
        ("geo:1,2,3", None),
        ("geo:1." + "0" * 15 + ",2", "1." + "0" * 15 + ", 2"),
        ("geo:1." + "0" * 16 + ",2", None),
        ("urn:x:1", None),
        (f"{SITE}/place/X/abc", None),
        (f"{SITE}/place/C/99999", None),
        ("/place/C/00577", None),
        ("https://example.com/place/C/00577", None),
    ],
)
def test_names_of_points_and_strangers(db, uri, name):
    assert places.names_of([uri]) == ({uri: name} if name else {})


def test_names_of_our_own_places(producer):
    village = factories.make_village()
    make_place(producer, code="LO-2", name="Lò số 2")
    wanted = {
        places.village_uri(village): "Bát Tràng",
        places.commune_uri(village.commune): village.commune.name,
        places.producer_uri(producer): producer.name,
        f"{SITE}/place/P/LO-2": "Lò số 2",
    }
    assert places.names_of([*wanted, f"{SITE}/place/P/LO-3", f"{SITE}/place/V/nope"]) == wanted
    assert list(wanted)[:3] == [
        f"{SITE}/place/V/{village.slug}",
        f"{SITE}/place/C/00577",
        f"{SITE}/place/M/{producer.slug}",
    ]


def test_names_of_location_numbers_with_and_without_extension(producer):
    make_place(producer, code="A", name="Xưởng", gln=GLN)
    make_place(producer, code="B", name="Kho", gln=GLN, gln_extension="K1")
    whole, part = f"https://id.gs1.org/414/{GLN}", f"https://example.com/414/{GLN}/254/K1"
    wrong = GLN[:-1] + str((int(GLN[-1]) + 1) % 10)
    asked = [whole, part, f"{whole}/254/K2", f"https://id.gs1.org/414/{wrong}"]
    assert places.names_of(asked) == {whole: "Xưởng", part: "Kho"}


def test_names_of_asks_once_for_each_kind_named(producer, django_assert_num_queries):
    village = places.village_uri(factories.make_village())
    with django_assert_num_queries(0):
        assert places.names_of(["geo:1,2"]) == {"geo:1,2": "1, 2"}
    with django_assert_num_queries(1):
        places.names_of([village, village, f"{SITE}/place/V/other"])


def test_place_of_a_lot_is_its_village_else_its_commune_else_its_maker(product):
    village = factories.make_village()
    lot = factories.make_lot(product, village=village, commune=village.commune)
    assert places.place_of_lot(lot) == places.village_uri(village)
    lot.village = None
    assert places.place_of_lot(lot) == places.commune_uri(village.commune)
    lot.commune = None
    assert places.place_of_lot(lot) == places.producer_uri(product.producer)
