"""Returns brought to a state by the shop's own services."""

import uuid

from marketplace.aftersale.exchanges import send_exchange
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import accept_return, ask_return, receive_return
from tests.flows.sale import arrived
from tests.sold import take_arrived


def ask(order, quantities, reason="damaged", wish="refund", **more) -> Return:
    """Ask to return units (by line id) of an order."""
    facts = {"text": "Lọ bị nứt.", "pictures": [], "by": None, "token": uuid.uuid4()} | more
    return ask_return(order=order, reason=reason, wish=wish, quantities=quantities, **facts)


def asked(product, owner, quantity=1, reason="damaged", user=None, **more) -> Return:
    """A return of all that was bought of one product; of the one that has arrived already first."""
    order = take_arrived(product) if quantity == 1 and user is None else None
    order = order or arrived([(product, quantity)], owner, user=user).orders.get()
    return ask(order, {order.lines.get().pk: quantity}, reason, by=user, **more)


def approved(product, owner, quantity=1, **more) -> Return:
    claim = asked(product, owner, quantity, **more)
    accept_return(claim=claim, by=owner)
    claim.refresh_from_db()
    return claim


def received(product, owner, quantity=1, fit=0, **more) -> Return:
    claim = approved(product, owner, quantity, **more)
    receive_return(claim=claim, by=owner, fit={claim.lines.get().line_id: fit})
    claim.refresh_from_db()
    return claim


def exchanged(product, owner, quantity=1, **more) -> Return:
    claim = received(product, owner, quantity, wish="exchange", **more)
    send_exchange(claim=claim, by=owner)
    claim.refresh_from_db()
    return claim
