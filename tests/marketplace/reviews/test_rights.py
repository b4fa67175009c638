"""Who may review what: its buyer, once it arrived, and never who sells it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.reviews.models import Review
from marketplace.reviews.refusals import NotReceived, OwnGoods, TooLate
from marketplace.reviews.rights import (
    CHANGED_WITHIN,
    arrived_lines,
    last_day,
    line_to_review,
    may_change,
    refusal_for,
    review_by,
    review_of_buyer,
    works_for_maker,
)
from tests import factories, visits
from tests.flows.sale import paid, place, ship
from tests.marketplace.reviews.said import bought, write

pytestmark = pytest.mark.django_db


def test_what_is_still_on_its_way_is_not_reviewed(product, owner, buyer):
    purchase = paid([(product, 1)], user=buyer)
    assert line_to_review(product, buyer) is None
    ship(purchase.orders.get(), owner)
    assert line_to_review(product, buyer) is None
    assert isinstance(refusal_for(None, None), NotReceived)


def test_what_came_is_its_buyers_to_review(product, owner, buyer, stranger):
    line = bought(product, owner, buyer)
    assert line_to_review(product, buyer) == line
    assert refusal_for(line, None) is None
    assert line_to_review(product, stranger) is None


def test_a_part_that_came_is_reviewed_though_the_rest_is_on_its_way(producer, owner, buyer):
    vase, bowl = (factories.make_product(producer) for _ in range(2))
    order = place([(vase, 1), (bowl, 1)], "cash", user=buyer).orders.get()
    parcel = ship(order, owner, [(order.lines.get(product=vase), 1)])
    type(parcel).objects.filter(pk=parcel.pk).update(state=parcel.State.DELIVERED)
    assert [line.product for line in arrived_lines()] == [vase]


@pytest.mark.parametrize(
    ("state", "may"),
    [("booked", True), ("attended", True), ("missed", False), ("cancelled", False)],
)
def test_a_visit_that_took_place_is_reviewed_by_who_came(producer, buyer, state, may):
    session = visits.make_session(visits.make_visit(producer))
    booking = visits.booked(session, user=buyer, adult=1, child=1)
    order = booking.order
    assert not arrived_lines().exists()
    type(order).objects.filter(pk=order.pk).update(status=order.Status.DELIVERED)
    type(booking).objects.filter(pk=booking.pk).update(state=state)
    line = line_to_review(session.visit.product, buyer)
    assert (line and line.order) == (order if may else None)


def test_a_maker_does_not_review_its_own_goods(product, owner, stranger):
    seller = factories.make_member(product.producer, "ban@example.vn", role="seller")
    for line in (
        bought(product, owner, owner),
        bought(product, owner, seller),
        bought(product, owner, email="BAN@example.vn"),
    ):
        assert works_for_maker(line)
        assert isinstance(refusal_for(line, None), OwnGoods)
    assert not works_for_maker(bought(product, owner, stranger))
    assert not works_for_maker(bought(product, owner))


@pytest.mark.parametrize(("late", "may"), [(timedelta(minutes=-1), True), (timedelta(0), False)])
def test_a_review_changes_for_thirty_days(product, owner, buyer, late, may):
    line = bought(product, owner, buyer)
    review = write(line)
    review.at = timezone.now() - CHANGED_WITHIN - late
    assert may_change(review) == may
    assert last_day(review) - review.at == timedelta(days=30)
    refusal = refusal_for(line, review)
    assert refusal is None if may else isinstance(refusal, TooLate)


def test_a_buyer_of_two_sales_has_one_review(product, owner, buyer, stranger):
    first, second = bought(product, owner, buyer), bought(product, owner, buyer)
    review = write(second)
    assert review_of_buyer(first) == review_of_buyer(second) == review
    assert review_by(product, buyer) == review
    assert review_by(product, stranger) is None
    assert review_of_buyer(bought(product, owner)) is None


def test_a_guest_is_known_by_its_address_and_stays_so_with_an_account(product, owner, stranger):
    first = bought(product, owner, email="mai@example.vn")
    second = bought(product, owner, email="Mai@example.vn")
    review = write(first)
    assert review_of_buyer(second) == review
    assert review_of_buyer(bought(product, owner, email="cuc@example.vn")) is None
    type(first.order).objects.filter(pk=first.order_id).update(user=stranger)
    assert review_by(product, stranger) == Review.objects.get() == review
    assert Review.objects.get().author == stranger
