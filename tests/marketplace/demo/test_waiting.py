"""The demo's orders that wait: one of every age, made once, by the shop's own services."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.demo.waiting import FIRST_SELLER, build, spread_confirmations
from marketplace.ledger.checks import find_faults
from marketplace.order.models import Order
from marketplace.producers.models import Producer
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.models import MailMessage, Reversal
from marketplace.purchases.promptness import promptness_of
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def test_an_order_of_every_age_waits_and_is_made_once(buyer, staff):
    maker = factories.make_producer()
    Producer.objects.filter(pk=maker.pk).update(slug=FIRST_SELLER)
    factories.make_member(maker)
    for _ in range(2):
        factories.make_product(maker, stock=60)
    for _twice in range(2):
        build(buyer, staff)
        states = ConfirmDeadline.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["running", "reminded", "late", "extended", "late", "over"]
    now = timezone.now()
    _new, _reminded, late, _extended, nearly, over = ConfirmDeadline.objects.order_by("pk")
    assert late.due_at < now < nearly.cancel_at < late.cancel_at
    assert (nearly.cancel_at - now).total_seconds() <= 7200
    assert Order.objects.get(pk=over.order_id).is_cancelled
    assert Reversal.objects.get().reason == "unconfirmed"
    assert {"order_reminder", "order_late", "orders_late", "order_more_time"} <= set(
        MailMessage.objects.values_list("template", flat=True)
    )
    assert promptness_of(Producer.objects.get(pk=maker.pk)).late == 3
    assert Producer.objects.get(pk=maker.pk).phone
    assert find_faults() == []


@pytest.mark.parametrize("hour", range(24))
def test_past_orders_took_hours_whenever_the_market_is_made(product, owner, hour):
    """Deadlines that fell into one night were both put off to the same morning."""
    order = place([(product, 1)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    moment = timezone.now().replace(hour=hour, minute=20)
    order.deadline.since = moment
    order.deadline.due_at = moment + timedelta(hours=26)
    order.deadline.cancel_at = moment + timedelta(hours=28)
    order.deadline.save()
    Order.objects.filter(pk=order.pk).update(confirmed_at=moment)
    spread_confirmations()
    deadline = ConfirmDeadline.objects.get()
    assert moment - deadline.since == timedelta(hours=2)
    assert deadline.since < deadline.due_at < deadline.cancel_at
