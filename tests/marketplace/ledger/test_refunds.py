"""What goes back is shared as it came, to the last dong."""

import pytest

from marketplace.ledger import services
from marketplace.ledger.services import DELIVERY, RefundPart, SaleLine
from tests.marketplace.ledger.sold import owed, sell

pytestmark = pytest.mark.django_db


def test_returning_everything_in_parts_ends_at_nothing(producer):
    sell(producer)
    for number, amount in enumerate([1, 149_999, 300_000]):
        services.post_refund(
            order_number="261125-AAAAAA-1",
            reference=f"R{number}",
            parts=[RefundPart("1", amount)],
            kind="return",
        )
    services.post_refund(
        order_number="261125-AAAAAA-1", reference="R9", parts=[RefundPart(DELIVERY, 22_000)]
    )
    assert owed() == {}
    assert services.refundable("261125-AAAAAA-1") == {"1": 0, DELIVERY: 0}
    with pytest.raises(services.AboveCeiling):
        services.post_refund(
            order_number="261125-AAAAAA-1", reference="R10", parts=[RefundPart("1", 1)]
        )


def test_preview_tells_what_the_refund_then_costs_the_producer(producer):
    sell(producer)
    before = owed()[f"producer:{producer.pk}"]
    parts = [RefundPart("1", 225_000), RefundPart(DELIVERY, 22_000)]
    cost = services.preview_refund(order_number="261125-AAAAAA-1", parts=parts)
    services.post_refund(order_number="261125-AAAAAA-1", reference="R", parts=parts)
    assert before - owed()[f"producer:{producer.pk}"] == cost.cost_to_producer
    assert (cost.to_buyer, cost.goods, cost.delivery, cost.discount_platform) == (
        247_000,
        250_000,
        22_000,
        25_000,
    )


def test_a_line_that_cost_nothing_goes_back_by_the_piece(producer):
    free = SaleLine("7", price=90_000, quantity=3, discount_platform=90_000, commission=4_500)
    sell(producer, free, delivery=None)
    services.post_refund(
        order_number="261125-AAAAAA-1", reference="R1", parts=[RefundPart("7", 0, quantity=1)]
    )
    assert owed()["platform:commission"] == 3_000
    services.post_refund(
        order_number="261125-AAAAAA-1", reference="R2", parts=[RefundPart("7", 0, quantity=2)]
    )
    assert owed() == {}
