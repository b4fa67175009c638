"""Seats in a basket: a line a kind of guest, of one session; they hold nothing yet."""

from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from marketplace.visits.models import BasketSeats, Fare, Session


@transaction.atomic
def put_seats(*, basket: Any, session: Session, guests: dict[Fare, int]) -> None:
    """Put guests of a session into a saved basket; they take the place of those who were there."""
    product = session.visit.product
    record = product.stockrecords.order_by("pk").first()
    lines = get_model("basket", "Line").objects.filter(basket=basket)
    lines.filter(seats__session=session).delete()
    for fare, count in guests.items():
        line = lines.create(
            basket=basket,
            line_reference=f"{product.pk}_visit_{session.pk}_{fare.guest}",
            product=product,
            stockrecord=record,
            quantity=count,
            price_currency="VND",
            price_excl_tax=fare.price,
            price_incl_tax=fare.price,
            tax_code=None,
        )
        BasketSeats.objects.create(line=line, session=session, fare=fare)
