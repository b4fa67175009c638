"""The sale of the worked example, and what every account is owed after it."""

from django.db.models import Sum

from marketplace.ledger import services
from marketplace.ledger.models import Account
from marketplace.ledger.services import DELIVERY, SaleLine

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
