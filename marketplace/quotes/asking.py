"""A quote is asked for, proven, and withdrawn by who asked.

    guest asks ──> mail with a link ──> proven ──> the maker's people read it
    somebody signed in asks ─────────────┘

One enquiry is to one maker. It is for many pieces: fewer go straight into the basket. Neither
side reads where the other lives until there is an order: the words hold no addresses
(marketplace/talks/texts.py), and the link in the mails is the asker's only key.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils import timezone

from catalogue.products.variants import named
from marketplace.accounts.models import User
from marketplace.frame.folding import cleaned
from marketplace.frame.states import move
from marketplace.producers.models import Producer
from marketplace.purchases.packages import is_on_sale, is_visit
from marketplace.purchases.placement import new_number
from marketplace.quotes.mail import mail_asker, tell_maker
from marketplace.quotes.models import Quote, QuoteLine
from marketplace.quotes.refusals import (
    IsOver,
    NobodySells,
    NotProven,
    NotSold,
    OwnShop,
    TooFar,
    TooFew,
    TooManyAsked,
    TooManyLines,
)
from marketplace.quotes.tokens import SALT
from marketplace.shipping.charges import zone_of
from marketplace.shipping.places import REACH_OF_ZONE, Place
from marketplace.talks.muting import refuse_muted
from marketplace.talks.texts import sent_text

State = Quote.State
LEAST = 20  # pieces, of all products together
MOST_LINES = 20
MOST_PIECES = 10_000  # of one product
MOST_WAITING = 5  # of one address
Wish = tuple[Any, int]  # a stock record with its product, and how many


@dataclass(frozen=True)
class Asker:
    """Who asks, and to whom the maker would write its invoice."""

    kind: str
    name: str
    email: str
    phone: str
    company: str = ""
    tax_code: str = ""
    company_address: str = ""


@dataclass(frozen=True)
class Wishes:
    """Where to, by when, in which words, and what the card of a gift says."""

    place: Place
    wanted_on: datetime.date | None = None
    text: str = ""
    gift_sender: str = ""
    gift_message: str = ""


@transaction.atomic
def ask(
    *,
    producer: Producer,
    lines: Iterable[Wish],
    asker: Asker,
    wishes: Wishes,
    language: str,
    user: User | None = None,
) -> Quote | None:
    """Keep an enquiry; None where a guest's address has many already, which nobody is told.

    Raises NobodySells, OwnShop, TooFew, TooManyLines, NotSold, TooFar, TooManyAsked and what a
    text is refused for.
    """
    if not producer.may_sell:
        raise NobodySells
    if user and producer.memberships.filter(user=user).exists():
        raise OwnShop
    refuse_muted(user)
    asked = [(record, quantity) for record, quantity in lines if quantity > 0]
    refuse_lines(producer, asked, wishes.place)
    address = (user.email if user else asker.email).strip().lower()
    text, message = said(wishes.text), said(wishes.gift_message)
    said_so: dict[str, Any] = {
        "producer": producer,
        "asked_by": user,
        "kind": asker.kind,
        "name": cleaned(asker.name),
        "email": address,
        "phone": asker.phone,
        "company": cleaned(asker.company),
        "tax_code": asker.tax_code,
        "company_address": cleaned(asker.company_address),
        "going_to": wishes.place.value,
        "wanted_on": wishes.wanted_on,
        "text": text,
        "gift_sender": cleaned(wishes.gift_sender),
        "gift_message": message,
    }
    # What somebody else asks under an address and never proves stands in nobody's way.
    waits = (State.OPEN,) if user else (State.UNPROVEN, State.OPEN)
    if known := same_as(Quote.objects.filter(**said_so, state__in=waits), asked):
        return known
    if Quote.objects.filter(email=address, state__in=waits).count() >= MOST_WAITING:
        if user:
            raise TooManyAsked(count=MOST_WAITING)
        return None
    now = timezone.now()
    made = Quote.objects.create(
        number=f"Q{new_number(timezone.localtime(now))}",
        state=State.OPEN if user else State.UNPROVEN,
        language=language,
        last_at=now,
        **said_so,
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(
            quote=made,
            product=record.product,
            stockrecord=record,
            quantity=quantity,
            list_price=int(record.price),
        )
        for record, quantity in asked
    )
    if user:
        mail_asker(made, "asked")
        tell_maker(made, "quote_new")
    else:
        mail_asker(made, "proof")
    return made


def said(text: str) -> str:
    """A text as it is sent, or none; refused as a message would be."""
    return sent_text(text) if text.strip() else ""


def refuse_lines(producer: Producer, asked: list[Wish], place: Place) -> None:
    """Refuse too few, too many, what is not sold, and what does not travel so far."""
    if len(asked) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    zone = zone_of(
        country=place.country,
        province_code=place.province_code,
        producer_province_code=producer.commune.province.code,
    )
    for record, _quantity in asked:
        product, title = record.product, named(record.product.title, record)
        is_own = product.producer_id == producer.pk
        if not is_own or not is_on_sale(product) or is_visit(product) or record.price is None:
            raise NotSold(title=title)
        if product.needs_delivery and product.delivery_reach < REACH_OF_ZONE[zone]:
            raise TooFar(title=title)
    if sum(quantity for _record, quantity in asked) < LEAST:
        raise TooFew(least=LEAST)


def same_as(rows: Any, asked: list[Wish]) -> Quote | None:
    """Find what was asked for in just the same way and waits."""
    wanted = {record.pk: quantity for record, quantity in asked}
    for each in rows.prefetch_related("lines"):
        if {line.stockrecord_id: line.quantity for line in each.lines.all()} == wanted:
            return each
    return None


def quote_of(token: str) -> Quote | None:
    """Find the quote of a mail's link; None where the link is not ours, or it is forgotten."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Quote.objects.select_related("producer", "purchase").filter(pk=pk).first()


@transaction.atomic
def prove(quote: Quote) -> None:
    """Hand a guest's enquiry on: its address is the guest's. Once more changes nothing."""
    found = lock_quote(quote)
    if found.is_unproven:
        move(found, State.OPEN, last_at=timezone.now())
        mail_asker(found, "asked")
        tell_maker(found, "quote_new")


@transaction.atomic
def withdraw(quote: Quote) -> None:
    """End it as who asked. Once more changes nothing. Raises NotProven, IsOver."""
    found = lock_quote(quote)
    if found.is_withdrawn:
        return
    if found.is_unproven:
        raise NotProven
    if not found.goes_on:
        raise IsOver
    move(found, State.WITHDRAWN, last_at=timezone.now())
    tell_maker(found, "quote_withdrawn")


def lock_quote(quote: Quote) -> Quote:
    """Lock a quote; basket, stock and purchase are locked after it, never before."""
    rows = Quote.objects.select_for_update(of=("self",))
    found = rows.select_related("producer__commune__province", "asked_by").get(pk=quote.pk)
    return found
