"""manage.py demo: load the demo market, or complete it; safe to repeat."""

import time

from django.core.management.base import BaseCommand

from catalogue.search.models import Entry
from catalogue.search.services import catch_up, rebuild
from marketplace.demo import market, pages


class Command(BaseCommand):
    help = "Load the demo market: villages, producers, products, certificates, orders, stories."

    def handle(self, *args, **options):
        start = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"[{time.monotonic() - start:5.1f} s] {text}")
            self.stdout.flush()

        market.build(say)
        pages.build(say)
        if not Entry.objects.exists():
            say(f"Search finds {rebuild()} things")
        catch_up()
        say("The demo market is ready.")
