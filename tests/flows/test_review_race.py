"""One guest of ten sales reviews a product ten times at once: one review, its stars counted once."""

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
from marketplace.reviews.models import Review, ReviewSums
from marketplace.reviews.rights import arrived_lines
from tests import factories
from tests.marketplace.reviews.said import bought, write

RACERS = 10
forked = multiprocessing.get_context("fork")
start, results = forked.Barrier(RACERS), forked.Queue()
producer = factories.make_producer("Nhà gốm")
owner = factories.make_member(producer, "owner@example.vn")
product = factories.make_product(producer, stock=RACERS)
lines = [bought(product, owner, email="mai@example.vn").pk for _ in range(RACERS)]

def race(number, pk):
    line = arrived_lines().get(pk=pk)
    start.wait(120)
    results.put(write(line, 1 + number % 5).pk)

connection.close()  # each has its own
racers = [forked.Process(target=race, args=each) for each in enumerate(lines)]
for racer in racers:
    racer.start()
written = {results.get(timeout=200) for _ in racers}
for racer in racers:
    racer.join(60)
assert [racer.exitcode for racer in racers] == [0] * RACERS
sums = ReviewSums.objects.get()
print(len(written), Review.objects.count(), sum(sums.counts))
"""


def test_ten_at_once_are_one_review(own_database):  # noqa: F811
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
    assert raced.stdout.split() == ["1", "1", "1"]
