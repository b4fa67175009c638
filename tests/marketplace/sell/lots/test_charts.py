"""Drawn figures of scans."""

import pytest
from django.utils import translation

from catalogue.places.models import Province
from marketplace.sell.lots.charts import TILES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_map_has_a_tile_for_each_province_of_today():
    assert sorted(TILES) == sorted(
        Province.objects.filter(valid_to=None).values_list("code", flat=True)
    )
    assert len(set(TILES.values())) == len(TILES) == 34
