"""An office is of one level: a commune's names it, a province's names none."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.programme.offices.models import Office
from marketplace.programme.offices.services import office_of_commune

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("level", ["commune", "province"])
def test_level_and_place_fit(producer, level):
    place = producer.commune
    wrong = {"commune": None, "province": place}[level]
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(level=level, province=place.province, commune=wrong)


def test_a_commune_has_one_office(producer):
    office = office_of_commune(producer.commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(level="commune", province=office.province, commune=producer.commune)
