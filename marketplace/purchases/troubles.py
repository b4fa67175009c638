"""Why a line of a basket cannot be bought as it stands, in words that are true of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.purchases.packages import PackageLine, Trouble


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
        "producer": line.product.producer.name,
    }
