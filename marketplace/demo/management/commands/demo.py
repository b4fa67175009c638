"""manage.py demo: load the demo market, or complete it; safe to repeat."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from catalogue.search.models import Entry
from catalogue.search.services import catch_up, rebuild
from marketplace.demo import crowd, market, pages


class Command(BaseCommand):
    help = "Load the demo market: villages, producers, products, certificates, orders, stories."

    def add_arguments(self, parser):
        parser.add_argument(
            "--products",
            type=int,
            default=market.PRODUCTS,
            help=f"How many products in all; more than {market.PRODUCTS} makes a large market",
        )

    def handle(self, *args, products: int, **options):
        if products < market.PRODUCTS:
            raise CommandError(f"The demo market has {market.PRODUCTS} products at least.")
        start = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"[{time.monotonic() - start:5.1f} s] {text}")
            self.stdout.flush()

        market.build(say)
        pages.build(say)
        new = 0
        if products > market.PRODUCTS:
            wanted = products - market.PRODUCTS
            say("Makers and products in bulk")
            new = crowd.build(wanted, lambda done: say(f"  products {done}/{wanted}"))
            if new and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
        if new or not Entry.objects.exists():
            say("Writing the search index")

            def tell(kind: str, done: int) -> None:
                if done % 10_000 == 0:
                    say(f"  {kind} {done}")

            total = rebuild(tell)
            say(f"Search finds {total} things")
        catch_up()
        say("The demo market is ready.")
