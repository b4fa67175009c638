"""A producer after it was verified: suspended, let go on, closed; and what becomes of what is open.

A producer that may not sell keeps its portal: its people finish open orders, answer returns and
are paid what they are owed. Its goods cannot be bought, by the rule that holds back unverified
ones (`Producer.may_sell`).
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.models import Publication
from catalogue.origin.models import Label
from catalogue.products.services import withdraw_product
from marketplace.accounts.models import User
from marketplace.aftersale.models import Return
from marketplace.frame.folding import fold
from marketplace.frame.states import move
from marketplace.joining.mail import tell
from marketplace.joining.models import Application, Change
from marketplace.joining.services import SHARED, JoiningRefused, lock, note_change, refuse_own
from marketplace.ledger.queries import balance_of
from marketplace.order.states import Status
from marketplace.producers.models import Producer

Kind, State = Change.Kind, Producer.State
OPEN_ORDERS = (Status.PLACED, Status.CONFIRMED, Status.SHIPPED)


@dataclass(frozen=True)
class Consequences:
    """What hangs on a producer now; sums in dong."""

    unpaid_orders: int
    open_orders: int
    open_dong: int
    open_returns: int
    owed_dong: int  # below zero it owes
    products_on_sale: int
    units_in_stock: int
    labels_unused: int
    labels_in_use: int

    @property
    def may_close(self) -> bool:
        return not (self.unpaid_orders or self.open_orders or self.open_returns)


def consequences_of(producer: Producer) -> Consequences:
    """Count what a suspension or an end meets, in six queries."""
    orders = get_model("order", "Order").objects.filter(producer=producer)
    counted = orders.aggregate(
        unpaid=Count("pk", filter=Q(status=Status.PENDING)),
        open=Count("pk", filter=Q(status__in=OPEN_ORDERS)),
        total=Sum("total_incl_tax", filter=Q(status__in=OPEN_ORDERS)),
    )
    on_sale = producer.products.filter(publication=Publication.PUBLISHED)
    stock = get_model("partner", "StockRecord").objects.filter(product__in=on_sale)
    labels = Label.objects.filter(lot__product__producer=producer).aggregate(
        unused=Count("pk", filter=Q(state=Label.State.PRINTED)),
        used=Count("pk", filter=Q(state__in=[Label.State.ACTIVATED, Label.State.SOLD])),
    )
    claims = Return.objects.filter(order__producer=producer, state__in=[*Return.OPEN])
    open_returns = claims.count()
    return Consequences(
        unpaid_orders=counted["unpaid"],
        open_orders=counted["open"],
        open_dong=int(counted["total"] or 0),
        open_returns=open_returns,
        owed_dong=balance_of(producer),
        products_on_sale=on_sale.count(),
        units_in_stock=stock.aggregate(sum=Sum("num_in_stock"))["sum"] or 0,
        labels_unused=labels["unused"],
        labels_in_use=labels["used"],
    )


def locked_producer(application: Application) -> tuple[Application, Producer]:
    """Lock an application and its producer. Raises JoiningRefused where none was founded."""
    found = lock(application)
    if found.producer is None:
        raise JoiningRefused(_("This producer is not verified yet."))
    producer = Producer.objects.select_for_update().get(pk=found.producer.pk)
    found.producer = producer
    if producer.is_registering:
        raise JoiningRefused(_("This producer is not verified yet."))
    return found, producer


@transaction.atomic
def suspend(*, application: Application, by: User, words: str) -> Producer:
    """Stop a producer from selling, for a reason; what is open goes on.

    Raises JoiningRefused.
    """
    found, producer = locked_producer(application)
    if producer.is_suspended:
        return producer
    if not words:
        raise JoiningRefused(_("Please give a reason; the producer reads it."))
    if producer.is_closed:
        raise JoiningRefused(_("This producer is closed."))
    move(producer, State.SUSPENDED)
    tell(note_change(found, Kind.SUSPENDED, by=by, words=words, of_staff=True))
    return producer


@transaction.atomic
def lift(*, application: Application, by: User, words: str = "") -> Producer:
    """Let a suspended producer sell again. Raises JoiningRefused."""
    found, producer = locked_producer(application)
    if producer.may_sell:
        return producer
    if producer.is_closed:
        raise JoiningRefused(_("This producer is closed."))
    refuse_own(found, by)
    move(producer, State.VERIFIED)
    tell(note_change(found, Kind.LIFTED, by=by, words=words, of_staff=True))
    return producer


@transaction.atomic
def close_producer(*, application: Application, by: User, words: str) -> Producer:
    """End a producer's selling for good; its goods leave the shelves, its books and codes stay.

    Refused while buyers wait for something. Raises JoiningRefused.
    """
    found, producer = locked_producer(application)
    if producer.is_closed:
        return producer
    if not words:
        raise JoiningRefused(_("Please give a reason; the producer reads it."))
    if not consequences_of(producer).may_close:
        raise JoiningRefused(_("Buyers still wait for something: suspend it until that is done."))
    shown = (Publication.PUBLISHED, Publication.HIDDEN)
    for product in producer.products.filter(publication__in=shown).order_by("pk"):
        withdraw_product(product)
    move(producer, State.CLOSED)
    tell(note_change(found, Kind.CLOSED, by=by, words=words, of_staff=True))
    return producer


@transaction.atomic
def application_of(producer: Producer) -> Application:
    """Give a producer's application; make that of one which came without, as it stands now."""
    list(Producer.objects.select_for_update().filter(pk=producer.pk))
    if found := Application.objects.filter(producer=producer).first():
        return found
    facts = {name: getattr(producer, name) for name in SHARED}
    is_known = not producer.is_registering
    state = Application.State.VERIFIED if is_known else Application.State.DRAFT
    search_text = fold(f"{producer.name} {producer.phone} {producer.email} {producer.tax_code}")
    made = Application.objects.create(
        producer=producer, state=state, search_text=search_text, **facts
    )
    kind = Kind.VERIFIED if is_known else Kind.STARTED
    change = note_change(made, kind, by=producer.verified_by, of_staff=True)
    if producer.verified_at:
        change.at = producer.verified_at
        change.save(update_fields=["at"])
    return made
