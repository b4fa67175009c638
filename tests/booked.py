"""Orders that a carrier is booked for, against a stand-in."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.consignments import book
from marketplace.purchases.services import confirm_order
from marketplace.shipping.carriers.interface import Box
from tests import carriers
from tests.flows.sale import place

BOX = Box(20, 15, 10)
in_cash = partial(place, method="cash")


@pytest.fixture
def stand_in(settings) -> Iterator[carriers.StandIn]:
    with carriers.served() as (server, address):
        carriers.set_up(settings, address)
        yield server


def to_pack(product, owner, quantity: int = 3, sold: Callable = in_cash):
    """Sell to a buyer; a confirmed order of a producer whom a courier finds."""
    producer = product.producer
    producer.phone, producer.address = "0243 987 6543", "Xóm 3"
    producer.save(update_fields=["phone", "address"])
    order = sold([(product, quantity)]).orders.get()
    confirm_order(order=order, by=owner)
    order.refresh_from_db()
    return order


def booked(order, by, carrier: str = "GHN", units: int | None = None, **facts: Any) -> Consignment:
    line = order.lines.get()
    wanted = {"weight_g": 1500, "box": BOX} | facts
    many = {line.pk: line.quantity if units is None else units}
    return book(order=order, by=by, carrier=carrier, units=many, **wanted)
