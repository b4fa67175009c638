"""Fifty buyers want the last three seats of a session at once: three are sold."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.databases import own_database  # noqa: F401

RACE = """
import multiprocessing
import django; django.setup()
from django.db import connection
from oscar.core.loading import get_model
from marketplace.purchases.placement import OutOfStock
from marketplace.visits.models import BookedGuests, Session
from tests import visits

RACERS = 50
forked = multiprocessing.get_context("fork")
start, results = forked.Barrier(RACERS), forked.Queue()
session = visits.make_session(capacity=3)
baskets = [visits.basket_of(session, adult=1).pk for _ in range(RACERS)]

def race(pk):
    basket = get_model("basket", "Basket").objects.get(pk=pk)
    start.wait(120)
    try:
        visits.place(session, basket=basket)
        results.put("placed")
    except OutOfStock:
        results.put("refused")

connection.close()  # each has its own
racers = [forked.Process(target=race, args=(pk,)) for pk in baskets]
for racer in racers:
    racer.start()
said = sorted(results.get(timeout=200) for _ in racers)
for racer in racers:
    racer.join(60)
assert [racer.exitcode for racer in racers] == [0] * RACERS
session = Session.objects.get()
sold = sum(BookedGuests.objects.values_list("quantity", flat=True))
print(said.count("placed"), said.count("refused"), session.taken, sold)
"""


def test_last_three_seats_go_to_three_of_fifty(own_database):  # noqa: F811
    raced = subprocess.run(
        [sys.executable, "-c", RACE],
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
    assert raced.stdout.split() == ["3", "47", "3", "3"]
