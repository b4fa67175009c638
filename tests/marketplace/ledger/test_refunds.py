"""What goes back is shared as it came, to the last dong."""

import pytest
from django.db.models import Sum

from marketplace.ledger import services
from marketplace.ledger.models import Account
from marketplace.ledger.services import DELIVERY, RefundPart, SaleLine

pytestmark = pytest.mark.django_db
BOWL = SaleLine(
    "1",
    price=500_000,
    quantity=2,
    discount_platform=50_000,
    commission=25_000,
    commission_vat=2_500,
    withheld_vat=5_000,
    withheld_income=2_500,
)
CHARGE = SaleLine(
    DELIVERY, price=22_000, activity="delivery", withheld_vat=220, withheld_income=110
)


def sell(producer, *lines, number="261125-AAAAAA-1", delivery=CHARGE):
    draft = services.sale_draft(
        producer=producer,
        order_number=number,
        purchase_number=number[:13],
        lines=lines or [BOWL],
        delivery=delivery,
    )
    services.post_sales([draft])


def owed() -> dict[str, int]:
    """What every account is owed, those that are even left out."""
    rows = Account.objects.annotate(owed=Sum("entries__amount")).exclude(owed=0)
    return {row.key: row.owed for row in rows if row.owed}


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
