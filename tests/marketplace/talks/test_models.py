"""A thread names what it is about and who its buyer is."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.talks.models import Thread
from marketplace.talks.threads import write_about_order, write_about_product
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def test_thread_is_about_one_thing_of_one_buyer(product, buyer):
    order = place([(product, 1)], "cash").orders.get()
    guests = write_about_order(order=order, by=None, text="Bao giờ gửi?").thread
    own = write_about_product(product=product, by=buyer, text="Cao bao nhiêu?").thread
    assert (guests.about, guests.account, guests.first_name) == (order.number, None, "")
    assert (own.about, own.account, own.first_name) == (product.title, buyer, "Lan")
    for wrong in ({}, {"order": order, "product": product}, {"product": product, "buyer": buyer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.create(producer=product.producer, last_at=own.last_at, **wrong)
