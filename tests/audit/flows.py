"""Purchases from the shelf to the page that says how they stand, as a browser makes them.

Each flow runs in a process of its own on a copy of the database. It sends the forms that
the pages hold; what is random in them is taken out of what is recorded.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.utils import translation

from tests.audit.addresses import clean, grouped
from tests.audit.asking import apart, clear_caches, counted, described, view_of
from tests.audit.frozen import NOWHERE, dice, use_copy
from tests.audit.reading import Form, without_chance
from tests.audit.visitors import Visitor

PUBLISHED = IN_STOCK = 1  # Publication.PUBLISHED, Availability.IN_STOCK of the catalogue
AT_HOME = {
    "email": "khach@example.vn", "name": "Nguyễn Lan", "phone": "0912345678", "country": "VN",
    "province": "01", "commune": "Phường Hoàn Kiếm", "street": "12 Hàng Bông",
}  # fmt: skip
ABROAD = {
    "email": "guest@example.com", "name": "Ana Gast", "phone": "+6281234567890", "country": "ID",
    "line1": "Jalan Melati 3", "city": "Jakarta", "state": "DKI", "postcode": "10110",
}  # fmt: skip


@contextmanager
def stripe_standin():
    """Run the market's stand-in for Stripe where this process expects Stripe."""
    url = urlsplit(os.environ["STRIPE_STANDIN_URL"])
    main = next(Path.cwd().glob("marketplace/**/standin/__main__.py"))
    module = ".".join(main.parent.relative_to(Path.cwd()).parts)
    state = Path(os.environ["VAR_DIR"]) / "stripe-standin.json"
    state.unlink(missing_ok=True)
    command = [sys.executable, "-m", module, "--port", str(url.port)]
    command += ["--webhook-url", f"{NOWHERE}/", "--state", str(state)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", url.port or 0)):
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


class Walk:
    """A visitor who goes from page to page; every answer is recorded."""

    def __init__(self, name: str, visitor: Visitor) -> None:
        self.name, self.client = name, visitor.client
        self.entries: list[dict] = []
        self.address, self.forms, self.at = "", [], ""
        visitor.begin()

    def get(self, address: str) -> None:
        self.ask("GET", address)

    def ask(self, method: str, address: str, data=None) -> None:
        clear_caches()
        dice.throw(f"{self.name} {len(self.entries)}")
        statements: list[str] = []
        with counted(statements):
            if method == "GET":
                response = self.client.get(address)
            else:
                response = self.client.post(address, data)
            content = response.getvalue()
        facts, entry = described(response, content, statements, fresh=True)
        self.address, self.forms = address, facts.forms
        head = {
            "role": f"flow {self.name}",
            "view": view_of(address),
            "method": method,
            "address": f"{len(self.entries) + 1:02d} {without_chance(address, fresh=True)}",
        }
        self.entries.append(head | entry)
        target = response.get("Location", "")
        if target.startswith("/") and len(self.entries) < 60:
            self.get(target)

    def send(self, part: str, answers: dict | None = None, button: str = "") -> None:
        """Send the form whose action has this part (or this page's own), with these answers."""
        form = self.form(part)
        action = clean(self.address, form.action or self.address)
        fields = [f for f in form.fields if f[2] not in ("submit", "unchecked", "file")]
        pressed = [f for f in form.fields if f[2] == "submit" and (not button or f[0] == button)]
        data = grouped(fields + pressed[:1]) | {k: [v] for k, v in (answers or {}).items()}
        self.ask("POST", action, data)

    def form(self, part: str) -> Form:
        for form in self.forms:
            action = form.action or self.address
            if form.method == "post" and part in action:
                return form
        raise LookupError(f"{self.name}: no form for {part!r} at {self.address}")


def shelf(language: str = "vi", most: int = 3) -> list[str]:
    """Addresses of products in stock of different producers, certified ones first."""
    products = apps.get_model("catalogue", "Product").objects.filter(
        publication=PUBLISHED, availability=IN_STOCK, needs_delivery=True
    )
    found: dict[int, str] = {}
    with translation.override(language):
        for product in products.order_by("-ocop_stars", "code"):
            found.setdefault(product.producer_id, product.get_absolute_url())
    return list(found.values())[:most]


def basket(walk: Walk, language: str = "vi", most: int = 2) -> None:
    for address in shelf(language, most):
        walk.get(address)
        walk.send("/basket/add/")
    walk.get(f"/{language}/basket/")


def to_review(walk: Walk, answers: dict, language: str = "vi") -> None:
    walk.get(f"/{language}/checkout/")
    walk.send("/checkout/", answers | {"name": "", "phone": "12", "street": "", "line1": ""})
    walk.send("/checkout/", answers)


def cash(walk: Walk) -> None:
    basket(walk)
    to_review(walk, AT_HOME)
    walk.send("review", {"payment_method": ""})
    walk.send("review", {"payment_method": "cash", "company": "Hoa Sen", "tax_code": "1"})
    walk.send("review", {"payment_method": "cash", "company": "", "tax_code": ""})
    walk.get("/vi/basket/")


def transfer(walk: Walk) -> None:
    basket(walk)
    to_review(walk, AT_HOME)
    walk.send("review", {"payment_method": "vietqr"})
    pay = walk.address
    walk.send("test-transfer")
    walk.get(pay)
    walk.get("/vi/account/")


def cancelled(walk: Walk) -> None:
    basket(walk, "en", 1)
    to_review(walk, AT_HOME, "en")
    walk.send("review", {"payment_method": "vietqr"})
    pay = walk.address
    walk.get(pay.removesuffix("pay/"))
    walk.send("/cancel/")
    walk.get(pay)


def no_card(walk: Walk) -> None:
    """Stripe does not answer: a page that says so, then a transfer instead."""
    basket(walk, "id", 1)
    to_review(walk, AT_HOME, "id")
    walk.send("review", {"payment_method": "stripe"})
    walk.send("by-transfer")


def card(walk: Walk) -> None:
    """Stripe's stand-in answers: the page with the card's fields."""
    with stripe_standin():
        basket(walk, "vi", 1)
        to_review(walk, AT_HOME)
        walk.send("review", {"payment_method": "stripe"})
        pay = walk.address
        walk.get(pay.replace("/pay/", "/return/"))
        walk.get("/vi/account/cards/")
        walk.get(pay)


def abroad(walk: Walk) -> None:
    basket(walk, "en", 3)
    to_review(walk, ABROAD, "en")
    walk.get("/en/basket/")


def basket_changes(walk: Walk) -> None:
    walk.get("/vi/basket/")
    basket(walk)
    for quantity in ("2", "99999", "x", "0"):
        walk.send("/basket/lines/", {"quantity": quantity})
    for code in ("KHONG-CO", "CHAOBAN"):
        walk.send("/basket/voucher/", {"code": code})
    to_review(walk, AT_HOME)
    walk.get("/vi/basket/")
    walk.send("/basket/voucher/", button="remove")
    walk.send("/basket/lines/", button="remove")


def signing_in(walk: Walk) -> None:
    walk.get("/vi/account/login/")
    walk.send("login", {"login": "mua@example.vn", "password": "sai-mat-khau"})
    walk.get("/vi/account/signup/")
    walk.send("signup", {"email": "mua@example.vn", "password1": "123", "password2": "456"})
    walk.send(
        "signup", {"email": "la@example.vn", "password1": "nhà-tre-9x", "password2": "nhà-tre-9x"}
    )
    walk.get("/vi/account/logout/")
    walk.get("/vi/account/password/reset/")
    walk.send("reset", {"email": "mua@example.vn"})


FLOWS: list[tuple[str, str, Callable[[Walk], None]]] = [
    ("cash", "stranger", cash),
    ("transfer", "buyer", transfer),
    ("cancelled", "stranger", cancelled),
    ("card", "buyer", card),
    ("no card", "stranger", no_card),
    ("abroad", "newcomer", abroad),
    ("basket", "stranger", basket_changes),
    ("signing in", "stranger", signing_in),
]


def walk_flow(name: str, visitor: Visitor, flow: Callable[[Walk], None], folder: Path) -> list:
    """Walk twice, each time on a new copy of the database; what the second walk saw counts."""

    def work() -> list[dict]:
        for _attempt in range(2):
            use_copy(folder, "flow")
            dice.throw(name)
            walk = Walk(name, visitor)
            try:
                flow(walk)
            except LookupError as error:
                walk.entries.append(stopped(name, str(error)))
        return walk.entries

    return apart(work) or [stopped(name, "the flow's process ended with an error")]


def stopped(name: str, why: str) -> dict:
    return {
        "role": f"flow {name}", "view": "(stopped)", "method": "", "address": "stopped",
        "status": 0, "to": "", "type": "", "error": without_chance(why, fresh=True),
        "lines": [], "items": [], "static": [], "queries": [],
    }  # fmt: skip


def walk_all(visitors: dict[str, Visitor], folder: Path, names=None) -> list[dict]:
    """Walk all flows, or those of these names."""
    entries = []
    for name, role, flow in FLOWS:
        if names is not None and f"flow {name}" not in names:
            continue
        entries += walk_flow(name, visitors[role], flow, folder)
    return entries
