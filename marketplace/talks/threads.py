"""Messages between a buyer and a producer, about an order or a product.

    buyer writes ──> waiting ──> producer writes, or says that it needs no answer ──> answered
                        ^───────────────────── buyer writes ──────────────────────────┘

One thread an order; one a product and buyer. Neither side sees an address or a telephone of the
other in it: what holds one is refused (texts.py), mail carries the words and a link.
"""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move
from marketplace.notices.services import settle
from marketplace.order.models import Order
from marketplace.talks.mail import MESSAGE_NEWS, mail_message, tell_of_message
from marketplace.talks.models import Message, Thread
from marketplace.talks.muting import refuse_muted
from marketplace.talks.questions import may_be_asked, names_of
from marketplace.talks.refusals import (
    IsClosed,
    NotForSale,
    NotPlaced,
    OwnGoods,
    TooManyInARow,
)
from marketplace.talks.texts import sent_text

State = Thread.State
Side = Message.Side
MOST_IN_A_ROW = 5  # messages of a buyer that nobody answered
SHORTEST_NAMED = 6  # signs: a shorter piece of an address could hide a number's middle


def threads() -> QuerySet[Thread]:
    """Threads with what their page and mail name, and `last_text`."""
    shown = Message.objects.filter(state=Message.State.SHOWN)
    newest = shown.filter(thread=OuterRef("pk")).order_by("-pk")
    return Thread.objects.select_related(
        "producer", "product", "buyer", "order__purchase__user"
    ).annotate(last_text=Subquery(newest.values("text")[:1]))


def messages_of(thread: Thread | None) -> QuerySet[Message]:
    """What was said, the newest first."""
    return Message.objects.filter(thread=thread).select_related("by").order_by("-pk")


def threads_of(user: User) -> QuerySet[Thread]:
    """What a person talks about as a buyer, the newest first."""
    own = Q(buyer=user) | Q(order__purchase__user=user)
    return threads().filter(own).order_by("-last_at", "-pk")


def thread_about(
    *, order: Order | None = None, product: Product | None = None, buyer: User | None = None
) -> Thread | None:
    """Find the thread of an order, or of a product and a buyer; None before the first message."""
    if order:
        return threads().filter(order=order).first()
    return threads().filter(product=product, buyer=buyer).first()


def names_in(thread: Thread) -> list[str]:
    """Give what may be named in a thread though it looks like a number."""
    if thread.product:
        return names_of(thread.product)
    order: Any = thread.order
    to = order.shipping_address
    lines = [to.line1, to.line2, to.line4, to.postcode] if to else []
    codes = order.parcels.values_list("tracking_code", flat=True)
    named = [order.number, order.purchase.number, *lines, *codes]
    return [text for text in named if text and len(text) >= SHORTEST_NAMED]


@transaction.atomic
def write_about_order(*, order: Order, by: User | None, text: str) -> Message:
    """Write to the producer of an order. Raises NotPlaced, IsClosed and what `say` refuses."""
    locked = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if locked.is_pending:
        raise NotPlaced
    thread = thread_about(order=order) or Thread(order=order, producer=order.producer)
    return say(thread, Side.BUYER, by, text)


@transaction.atomic
def write_about_product(*, product: Product, by: User, text: str) -> Message:
    """Write to the producer of a product that is sold, or go on after it no longer is.

    Raises OwnGoods, NotForSale, IsClosed and what `say` refuses.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if by.memberships.filter(producer=product.producer).exists():
        raise OwnGoods
    thread = thread_about(product=product, buyer=by)
    if thread is None:
        if not may_be_asked(product):
            raise NotForSale
        thread = Thread(product=product, buyer=by, producer=product.producer)
    return say(thread, Side.BUYER, by, text)


@transaction.atomic
def write_to_buyer(*, thread: Thread, by: User, text: str) -> Message:
    """Answer a buyer. Raises IsClosed and what `say` refuses."""
    return say(threads().get(pk=thread.pk), Side.PRODUCER, by, text)


@transaction.atomic
def write_to_buyer_of(*, order: Order, by: User, text: str) -> Message:
    """Write to the buyer of an order, first or again. Raises what `write_to_buyer` does."""
    Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    thread = thread_about(order=order) or Thread(order=order, producer=order.producer)
    return say(thread, Side.PRODUCER, by, text)


def say(thread: Thread, side: Side, by: User | None, text: str) -> Message:
    """Add the next message to a thread, begin one that is not saved yet, and tell the other side.

    The same again is the first. Raises IsClosed, TooManyInARow and what a text is refused for.
    """
    if thread.producer.is_closed:
        raise IsClosed
    bought = thread.order if side == Side.BUYER else None
    refuse_muted(by, bought.purchase.email if bought else "")
    plain = sent_text(text, allowed=names_in(thread))
    is_buyer, now = side == Side.BUYER, timezone.now()
    goal = State.WAITING if is_buyer else State.ANSWERED
    if thread.pk is None:
        thread = begin(thread, goal)
    else:
        kept = Thread.objects.select_for_update().get(pk=thread.pk)
        last = list(kept.messages.order_by("-pk")[:MOST_IN_A_ROW])
        if last and (last[0].side, last[0].text, last[0].by_id) == (side, plain, by and by.pk):
            return last[0]
        if is_buyer and len(last) == MOST_IN_A_ROW and all(each.side == side for each in last):
            raise TooManyInARow(count=MOST_IN_A_ROW)
        if may_move(kept, goal):
            move(kept, goal, last_at=now)
        else:
            Thread.objects.filter(pk=kept.pk).update(last_at=now)
    made = Message.objects.create(thread=thread, side=side, by=by, text=plain)
    if is_buyer:
        tell_of_message(made)
    else:
        settle(MESSAGE_NEWS, [str(thread.pk)])
        mail_message(made)
    return made


def begin(thread: Thread, state: State) -> Thread:
    """Save a new thread in the state that its first message brings."""
    return Thread.objects.create(
        producer=thread.producer,
        order=thread.order,
        product=thread.product,
        buyer=thread.buyer,
        state=state,
        last_at=timezone.now(),
    )


@transaction.atomic
def need_no_answer(*, thread: Thread) -> bool:
    """Take a thread from what waits without writing; False where it waits no more."""
    found = Thread.objects.select_for_update().get(pk=thread.pk)
    if not found.is_waiting:
        return False
    move(found, State.ANSWERED)
    settle(MESSAGE_NEWS, [str(found.pk)])
    return True
