"""A vase of a producer, one of which was bought and has arrived, made once for a module.

To sell one by the shop's services takes more than what most tests of returns then ask. A module
takes its `producer`, `owner` and `vase` from `sold`, and may say by STOCK how many there are;
`asked(vase, owner)` of tests/marketplace/aftersale/claims.py asks to return the one that arrived.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import F

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.partner.models import StockRecord
from marketplace.producers.models import Producer
from tests import factories
from tests.flows.sale import arrived


@dataclass
class Sold:
    producer: Producer
    owner: User
    vase: Product


@pytest.fixture(scope="module")
def made_sold(request, rows_of_module) -> Sold:
    producer = factories.make_producer("Gốm Ánh Hồng")
    owner = factories.make_member(producer, "owner@example.com", role="owner")
    stock = getattr(request.module, "STOCK", 30)
    vase = factories.make_product(producer, price=100_000, stock=stock + 1, weight_g=100)
    vase.arrived = [arrived([(vase, 1)], owner).orders.get()]
    return Sold(producer, owner, vase)


@pytest.fixture
def sold(made_sold, db) -> Sold:
    return deepcopy(made_sold)


def take_arrived(product: Product) -> Any:
    """Give the order that has arrived, or none if there is none any more.

    Only now it is one less on the shelf: a test that asks for no return finds as many as STOCK.
    """
    if not getattr(product, "arrived", []):
        return None
    StockRecord.objects.filter(product=product).update(num_in_stock=F("num_in_stock") - 1)
    return product.arrived.pop()
