"""The demo's orders that wait: one of every age, made once, by the shop's own services."""

import pytest
from django.utils import timezone

from marketplace.demo.waiting import FIRST_SELLER, build
from marketplace.ledger.checks import find_faults
from marketplace.order.models import Order
from marketplace.producers.models import Producer
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.models import MailMessage, Reversal
from marketplace.purchases.promptness import promptness_of
from tests import factories

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
