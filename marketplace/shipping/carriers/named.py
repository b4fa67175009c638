"""The carriers that the market knows, found by whatever a producer calls them.

"giao hàng nhanh", "GHN", "Giao Hàng Nhanh (GHN)"  -> GHN
"xe khách Hoàng Long"                               -> none: it stays as it is written
"""

from functools import cache

from django.conf import settings
from django.utils.translation import override

from marketplace.frame.folding import fold
from marketplace.shipping.carriers import ghn, ghtk, jt, own, viettel_post, vnpost
from marketplace.shipping.carriers.interface import Carrier, Machine

CARRIERS: tuple[Carrier, ...] = (
    viettel_post.CARRIER,
    ghn.CARRIER,
    ghtk.CARRIER,
    vnpost.CARRIER,
    jt.CARRIER,
    own.CARRIER,
)


@cache
def by_spelling() -> dict[str, Carrier]:
    """Each carrier by its key, its spellings and its name in every language."""
    found: dict[str, Carrier] = {}
    for carrier in CARRIERS:
        names = [carrier.key, *carrier.spellings]
        for language, _name in settings.LANGUAGES:
            with override(language):
                names.append(str(carrier.name))
        found |= {fold(name): carrier for name in names}
    return found


def carrier_named(text: str) -> Carrier | None:
    """Find the carrier that a text means, None where the market knows none of that name."""
    return by_spelling().get(fold(text)) if text.strip() else None


def carrier_name(text: str) -> str:
    """Name a parcel's carrier to a reader, in their language."""
    found = carrier_named(text)
    return str(found.name) if found else text


def tracking_url(carrier: str, tracking_code: str) -> str:
    """Give the page on which a parcel's way is seen; nothing where none is known."""
    found = carrier_named(carrier)
    return found.tracking_url(tracking_code) if found else ""


def machines() -> dict[str, tuple[Carrier, Machine]]:
    """The carriers whose machines the market has a key of, by their key; often none."""
    found = ((carrier, carrier.machine()) for carrier in CARRIERS)
    return {carrier.key: (carrier, machine) for carrier, machine in found if machine}
