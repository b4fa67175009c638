"""What producers and staff do alike with an exchange: send it, note that it came back, refund."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import QueryDict
from django.utils.translation import gettext as _

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.exchanges import note_came_back, send_exchange
from marketplace.aftersale.forms import FitForm
from marketplace.aftersale.models import Return
from marketplace.aftersale.ship_form import ShipForm, lots_to_choose
from marketplace.frame.steps import NotTaken
from marketplace.gateways.refunds import OverRefund
from marketplace.purchases.services import MoveRefused

State = Return.State


def exchange_form(found: Return, data: QueryDict | None = None) -> ShipForm | None:
    """How new goods go out for a return; None while none are due."""
    if not (found.is_received or found.has_come_back):
        return None
    lines = [row.line for row in found.lines.all()]
    return ShipForm(data, lines=lines, lots=lots_to_choose(lines))


def number_in(request: PersonRequest) -> int | None:
    """Which parcel of the exchange a form was about; None where it does not say."""
    text = request.POST.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


def exchange(request: PersonRequest, found: Return, side: str) -> str:
    """Send new goods for a return, of the lot that the form names; say so. Raises MoveRefused."""
    form = exchange_form(found, request.POST)
    if form is not None and not form.is_valid():
        raise MoveRefused("no lot")
    send_exchange(
        claim=found,
        by=request.user,
        side=side,
        number=number_in(request),
        **(form.facts() if form else {}),
    )
    return _("Exchanged. The buyer has been told.")


def came_back(request: PersonRequest, found: Return, side: str) -> str:
    """Note that the new goods came back undelivered; say so. Raises MoveRefused, NotTaken."""
    form = FitForm(request.POST, claim=found)
    if not form.is_valid():
        raise NotTaken(_("Please say how many are fit to sell."))
    note_came_back(claim=found, by=request.user, side=side, fit=form.fit, number=number_in(request))
    return _("Noted. What is fit to sell is in stock again; now send it again or refund it.")


def refusal_text(code: str) -> str:
    """Say why a step was not taken."""
    return {
        "out of stock": _("There is none left to exchange it for; please refund it."),
        "recalled": _("These goods are recalled: they must not leave."),
        "no lot": _("That lot cannot be sent any more. Choose another."),
        "too little": _("Less than that is left of this lot. Choose another."),
        "returned again": _("The buyer has asked to return these items anew: see that return."),
    }.get(code, _("This return has moved on meanwhile; nothing was changed."))


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the services refuse of a return into a sentence for who asked."""
    try:
        yield
    except MoveRefused as refusal:
        raise NotTaken(refusal_text(str(refusal))) from refusal
    except OverRefund as refusal:
        raise NotTaken(_("This cannot be refunded here; the market has been told.")) from refusal
