"""How fast a basket of 10 lines over 3 producers becomes orders, against stock Oscar.

    python -m tests.bench.placement_bench            both, in turns, on PostgreSQL
    python -m tests.bench.placement_bench --sqlite   the same on SQLite files

In one process each, without HTTP: from a basket in the database to what the buyer has bought,
the total known from the page before. Ours: place_purchase (the basket read and priced anew,
three orders, stock held under locks, commission and tax fixed, mail queued). Stock: apply
offers, shipping, total, then OrderCreator.place_order and basket.submit, as its checkout does:
one order, no mail. Databases
are made at the first run and kept.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import uuid

from tests.bench.bench import POSTGRES, VAR

LINES, PRODUCERS, ROUNDS, BATCH = 10, 3, 6, 40


def ours() -> tuple:
    """Give (make a basket, place it, count queries) for the market."""
    import django

    django.setup()
    from django.core.management import call_command
    from oscar.core.loading import get_model

    from catalogue.models import Product
    from marketplace.purchases.packages import Destination, split_basket
    from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase
    from tests import factories

    call_command("migrate", verbosity=0)
    if not Product.objects.exists():
        makers = [factories.make_producer(kind="household") for _ in range(PRODUCERS)]
        for number in range(LINES):
            factories.make_product(makers[number % PRODUCERS], stock=100_000)
    products = list(Product.objects.order_by("pk")[:LINES])
    country = get_model("address", "Country").objects.get(pk="VN")

    def basket() -> tuple:
        made = factories.make_basket(*products)
        return made, split_basket(made).total

    def place(basket_and_total: tuple) -> None:
        basket, total = basket_and_total
        place_purchase(
            basket=basket,
            token=uuid.uuid4(),
            buyer=Buyer(email="lan@example.vn"),
            payment=PaymentChoice(method="cash"),
            delivery=Delivery(
                address={
                    "first_name": "Lan",
                    "phone_number": "+84912345678",
                    "line1": "12 Hàng Bông",
                    "line2": "Hoàn Kiếm",
                    "line4": "Hà Nội",
                    "state": "01",
                    "country": country,
                },
                destination=Destination(),
            ),
            confirmed_total=total,
        )

    return basket, place


def stock() -> tuple:
    """The same for Oscar as it comes."""
    import django

    django.setup()
    from django.core.management import call_command
    from oscar.apps.checkout.calculators import OrderTotalCalculator
    from oscar.apps.offer.applicator import Applicator
    from oscar.apps.order.utils import OrderCreator, OrderNumberGenerator
    from oscar.apps.partner.strategy import Default
    from oscar.apps.shipping.methods import Free
    from oscar.core.loading import get_model

    call_command("migrate", verbosity=0)
    product_model, record_model = (
        get_model("catalogue", "Product"),
        get_model("partner", "StockRecord"),
    )
    if not product_model.objects.exists():
        kind = get_model("catalogue", "ProductClass").objects.create(name="Goods", track_stock=True)
        partners = [
            get_model("partner", "Partner").objects.create(name=f"P{n}", code=f"p{n}")
            for n in range(PRODUCERS)
        ]
        for number in range(LINES):
            product = product_model.objects.create(
                product_class=kind, title=f"Product {number}", upc=f"U{number}"
            )
            record_model.objects.create(
                product=product,
                partner=partners[number % PRODUCERS],
                partner_sku=f"S{number}",
                price=250_000,
                price_currency="VND",
                num_in_stock=100_000,
            )
        get_model("address", "Country").objects.create(
            iso_3166_1_a2="VN", printable_name="Vietnam", is_shipping_country=True
        )
    products = list(product_model.objects.order_by("pk")[:LINES])
    country = get_model("address", "Country").objects.get(pk="VN")
    basket_model = get_model("basket", "Basket")

    def basket():
        made = basket_model.objects.create(owner=None)
        made.strategy = Default()
        for product in products:
            made.add_product(product, 1)
        return made

    def place(basket) -> None:
        basket = basket_model.objects.get(pk=basket.pk)
        basket.strategy = Default()
        Applicator().apply(basket)
        method = Free()
        charge = method.calculate(basket)
        total = OrderTotalCalculator().calculate(basket, charge)
        address = get_model("order", "ShippingAddress")(
            first_name="Lan", line1="12 Hàng Bông", line4="Hà Nội", country=country
        )
        address.save()
        OrderCreator().place_order(
            basket,
            total,
            method,
            charge,
            order_number=OrderNumberGenerator().order_number(basket),
            shipping_address=address,
            guest_email="lan@example.vn",
        )
        basket.submit()

    return basket, place


def work(name: str) -> None:
    """Answer "go" on the input with the seconds of one batch; "count" with its queries."""
    basket, place = {"ours": ours, "stock": stock}[name]()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _warm in range(3):
        place(basket())
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "count":
            made = basket()
            with CaptureQueriesContext(connection) as queries:
                place(made)
            print(len(queries), flush=True)
            continue
        made = [basket() for _ in range(BATCH)]
        start = time.perf_counter()
        for one in made:
            place(one)
        print(time.perf_counter() - start, flush=True)


def measure(kind: str) -> dict:
    """Run both in turns; give rates (the median of the batches), ratio and queries."""
    VAR.mkdir(parents=True, exist_ok=True)
    addresses = {
        name: f"sqlite:///{VAR / f'place_{name}.sqlite3'}"
        if kind == "sqlite"
        else f"{POSTGRES}/bench_place_{name}"
        for name in ("ours", "stock")
    }
    if kind == "postgres":
        import psycopg

        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as admin:
            known = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
            for name in addresses:
                if f"bench_place_{name}" not in known:
                    admin.execute(f"CREATE DATABASE bench_place_{name}")
    environments = {
        "ours": {"DATABASE_URL": addresses["ours"], "LOG_LEVEL": "ERROR"},
        "stock": {
            "DATABASE_URL": addresses["ours"],
            "PEER_DATABASE_URL": addresses["stock"],
            "DJANGO_SETTINGS_MODULE": "tests.bench.peers.stock",
        },
    }
    workers = {
        name: subprocess.Popen(
            [sys.executable, "-m", "tests.bench.placement_bench", "--work", name],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, environment in environments.items()
    }

    def ask(name: str, word: str) -> float:
        workers[name].stdin.write(f"{word}\n")
        workers[name].stdin.flush()
        return float(workers[name].stdout.readline())

    for worker in workers.values():
        assert worker.stdout.readline() == "ready\n"
    times: dict[str, list[float]] = {"ours": [], "stock": []}
    for _round in range(ROUNDS):
        for name in times:
            times[name].append(ask(name, "go"))
    queries = {name: int(ask(name, "count")) for name in times}
    for worker in workers.values():
        worker.stdin.close()
        worker.wait(10)
    rates = {name: BATCH / statistics.median(seconds) for name, seconds in times.items()}
    return {
        "database": kind,
        "ours a second": round(rates["ours"], 1),
        "stock a second": round(rates["stock"], 1),
        "ratio": round(rates["ours"] / rates["stock"], 2),
        "our queries": queries["ours"],
        "stock queries": queries["stock"],
        "bound of queries": 12 + 3 * LINES,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=["ours", "stock"])
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    if options.work:
        work(options.work)
        return
    print(json.dumps(measure("sqlite" if options.sqlite else "postgres"), indent=1))


if __name__ == "__main__":
    main()
