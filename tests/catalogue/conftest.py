"""What tests of the listing and of its pages look at."""

from copy import deepcopy

import pytest

from catalogue.models import Product
from tests.catalogue.goods import make_goods


@pytest.fixture(scope="module")
def made_goods(rows_of_module) -> list[Product]:
    return make_goods()


@pytest.fixture
def goods(made_goods, db) -> list[Product]:
    return deepcopy(made_goods)
