"""What rows are held against is read in a number of queries that does not grow with them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certificates.tables.known import Known
from marketplace.frame.folding import fold
from tests import factories
from tests.catalogue.certificates.tables.tables import of, row

pytestmark = pytest.mark.django_db


def asked(rows) -> int:
    with CaptureQueriesContext(connection) as queries:
        Known(rows)
    return len(queries)


def test_it_asks_as_often_for_many_rows_as_for_two():
    things = [factories.make_rated(f"Chè {n}") for n in range(6)]
    factories.make_certificate(factories.make_product())
    few = [row(name="Chè 0", holder_name=things[0].holder_name), of(things[1])]
    more = [*few, *(of(each) for each in things[2:]), *(row(name=f"Mới {n}") for n in range(9))]
    assert asked(more) == asked(few)


def test_levels_and_kinds_are_known_in_every_language():
    known = Known([])
    for name in ("province", "tỉnh", "Thành phố", "Province or city"):
        assert known.levels[fold(name)] == "province"
    for name in ("household", "Hộ kinh doanh", "Household business"):
        assert known.kinds[fold(name)] == "household"
