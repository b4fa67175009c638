"""Visits with sessions, and baskets and purchases of seats in them."""

import datetime
import uuid
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.basket.visit_lines import put_seats
from marketplace.partner.strategy import MarketStrategy
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase
from marketplace.visits.models import Booking, Fare, RefundStep, Session, Visit
from marketplace.visits.places import sync_places
from tests import factories
from tests.flows.sale import ADDRESS, transfer

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def make_visit(producer=None, *, adult: int = 450_000, child: int = 200_000, **fields) -> Visit:
    """Make a published visit: two fares, all back until 72 hours before, half until 24."""
    product = factories.make_product(
        producer,
        title="Một ngày làm gốm",
        price=adult,
        stock=0,
        set_number=26,
        needs_delivery=False,
        weight_g=0,
    )
    facts = {
        "kind": Visit.Kind.WORKSHOP,
        "languages": ["vi", "en"],
        "duration_minutes": 180,
        "meeting_point_vi": "Cổng chợ gốm Bát Tràng",
        "meeting_point_en": "Gate of the pottery market",
        "meeting_point_ind": "Gerbang pasar gerabah",
    }
    visit = Visit.objects.create(product=product, **facts | fields)
    Fare.objects.create(visit=visit, guest="adult", price=adult)
    Fare.objects.create(visit=visit, guest="child", price=child)
    RefundStep.objects.create(visit=visit, hours_before=72, percent=100)
    RefundStep.objects.create(visit=visit, hours_before=24, percent=50)
    return visit


def make_session(
    visit: Visit | None = None, *, capacity: int = 10, starts_in: datetime.timedelta = 10 * DAY
) -> Session:
    visit = visit or make_visit()
    starts_at = timezone.now() + starts_in
    session = Session.objects.create(
        visit=visit,
        starts_at=starts_at,
        closes_at=starts_at - datetime.timedelta(hours=visit.cutoff_hours),
        capacity=capacity,
    )
    sync_places([visit.product_id])
    return session


def basket_of(session: Session, basket: Any = None, **guests: int):
    """Put guests by kind (adult=2) into a stranger's basket, which may hold goods."""
    if basket is None:
        basket = get_model("basket", "Basket").objects.create(owner=None)
        basket.strategy = MarketStrategy()
    fares = {fare.guest: fare for fare in session.visit.fares.all()}
    put_seats(basket=basket, session=session, guests={fares[kind]: n for kind, n in guests.items()})
    return basket


def place(session: Session, *, basket: Any = None, user=None, **guests: int) -> Purchase:
    basket = basket or basket_of(session, **guests or {"adult": 2})
    split = split_basket(basket)
    address = None
    if split.needs_delivery:
        address = ADDRESS | {"country": get_model("address", "Country").objects.get(pk="VN")}
    return place_purchase(
        basket=basket,
        token=uuid.uuid4(),
        buyer=Buyer(email="khach@example.vn", phone="+84912345678", name="Lan", user=user),
        payment=PaymentChoice(method="vietqr", within=24 * HOUR),
        delivery=Delivery(address=address, destination=Destination()),
        confirmed_total=split.total,
    )


def booked(session: Session, *, user=None, **guests: int) -> Booking:
    """A booking that is paid."""
    purchase = place(session, user=user, **guests)
    transfer(purchase)
    return Booking.objects.get(order__purchase=purchase)


def move_session(session: Session, *, starts_in: datetime.timedelta) -> None:
    """Let a session begin so far from now."""
    starts_at = timezone.now() + starts_in
    closes_at = starts_at - datetime.timedelta(hours=session.visit.cutoff_hours)
    Session.objects.filter(pk=session.pk).update(starts_at=starts_at, closes_at=closes_at)
    session.refresh_from_db()
