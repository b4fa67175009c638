"""How quickly a producer confirms: what counts, what is late, the median, in two queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.aftersale.takeback import cancel_order
from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.order.models import Order
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.promptness import Promptness, promptness_of
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place
from tests.marketplace.aftersale.waiting import set_back

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def order_of(product) -> Order:
    return place([(product, 1)], "cash").orders.get()


def confirmed(product, by, hours: float, allowed: float = 24) -> Order:
    """An order that was confirmed so many hours after it could be."""
    order = order_of(product)
    confirm_order(order=order, by=by)
    deadline = ConfirmDeadline.objects.get(order=order)
    ConfirmDeadline.objects.filter(order=order).update(due_at=deadline.since + allowed * HOUR)
    Order.objects.filter(pk=order.pk).update(confirmed_at=deadline.since + hours * HOUR)
    return order


def test_a_producer_without_orders_has_no_figures(producer):
    assert promptness_of(producer) == Promptness(0, 0, 0, None)
    assert promptness_of(producer).late_percent is None


def test_figures_of_the_worked_example(product, owner):
    for hours in (5, 2, 30):
        confirmed(product, owner, hours)
    ended = order_of(product)
    for moment in ("due_at", "cancel_at"):
        set_back(ended, **{moment: 1})
        watch_unconfirmed()
    assert Order.objects.get(pk=ended.pk).is_cancelled
    found = promptness_of(product.producer)
    assert found == Promptness(decided=4, confirmed=3, late=2, median=5 * HOUR)
    assert found.late_percent == 50


def test_an_even_number_has_the_mean_of_the_two_in_the_middle(product, owner):
    for hours in (1, 8, 2, 4):
        confirmed(product, owner, hours)
    assert promptness_of(product.producer).median == 3 * HOUR


def test_what_still_has_time_or_was_cancelled_before_does_not_count(product, owner):
    order_of(product)
    gone = order_of(product)
    cancel_order(order=gone, key="k", side="buyer", reason="too_slow", by=None)
    set_back(gone, due_at=1)
    assert promptness_of(product.producer) == Promptness()
    waits = order_of(product)
    set_back(waits, due_at=1)  # no clock has looked at it yet
    assert promptness_of(product.producer) == Promptness(decided=1, late=1)
    watch_unconfirmed()
    assert promptness_of(product.producer) == Promptness(decided=1, late=1)
    cancel_order(order=waits, key="l", side="buyer", reason="too_slow", by=None)
    assert promptness_of(product.producer) == Promptness(decided=1, late=1)


def test_other_producers_and_older_days_do_not_count(product, owner):
    confirmed(factories.make_product(), owner, 1)
    old = confirmed(product, owner, 1)
    since = timezone.now() - timedelta(days=90, minutes=1)
    ConfirmDeadline.objects.filter(order=old).update(since=since, due_at=since + HOUR)
    assert promptness_of(product.producer) == Promptness()


def test_late_rate_is_told_in_whole_percent():
    assert Promptness(decided=8, late=1).late_percent == 13  # 12.5, halves up


def test_many_orders_cost_two_queries(product, owner):
    confirmed(product, owner, 1)
    confirmed(product, owner, 2)
    with CaptureQueriesContext(connection) as queries:
        promptness_of(product.producer)
    assert len(queries) == 2


def test_confirmed_on_the_dot_is_in_time(product, owner):
    confirmed(product, owner, 24)
    assert promptness_of(product.producer).late == 0


def test_the_first_and_the_last_moment_count(product, owner):
    """Ninety days back to the moment; late from the deadline's own moment on."""
    moment = timedelta(microseconds=1)
    waits = order_of(product)
    due_at = ConfirmDeadline.objects.get(order=waits).due_at
    assert promptness_of(product.producer, due_at - moment) == Promptness()
    assert promptness_of(product.producer, due_at) == Promptness(decided=1, late=1)
    ConfirmDeadline.objects.all().delete()
    done = confirmed(product, owner, 3)
    last = ConfirmDeadline.objects.get(order=done).since + timedelta(days=90)
    assert promptness_of(product.producer, last) == Promptness(1, 1, 0, 3 * HOUR)
    assert promptness_of(product.producer, last + moment) == Promptness()
