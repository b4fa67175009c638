"""Who may review what: a buyer, with or without an account, whose goods arrived.

    bought, on its way        nobody
    in a parcel that arrived  the buyer of the order; of two sales of one product, one review
    a visit that took place   the guest who booked, unless it is known not to have come

Nobody reviews what it sells itself.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.order.models import Line, Order
from marketplace.purchases.models import Parcel, ParcelLine, Purchase
from marketplace.reviews.models import Review
from marketplace.reviews.refusals import NotReceived, OwnGoods, ReviewRefused, TooLate
from marketplace.visits.models import Booking

CHANGED_WITHIN = timedelta(days=30)


def arrived_lines() -> QuerySet[Line]:
    """Sales whose goods came to their buyer, the first one first."""
    came = ParcelLine.objects.filter(line=OuterRef("pk"), parcel__state=Parcel.State.DELIVERED)
    took_place = Q(
        order__status=Order.Status.DELIVERED,
        guests__booking__state__in=[Booking.State.ATTENDED, Booking.State.BOOKED],
    )
    lines = Line.objects.filter(Exists(came) | took_place, product__isnull=False)
    return lines.select_related("order__purchase", "order__user", "product__producer").order_by(
        "pk"
    )


def line_to_review(product: Product, user: User) -> Line | None:
    """Find the first sale in which a person got a product."""
    return arrived_lines().filter(product=product, order__user=user).first()


def review_by(product: Product, user: User) -> Review | None:
    """Find what a person said of a product, with an account or before as a guest."""
    own = Q(user=user) | Q(line__order__user=user)
    return Review.objects.filter(own, product=product).order_by("pk").first()


def review_of_buyer(line: Line) -> Review | None:
    """Find what the buyer of a sale said of its product, in this sale or another."""
    purchase: Purchase = line.order.purchase
    if line.order.user_id:
        own = Q(user=line.order.user_id) | Q(line__order__user=line.order.user_id)
    else:
        own = Q(line__order__user=None, line__order__purchase__email__iexact=purchase.email)
    found = Review.objects.filter(own | Q(line=line), product=line.product_id)
    return found.order_by("pk").first()


def works_for_maker(line: Line) -> bool:
    """Tell whether who bought sells the product, too; a guest by the address it bought with."""
    purchase: Purchase = line.order.purchase
    members = line.product.producer.memberships
    if line.order.user_id:
        return members.filter(user=line.order.user_id).exists()
    return members.filter(user__email__iexact=purchase.email).exists()


def last_day(review: Review) -> datetime:
    """Give until when its author may change a review."""
    return review.at + CHANGED_WITHIN


def may_change(review: Review) -> bool:
    return timezone.now() <= last_day(review)


def refusal_for(line: Line | None, known: Review | None) -> ReviewRefused | None:
    """Say why the buyer of a sale, or who has none, cannot write or change; nothing where it can.

    `line`: a sale as `arrived_lines` gives it.
    """
    if line is None:
        return NotReceived()
    if works_for_maker(line):
        return OwnGoods()
    if known and not may_change(known):
        return TooLate(days=CHANGED_WITHIN.days)
    return None
