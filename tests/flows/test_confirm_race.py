"""A producer confirms in the moment in which the clock cancels: one of both happens, whole."""

import os
import subprocess
import sys

from django.conf import settings

from tests.databases import own_database  # noqa: F401

CLOCK = """
import sys
import django; django.setup()
from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.gateways.models import Refund
from marketplace.order.models import Order
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import Reversal
from tests import factories
from tests.flows.sale import paid
from tests.marketplace.aftersale.waiting import set_back
product = factories.make_product(stock=20)
owner = factories.make_member(product.producer)
orders = [paid([(product, 1)]).orders.get() for _ in range(8)]
for moment in ("due_at", "cancel_at"):
    for order in orders:
        set_back(order, **{moment: 5})
    if moment == "due_at":
        watch_unconfirmed()
print(owner.pk, *[order.pk for order in orders], flush=True); sys.stdin.readline()
print(watch_unconfirmed(), flush=True); sys.stdin.readline()
taken = set(Reversal.objects.values_list("order", flat=True))
refunded = set(Refund.objects.values_list("order", flat=True))
for order in Order.objects.order_by("pk"):
    print(order.status, bool(order.confirmed_at), order.pk in taken, order.pk in refunded)
print(StockRecord.objects.get().num_allocated)
"""
PRODUCER = """
import sys
import django; django.setup()
from marketplace.accounts.models import User
from marketplace.order.models import Order
from marketplace.purchases.services import MoveRefused, confirm_order
by, *keys = map(int, sys.stdin.readline().split())
owner, orders = User.objects.get(pk=by), list(Order.objects.filter(pk__in=keys).order_by("-pk"))
print("ready", flush=True); sys.stdin.readline()
confirmed = 0
for order in orders:
    try:
        confirm_order(order=order, by=owner)
        confirmed += 1
    except MoveRefused:
        pass
print(confirmed)
"""


def start(script: str, database: str) -> subprocess.Popen:
    """Start a process of the market with a script."""
    env = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env=env,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def say(process: subprocess.Popen, text: str) -> None:
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def test_an_order_is_confirmed_or_cancelled_never_both(own_database):  # noqa: F811
    clock, producer = start(CLOCK, own_database), start(PRODUCER, own_database)
    say(producer, clock.stdout.readline().strip())
    assert producer.stdout.readline() == "ready\n"
    for racer in (clock, producer):
        say(racer, "go")
    cancelled = int(clock.stdout.readline())
    confirmed = int(producer.communicate(timeout=120)[0])
    assert cancelled + confirmed == 8
    *rows, held = clock.communicate("look\n", timeout=120)[0].splitlines()
    assert sorted(rows) == sorted(
        ["cancelled False True True"] * cancelled + ["confirmed True False False"] * confirmed
    )
    assert int(held) == confirmed
