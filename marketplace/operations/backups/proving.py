"""Prove that a restored market is the one that was backed up, by its rows and by its pages.

Run in the restored place. Each proof reads what a person would look at first after a disaster;
one that has nothing to look at in this market says so and is no failure.
"""

import base64
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string
from oscar.core.loading import get_model
from PIL import Image

from catalogue.origin.codes.addresses import label_path
from catalogue.origin.codes.serials import is_ours
from catalogue.origin.events.signing import HEADER
from catalogue.origin.models import Label, TraceEvent
from marketplace.accounts.models import User
from marketplace.ledger.checks import find_faults
from marketplace.operations.backups.about import About, about_of
from marketplace.operations.backups.databases import Rows
from marketplace.operations.backups.trees import tree_of
from marketplace.purchases.models import Purchase

KEYS = "/.well-known/origin-keys.json"
NOTHING = "nothing of it in this market"


class NotProven(Exception):
    """What was restored is not what was backed up; str() says in what."""


class Proof(NamedTuple):
    """What was looked at, whether it is as it should be, what was seen."""

    name: str
    holds: bool
    seen: str


def browser() -> Client:
    """A browser at the market's own address."""
    site = urlsplit(settings.SITE_URL)
    headers: dict[str, Any] = {
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "SERVER_NAME": site.hostname or "localhost",
    }
    return Client(raise_request_exception=False, **headers)


def ask(sql: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def page(client: Client, path: str) -> Any:
    """Open a page, over its redirects. Raises NotProven."""
    answer = client.get(path, follow=True)
    if answer.status_code != 200:
        raise NotProven(f"{path} answers {answer.status_code}")
    return answer


def counts(facts: About) -> str:
    now = about_of(ask)["counts"]
    off = {name: now.get(name) for name, count in facts["counts"].items() if now.get(name) != count}
    if off:
        raise NotProven(f"other numbers than in the backup: {off}")
    return f"{sum(now.values())} rows in {len(now)} tables"


def books(facts: About) -> str:
    sums = about_of(ask)["ledger"]
    if sums != facts["ledger"]:
        raise NotProven(f"{sums} instead of {facts['ledger']}")
    faults = find_faults()
    if faults:
        raise NotProven(faults[0].in_english())
    return ", ".join(f"{kind} {amount}" for kind, amount in sums.items()) or NOTHING


def signatures(facts: About) -> str:
    """An answer on events is signed with a key that the market shows, the one it had before."""
    client = browser()
    keys = client.get(KEYS).json()
    if facts.get("signing") and facts["signing"] != keys:
        raise NotProven("the market signs with another key than before")
    if not TraceEvent.objects.exists():
        return NOTHING
    answer = client.get(f"{reverse('origin:epcis-events')}?perPage=20")
    key_id, _, signature = answer.headers.get(HEADER, "").partition(".")
    known = {key["kid"]: key["x"] for key in keys["keys"]}
    if key_id not in known:
        raise NotProven(f"the answer names key {key_id!r}, the market shows {sorted(known)}")
    public = Ed25519PublicKey.from_public_bytes(from_base64url(known[key_id]))
    try:
        public.verify(from_base64url(signature), answer.content)
    except InvalidSignature as error:
        raise NotProven("the signature on events does not hold") from error
    return f"{len(answer.content)} bytes of events, key {key_id}"


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def printed_code(facts: About) -> str:
    label = Label.objects.select_related("lot", "batch").order_by("-pk").first()
    if label is None:
        return NOTHING
    if not is_ours(label.batch.anchor, label.lot.number, label.serial):
        raise NotProven(f"{label.serial} is taken for a forgery")
    path = label_path(label.batch.anchor, label.lot.number, label.serial)
    page(browser(), path)
    return path


def picture(facts: About) -> str:
    row = get_model("catalogue", "ProductImage").objects.order_by("-pk").first()
    if row is None:
        return NOTHING
    try:
        with storages["default"].open(row.original.name) as file:
            image = Image.open(file)
            image.load()
    except OSError as error:
        raise NotProven(f"{row.original.name} does not open: {error}") from error
    return f"{row.original.name}, {image.width} × {image.height}"


def private_file(facts: About) -> str:
    tree = tree_of("private")
    name = next(tree.names(), None)
    if name is None:
        return NOTHING
    copy = tree.copy_of(name)
    if copy is None:
        raise NotProven(f"{name} does not open")
    with copy:
        return f"{name}, {len(copy.read())} bytes"


def paid_purchase(facts: About) -> str:
    purchase = Purchase.objects.filter(state=Purchase.State.PAID).order_by("-placed_at").first()
    if purchase is None:
        return NOTHING
    answer = page(browser(), reverse("checkout:purchase", args=[purchase.token]))
    if purchase.number not in answer.content.decode():
        raise NotProven(f"the page of {purchase.number} does not show it")
    return purchase.number


def sign_in(facts: About) -> str:
    """Somebody new, who is in this copy only, signs in by the form and reads the own account."""
    email, password = f"drill-{get_random_string(8).lower()}@example.com", get_random_string(20)
    known = User.objects.count()
    user = User.objects.create_user(email=email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    try:
        client = browser()
        answer = client.post(reverse("account_login"), {"login": email, "password": password})
        if answer.status_code != 302:
            raise NotProven(f"the form answers {answer.status_code}")
        answer = page(client, reverse("customer:profile-view"))
        if email not in answer.content.decode():
            raise NotProven("the account's page does not know who signed in")
    finally:
        user.delete()
    return f"one more beside {known} accounts"


PROOFS: dict[str, Callable[[About], str]] = {
    "counts": counts,
    "books": books,
    "signatures of events": signatures,
    "a printed code": printed_code,
    "a picture": picture,
    "a private file": private_file,
    "a paid purchase": paid_purchase,
    "signing in": sign_in,
}


def prove(facts: About) -> list[Proof]:
    """Run every proof; one that fails stops no other."""
    found = []
    for name, proof in PROOFS.items():
        try:
            found.append(Proof(name, True, proof(facts)))
        except NotProven as error:
            found.append(Proof(name, False, str(error)))
        except Exception as error:  # whatever is broken in the copy is what is to be told
            found.append(Proof(name, False, f"{type(error).__name__}: {error}"))
    return found
