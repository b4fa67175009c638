"""A process of the market that can be made to die: kill -9 of itself at a named step.

    python -m tests.bench.faulty serve PORT | worker | clock | round

FAULT_FILE names a file; when it holds the name of a step of STEPS, the first process that comes
to this step empties the file and kills itself, as a power cut would. The code of the market
knows nothing of it: the steps are wrapped from here.
"""

import functools
import importlib
import os
import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command

FAULT_FILE = Path(os.environ["FAULT_FILE"])
PLACEMENT, SERVICES = "marketplace.purchases.placement", "marketplace.purchases.services"
TRANSFERS, GATEWAYS = "marketplace.gateways.transfers", "marketplace.gateways.services"
# name of the step: (module, function as the module calls it, before or after it runs)
STEPS = {
    # a purchase is placed (server)
    "placement: basket locked, before the stock is": (PLACEMENT, "lock_stock", "before"),
    "placement: stock locked, before prices are checked": (PLACEMENT, "check_split", "before"),
    "placement: before the orders are written": (PLACEMENT, "save_orders", "before"),
    "placement: stock held, orders not yet written": (PLACEMENT, "hold_stock", "after"),
    "placement: orders written": (PLACEMENT, "save_orders", "after"),
    "placement: voucher held": (PLACEMENT, "hold", "after"),
    "placement: mail queued, before the commit": (PLACEMENT, "queue_mail", "after"),
    "placement: committed, before the buyer has an answer": (
        "marketplace.checkout.views",
        "place_purchase",
        "after",
    ),
    # the bank tells of a transfer (server, then worker)
    "webhook: verified, before it is stored": (
        "marketplace.gateways.views",
        "store_event",
        "before",
    ),
    "webhook: stored, before the bank has an answer": (
        "marketplace.gateways.views",
        "store_event",
        "after",
    ),
    "transfer: worker has it, nothing done": (GATEWAYS, "record_transfer", "before"),
    "transfer: payment posted, purchase not settled": (TRANSFERS, "post_payment", "after"),
    "transfer: before the purchase is settled": (TRANSFERS, "settle_purchase", "before"),
    "transfer: orders moved, sale not posted": (SERVICES, "post_sales_of", "before"),
    "transfer: sale posted, before the mail": (SERVICES, "post_sales_of", "after"),
    "transfer: purchase settled, payment row not written": (TRANSFERS, "settle_purchase", "after"),
    "transfer: all committed, event not marked": (GATEWAYS, "record_transfer", "after"),
    # a card payment is looked up (server, on the buyer's return)
    "card: gateway answered, nothing done": (GATEWAYS, "record_success", "before"),
    "card: purchase settled, payment not posted": (GATEWAYS, "settle_purchase", "after"),
    "card: all committed, before the buyer has an answer": (GATEWAYS, "record_success", "after"),
}


def wrap(name: str, function, when: str):
    @functools.wraps(function)
    def watched(*args, **kwargs):
        if when == "before":
            die(name)
        result = function(*args, **kwargs)
        if when == "after":
            die(name)
        return result

    return watched


def die(name: str) -> None:
    """End this process at once if this step is the one asked for."""
    try:
        if FAULT_FILE.read_text() != name:
            return
    except OSError:
        return
    FAULT_FILE.write_text("")
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    importlib.import_module("marketplace.urls")
    for name, (module_name, attribute, when) in STEPS.items():
        module = importlib.import_module(module_name)
        setattr(module, attribute, wrap(name, getattr(module, attribute), when))
    match sys.argv[1:]:
        case ["serve", port]:
            from wsgiref.simple_server import WSGIServer, make_server

            from marketplace.wsgi import application

            WSGIServer.allow_reuse_address = True
            make_server("127.0.0.1", int(port), application).serve_forever()
        case ["worker"]:
            call_command("db_worker", interval=0.2, verbosity=0)
        case ["clock"]:
            call_command("keep_time", once=True)
        case ["round"]:
            call_command("keep_time", every=2, reload=False)


if __name__ == "__main__":
    main()
