"""Words for codes of orders."""

from marketplace.order.models import Order


def order_status(code: str) -> str:
    """Say an order's status in words."""
    return str(Order.Status(code).label) if code in Order.Status.values else code
