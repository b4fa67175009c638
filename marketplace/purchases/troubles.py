"""Why a line of a basket cannot be bought as it stands, in words that are true of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.purchases.packages import PackageLine, Trouble
from marketplace.visits.words import party_said


def too_few(line: PackageLine) -> str:
    left = line.available or 0
    return ngettext(
        "Only %(left)d of “%(title)s” is left; please lower the quantity.",
        "Only %(left)d of “%(title)s” are left; please lower the quantity.",
        left,
    ) % {"left": left, "title": line.title}


TEXTS: dict[Trouble, Callable[[], str]] = {
    Trouble.MAKER_STOPPED: lambda: _(
        "%(producer)s does not sell here at the moment: please take “%(title)s” out."
    ),
    Trouble.WITHDRAWN: lambda: _("“%(title)s” is no longer on sale: please take it out."),
    Trouble.NO_PRICE: lambda: _("“%(title)s” has no price at the moment: please take it out."),
    Trouble.CLOSED: lambda: _("“%(title)s” takes no bookings any more: please take it out."),
    Trouble.NO_SESSION: lambda: _(
        "“%(title)s” is booked for a day: please take it out and choose one on its page."
    ),
    Trouble.PARTY: lambda: _("“%(title)s” is for %(party)s: please change how many come."),
    Trouble.SOLD_OUT: lambda: _("“%(title)s” is sold out: please take it out."),
}


def trouble_text(line: PackageLine) -> str:
    """Say why a line cannot be bought and what to do; "" where it can."""
    trouble = line.trouble
    if trouble is None:
        return ""
    if trouble is Trouble.TOO_FEW:
        return too_few(line)
    return TEXTS[trouble]() % {
        "title": line.title,
        "party": party_said(line.seats.session.visit) if line.seats else "",
        "producer": line.product.producer.name,
    }
