"""Enquiries are asked, proven, answered and closed.

    guest asks ──> mail with a link ──> proven ──> the place's people read it ──> answer ──> mail
    somebody signed in asks ─────────────┘                 ▲                            │
                                                           └── writes back by the link ─┘

Who has no account follows a link in a mail first, so that nobody is written to by another's wish.
Neither side reads where the other lives: words go through the market, and hold no addresses
(marketplace/talks/texts.py).
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from catalogue.places.models import Village
from marketplace.accounts.models import User
from marketplace.enquiries.mail import mail_answer, mail_proof, tell_hosts
from marketplace.enquiries.models import Enquiry, Said
from marketplace.enquiries.refusals import IsOver, NobodyReads, NotProven, TooManyEnquiries
from marketplace.enquiries.tokens import SALT
from marketplace.frame.folding import cleaned
from marketplace.frame.states import move
from marketplace.producers.models import Producer
from marketplace.talks.muting import refuse_muted
from marketplace.talks.refusals import TooManyInARow
from marketplace.talks.texts import sent_text

State, Side = Enquiry.State, Said.Side
MOST_OPEN = 5  # of one address
MOST_IN_A_ROW = 5  # words of one side
UNPROVEN_KEPT = timedelta(days=7)
KEPT = timedelta(days=365)  # after the last word
MOST_FORGOTTEN = 1000  # in one round of the clock


@transaction.atomic
def ask(
    *,
    village: Village | None = None,
    producer: Producer | None = None,
    kind: str,
    name: str,
    email: str,
    text: str,
    language: str,
    user: User | None = None,
) -> Enquiry | None:
    """Keep an enquiry; None where a guest's address has many already, which nobody is told.

    Raises NobodyReads, TooManyEnquiries and what a text is refused for.
    """
    if producer and not producer.may_sell:
        raise NobodyReads
    refuse_muted(user)
    plain = sent_text(text)
    address = (user.email if user else email).strip().lower()
    waiting = Enquiry.objects.filter(email=address, state__in=(State.UNPROVEN, State.OPEN))
    same = waiting.filter(village=village, producer=producer, messages__text=plain)
    if known := same.first():
        return known
    if waiting.count() >= MOST_OPEN:
        if user:
            raise TooManyEnquiries(count=MOST_OPEN)
        return None
    made = Enquiry.objects.create(
        village=village,
        producer=producer,
        kind=kind,
        name=cleaned(name),
        email=address,
        language=language,
        asked_by=user,
        state=State.OPEN if user else State.UNPROVEN,
        last_at=timezone.now(),
    )
    said = Said.objects.create(enquiry=made, side=Side.ASKER, by=user, text=plain)
    if user:
        tell_hosts(said)
    else:
        mail_proof(made)
    return made


def enquiry_of(token: str) -> Enquiry | None:
    """Find the enquiry of a mail's link; None where the link is not ours, or it is forgotten."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Enquiry.objects.select_related("village", "producer").filter(pk=pk).first()


@transaction.atomic
def prove(enquiry: Enquiry) -> None:
    """Hand a guest's enquiry on: its address is the guest's. Once more changes nothing."""
    found = _locked(enquiry)
    if found.is_unproven:
        move(found, State.OPEN, last_at=timezone.now())
        tell_hosts(found.messages.earliest("pk"))


@transaction.atomic
def answer(*, enquiry: Enquiry, by: User, text: str) -> Said:
    """Answer in the name of the place. Raises IsOver and what a text is refused for."""
    found = _going_on(enquiry)
    said = _say(found, Side.HOST, by, text)
    if found.is_open:
        move(found, State.ANSWERED)
    mail_answer(said)
    return said


@transaction.atomic
def write_back(*, enquiry: Enquiry, text: str) -> Said:
    """Write on as who asked; it waits for an answer again."""
    found = _going_on(enquiry)
    said = _say(found, Side.ASKER, found.asked_by, text)
    if found.is_answered:
        move(found, State.OPEN)
    tell_hosts(said)
    return said


@transaction.atomic
def close(*, enquiry: Enquiry, by: User | None) -> None:
    """End an enquiry: nobody writes in it any more. Once more changes nothing."""
    found = _locked(enquiry)
    if found.is_unproven:
        raise NotProven
    if not found.is_closed:
        move(found, State.CLOSED, closed_by=by)


def forget_enquiries() -> int:
    """Clock job: delete what nobody proved, and what a year has passed over."""
    now = timezone.now()
    unproven = Enquiry.objects.filter(state=State.UNPROVEN, made_at__lt=now - UNPROVEN_KEPT)
    old = Enquiry.objects.filter(last_at__lt=now - KEPT)
    pks = list((unproven | old).order_by("pk").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return Enquiry.objects.filter(pk__in=pks).delete()[1].get("enquiries.Enquiry", 0)


def _locked(enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",))
    return rows.select_related("village", "producer", "asked_by").get(pk=enquiry.pk)


def _going_on(enquiry: Enquiry) -> Enquiry:
    """Lock an enquiry in which words may be written."""
    found = _locked(enquiry)
    if found.is_unproven:
        raise NotProven
    if found.is_closed:
        raise IsOver
    return found


def _say(enquiry: Enquiry, side: str, by: User | None, text: str) -> Said:
    refuse_muted(by)
    plain = sent_text(text)
    sides = list(enquiry.messages.order_by("-pk").values_list("side", flat=True)[:MOST_IN_A_ROW])
    if len(sides) == MOST_IN_A_ROW and set(sides) == {side}:
        raise TooManyInARow(count=MOST_IN_A_ROW)
    said = Said.objects.create(enquiry=enquiry, side=side, by=by, text=plain)
    enquiry.last_at = said.at
    enquiry.save(update_fields=["last_at"])
    return said
