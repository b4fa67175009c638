"""What a review showed: its token belongs to one basket, as it stood when it was shown.

    review shows basket 7: 1 vase           token A
    another tab shows the same              token A     both ordered: one purchase
    a bowl goes in, the review is opened    token B     A, sent now, says what is new
    another address, the review is opened   token C     B, sent now, says where it would go
    C is ordered; basket 8: 1 vase          token D     the same goods again, another purchase

Kept in the visitor's session, so nobody orders by a token that was shown to another.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.products.variants import named
from marketplace.basket.requests import ShopRequest
from marketplace.basket.vouchers import codes_of
from marketplace.purchases.packages import Split

KEPT_AS = "checkout_shown"  # in the session: [{"token": …, "basket": 7, …}, …], the newest last
MOST = 8


@dataclass(frozen=True)
class Seen:
    """A review as it was shown; `lines` says how many by the key of the stock record."""

    token: str
    basket: int
    lines: dict[str, int]
    address: str  # what address_mark() made of it
    codes: list[str]  # of vouchers


def seen_reviews(request: ShopRequest) -> list[Seen]:
    """Give what this visitor's reviews showed, the newest last."""
    return [Seen(**each) for each in request.session.get(KEPT_AS, [])]


def seen_by_token(request: ShopRequest, token: str) -> Seen | None:
    return next((each for each in seen_reviews(request) if each.token == token), None)


def lines_of(split: Split) -> dict[str, int]:
    return {line.key: line.quantity for package in split.packages for line in package.lines}


def address_mark(answers: dict[str, Any]) -> str:
    """Name an address by a hash: the session has it once already."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def token_for(request: ShopRequest, split: Split, answers: dict[str, Any]) -> str:
    """Give the token of the basket as it stands now, noting what the review shows."""
    reviews = seen_reviews(request)
    new = Seen(
        token=str(uuid.uuid4()),
        basket=request.basket.pk,
        lines=lines_of(split),
        address=address_mark(answers),
        codes=codes_of(request),
    )
    for each in reviews:
        if replace(each, token=new.token) == new:
            return each.token
    request.session[KEPT_AS] = [vars(each) for each in [*reviews, new][-MOST:]]
    return new.token


def ids_of(keys: Iterable[str]) -> set[str]:
    """The stock records that keys of lines name."""
    return {key.partition("/")[0] for key in keys}


def changes_since(seen: Seen, split: Split) -> list[str]:
    """Say what came into the basket, went or changed since a review showed it."""
    titles = {line.key: line.title for package in split.packages for line in package.lines}
    now = lines_of(split)
    gone = seen.lines.keys() - now.keys()
    rows = get_model("partner", "StockRecord").objects.filter(pk__in=ids_of(gone))
    records = {str(each.pk): each for each in rows.select_related("product", "variant")}
    for key in gone:
        if found := records.get(key.partition("/")[0]):
            titles[key] = named(found.product.title, found)
    said = []
    for key in [*seen.lines, *(key for key in now if key not in seen.lines)]:
        told = {"title": titles.get(key, "–"), "now": now.get(key, 0)}
        if key in gone:
            said.append(_("“%(title)s” is no longer in your basket.") % told)
        elif key not in seen.lines:
            said.append(_("“%(title)s” has come into your basket.") % told)
        elif seen.lines[key] != now[key]:
            said.append(_("Of “%(title)s” there are now %(now)d in your basket.") % told)
    return said
