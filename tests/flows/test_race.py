"""Six processes want the last piece at once: one order, five clear refusals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import own_database  # noqa: F401

# The six are made of one that has read the shop's code: to read it took more than the race.
RACE = """
import multiprocessing, uuid
import django; django.setup()
from django.db import connection
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model
from marketplace.purchases.packages import Destination
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase, OutOfStock
from tests import factories

RACERS = 6
forked = multiprocessing.get_context("fork")
start, results = forked.Barrier(RACERS), forked.Queue()
Basket = get_model("basket", "Basket")
product = factories.make_product(stock=1, price=250000)
if {with_variants}:
    factories.make_variants(product)
baskets = []
for _ in range(RACERS):
    basket = Basket.objects.create(owner=None)
    basket.strategy = Selector().strategy()
    factories.put_in(basket, product)
    baskets.append(basket.pk)

def race(pk):
    basket = Basket.objects.get(pk=pk)
    country = get_model("address", "Country").objects.get(pk="VN")
    start.wait(60)
    try:
        place_purchase(basket=basket, token=uuid.uuid4(), buyer=Buyer(email="a@example.vn"), payment=PaymentChoice("cash"),
            delivery=Delivery(address={"first_name": "A", "phone_number": "+84912345678", "country": country, "line1": "1", "line2": "Hoàn Kiếm", "line4": "Hà Nội", "state": "01"},
            destination=Destination()), confirmed_total=272000)
        results.put("placed")
    except OutOfStock:
        results.put("refused")

connection.close()  # each has its own
racers = [forked.Process(target=race, args=(pk,)) for pk in baskets]
for racer in racers:
    racer.start()
for racer in racers:
    racer.join(60)
assert [racer.exitcode for racer in racers] == [0] * RACERS
print(*sorted(results.get(timeout=5) for _ in racers))
"""


@pytest.mark.parametrize("with_variants", [False, True])
def test_last_piece_goes_to_one_of_six(own_database, with_variants):  # noqa: F811
    raced = subprocess.run(
        [sys.executable, "-c", RACE.replace("{with_variants}", str(with_variants))],
        env=os.environ
        | {
            "DATABASE_URL": own_database,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "PYTHONPATH": str(Path(settings.BASE_DIR)),
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert raced.returncode == 0, raced.stderr[-3000:]
    assert raced.stdout.split() == ["placed", *["refused"] * 5]
