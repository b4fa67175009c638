"""A quote is accepted by two at once while the clock lets it lapse: one thing happens, whole."""

from tests.databases import own_database  # noqa: F401
from tests.flows.test_confirm_race import say, start

CLOCK = """
import sys
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import Purchase
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import lapse_quotes
from tests import factories
from tests.marketplace.quotes.quoted import asked, offered
product = factories.make_product(stock=1000)
owner = factories.make_member(product.producer)
for number in range(8):
    asker = factories.make_user(f"a{number}@example.com")
    offered(asked(product.producer, (product, 20 + number), user=asker), owner)
print("ready", flush=True); sys.stdin.readline()
print(lapse_quotes(timezone.localdate() + timedelta(days=15)), flush=True); sys.stdin.readline()
for quote in Quote.objects.order_by("pk"):
    print(quote.state, Purchase.objects.filter(token=quote.token).count(), bool(quote.purchase))
print(StockRecord.objects.get().num_allocated)
print(sum(quote.pieces for quote in Quote.objects.filter(state="accepted")))
"""
BUYER = """
import sys
import django; django.setup()
from marketplace.quotes.models import Quote
from marketplace.quotes.refusals import HasLapsed
from tests.marketplace.quotes.quoted import accepted
sys.stdin.readline()
quotes = list(Quote.objects.order_by("-pk"))
print("ready", flush=True); sys.stdin.readline()
taken = 0
for quote in quotes:
    try:
        accepted(quote)
        taken += 1
    except HasLapsed:
        pass
print(taken)
"""


def test_each_is_accepted_once_or_lapses(own_database):  # noqa: F811
    clock, *buyers = (start(script, own_database) for script in (CLOCK, BUYER, BUYER))
    assert clock.stdout.readline() == "ready\n"
    for buyer in buyers:
        say(buyer, "look")
        assert buyer.stdout.readline() == "ready\n"
    for racer in (*buyers, clock):
        say(racer, "go")
    lapsed = int(clock.stdout.readline())
    taken = [int(buyer.communicate(timeout=120)[0]) for buyer in buyers]
    *rows, held, pieces = clock.communicate("look\n", timeout=120)[0].splitlines()
    assert taken == [8 - lapsed] * 2  # the second finds the first one's purchase
    assert sorted(rows) == sorted(["accepted 1 True"] * (8 - lapsed) + ["lapsed 0 False"] * lapsed)
    assert held == pieces
