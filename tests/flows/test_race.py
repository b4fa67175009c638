"""Six processes want the last piece at once: one order, five clear refusals."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.databases import own_database  # noqa: F401

SCRIPT = """
import sys, time, uuid
import django; django.setup()
from oscar.core.loading import get_model
from marketplace.purchases.packages import Destination
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase, OutOfStock
basket = get_model("basket", "Basket").objects.get(pk=int(sys.argv[1]))
print("ready", flush=True); sys.stdin.readline()
country = get_model("address", "Country").objects.get(pk="VN")
try:
    place_purchase(basket=basket, token=uuid.uuid4(), buyer=Buyer(email="a@example.vn"), payment=PaymentChoice("cash"),
        delivery=Delivery(address={"first_name": "A", "phone_number": "+84912345678", "country": country, "line1": "1", "line2": "Hoàn Kiếm", "line4": "Hà Nội", "state": "01"},
        destination=Destination()), confirmed_total=272000)
    print("placed")
except OutOfStock:
    print("refused")
"""
PREPARE = """
import django; django.setup()
from tests import factories
from oscar.core.loading import get_model
from oscar.apps.partner.strategy import Selector
product = factories.make_product(stock=1, price=250000)
for _ in range(6):
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.strategy = Selector().strategy()
    basket.add_product(product, 1)
    print(basket.pk)
"""


def test_last_piece_goes_to_one_of_six(own_database):  # noqa: F811
    env = os.environ | {
        "DATABASE_URL": own_database,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "PYTHONPATH": str(Path(settings.BASE_DIR)),
    }
    baskets = subprocess.run(
        [sys.executable, "-c", PREPARE],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, pk],
            env=env,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for pk in baskets
    ]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    results = [racer.communicate(timeout=60)[0].strip() for racer in racers]
    assert sorted(results) == ["placed", *["refused"] * 5]
