"""One order of names, in Python and on whichever database runs."""

import random

import pytest

from catalogue.places.models import Commune, Province, Village
from marketplace.frame.alphabet import alphabet_key, compare, in_order
from tests import factories

IN_ORDER = [
    "",
    "12 Hàng Bông",
    "An",
    "an Bình",
    "An Bình",
    "Ăn Hòa",
    "Ân Thi",
    "Bà",
    "Bả",
    "Bã",
    "Bá",
    "Bạ",
    "Cốm",
    "Dương",
    "Đan",
    "Đồng",
    "Ea H’leo",
    "Ea Hiao",
    "Em",
    "Êm",
    "Hoà Bình",
    "Hòa Bình",
    "Nơ",
    "Ông",
    "Ơn",
    "Phở",
    "Uy",
    "Ưng",
    "Vạn Phúc",
    "Yên",
]


def test_names_stand_as_the_vietnamese_alphabet_goes():
    mixed = IN_ORDER[:]
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=alphabet_key) == IN_ORDER


def test_two_texts_are_compared():
    assert [compare("An", "Ân"), compare("Ân", "An"), compare("An", "An")] == [-1, 1, 0]


@pytest.mark.django_db
def test_the_database_orders_as_python_does():
    for name in IN_ORDER[1:]:
        factories.make_village(name)
    found = list(Village.objects.values_list("name", flat=True))
    assert found == IN_ORDER[1:]
    assert (
        list(Village.objects.order_by(in_order("name").desc()).values_list("name", flat=True))
        == (IN_ORDER[:0:-1])
    )


@pytest.mark.django_db
def test_every_place_stands_in_order():
    provinces = list(Province.objects.values_list("name", flat=True))
    assert provinces[:4] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng"]
    assert provinces == sorted(provinces, key=alphabet_key)
    assert provinces.index("Đà Nẵng") > provinces.index("Cao Bằng")
    communes = list(Commune.objects.of_today().values_list("name", flat=True))
    assert communes == sorted(communes, key=alphabet_key)
