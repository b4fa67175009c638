"""The isolation walk: every address, every role, with a stranger's real rows; GET and POST.

It fails on an answer of 500 and above, on a text shown to whom it does not concern, on a door that opens
for the wrong role, on a row that the wrong role writes, on a GET that writes, on an address
nobody can open, and on a converter for which the cast has no real thing. And it fails on a POST
that moves money, names accounts, keys or members, and on a table that leaves, where the view
does not ask again who it is (marketplace/accounts/fresh.py).
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from marketplace.accounts.once import SHOWN_FOR
from tests.security.addresses import WRITTEN, Address, addresses, fill
from tests.security.asking import KEPT_BY_GET, Answer, ask, forms_of
from tests.security.cast import BUYER, MODERATORS, Cast, may_read, shown
from tests.security.faces import HELD, HOLDERS, OFFICES, may_open, may_write, roles_for
from tests.security.pages import page_faults

pytestmark = pytest.mark.django_db

# Addresses of ours that none of the cast opens, and why.
CLOSED = {
    r"/webhooks/|/epcis/capture|/_stripe-test/": "has a signature or a key, or a test's gateway",
    r"/finance/producers/.*/stripe/|/finance/payouts/.*/send/": "only with Stripe's payouts set up",
    r"/checkout/.*/pay/(?:keep|kept)/": "only with a payment begun in the same session",
    r"/(?:admin|dashboard|cms|_util)/login/": "leads to the one door",
    r"/cms/(?:failwhale|users|(?:commune|producer)_chooser/create"
    r"|snippets/choose/places/village/create)/"
    r"|/dashboard/(?:catalogue/categories|users/\d+/password-reset|partners/\d+/users)/": "is closed",
    r"/metrics$|/account/lost-factor/no-token/": "has a key, or a token that only a mail tells",
    r"/admin/accounts/user/\d+/password/": "passwords come by their owner's mail",
    r"/account/(?:order-status|alerts|to)": "leads on",
    r"/purchases/[^/]+/code/": "for guests alone, and the buyers of both houses have accounts",
}
# What is written only by who was asked again: money and where it goes, keys, people.
GUARDED = re.compile(
    r"ledger_(?!auditrecord)|gateways_(?:refund|banktransfer|statementimport|payoutresultimport)"
    r"|purchases_reversal|discounts_voucher$|origin_capturetoken|producers_(?:membership|memberchange)"
    r"|accounts_(?:user|resetfactor)|auth_|mfa_|account_emailaddress|cms_(?:post|invitation)"
)
TABLES = re.compile(r"csv|spreadsheetml|zip")
# Addresses that do so unasked, and why.
UNASKED = {
    r"/account/(?!cards/|lost-factor/)": "allauth asks by itself, or wants the password in the form",
    r"/sell/orders/[^/]+/deliver/": "goods arrived: the books follow, nothing is paid out",
    r"/checkout/": "a purchase is placed: its buyer has everything in the form, and pays after it",
    r"/webhooks/|/_stripe-test/|/epcis/": "has a signature or a key",
}


# Whoever asks whether the market is well has it looked over in the clock's stead, which stands.
NOTICED = {"/readyz": {"operations_finding", "purchases_mailmessage"}}

# What somebody reported is read by who decides on it, there alone: the words and which order.
REPORTS, JUDGED = "/sell/review/reports/", {"talks.Message.text", "order number"}


def unasked(address: Address, method: str, answer: Answer) -> Iterator[str]:
    """Name what a view wrote or gave out without asking again who it is."""
    if any(re.match(pattern, address.bare) for pattern in UNASKED):
        return
    written = sorted(table for table in answer.written if GUARDED.match(table))
    if method == "POST" and written and "POST" not in address.asks:
        yield f"POST {address.path} wrote {written} and does not ask who it is"
    if TABLES.search(answer.kind) and method not in address.asks:
        yield f"{method} {address.path} gave {answer.kind} and does not ask who it is"


def faults_of(cast: Cast, address: Address, role: str, method: str, data: Any, answer: Answer):
    """Name what is wrong with an answer."""
    at = f"{role}: {method} {address.path}"
    if answer.status >= 500:
        yield f"{at} answered {answer.status}: {answer.error}"
    leads_on = answer.to == f"{address.path}change/"  # the admin's old address of a row
    if not may_open(address, role) and answer.is_open and not leads_on:
        yield f"{at} is open ({answer.status} {answer.to}) for whom it does not concern"
    for kind, letter, what, text in shown(answer.body, cast):
        is_held = kind == BUYER and role in HOLDERS and HELD.match(address.bare)
        is_judged = what in JUDGED and role in MODERATORS and address.bare.startswith(REPORTS)
        is_sent = text in address.path or text in str(data)
        if not may_read(kind, letter, role) and not (is_held or is_judged or is_sent):
            yield f"{at} shows {what} of house {letter}"
    if answer.written - NOTICED.get(address.path, set()) and not may_write(address, role):
        yield f"{at} wrote {sorted(answer.written)}"
    for each in unasked(address, method, answer):
        yield f"{role}: {each}"
    kept = answer.written - KEPT_BY_GET - NOTICED.get(address.path, set())
    if method == "GET" and address.is_ours and kept:
        yield f"{at} wrote {sorted(kept)} by a GET"


def keep_forms(forms: dict[str, dict], address: Address, answer: Answer) -> None:
    """Keep the forms of a page by where they go, as who may see them would send them."""
    for action, data in forms_of(address.path, answer):
        data.pop(SHOWN_FOR, None)  # who means harm leaves out for whom it was shown
        forms.setdefault(action, data)


def forms_elsewhere(cast: Cast, others: list[Address]) -> dict[str, dict]:
    """Give the forms of pages that another part of the walk looks at: they may lead into this one."""
    forms: dict[str, dict] = {}
    for address in others:
        for role in (each for each in roles_for(address) if may_open(address, each)):
            answer = ask(cast, role, "GET", address.path)
            keep_forms(forms, address, answer)
            if answer.forms:
                break
    return forms


def looks(cast: Cast, walked: list[Address], forms: dict[str, dict]) -> Iterator[tuple]:
    """Look at every page as everybody, and keep the forms of those who may."""
    for address in walked:
        for role in roles_for(address):
            answer = ask(cast, role, "GET", address.path)
            if may_open(address, role):
                keep_forms(forms, address, answer)
            yield address, role, "GET", None, answer


def sends(cast: Cast, walked: list[Address], forms: dict[str, dict]) -> Iterator[tuple]:
    """Send every form, as its owner would fill it and empty, as everybody."""
    for address in walked:
        for role in roles_for(address):
            for data in ({}, forms.get(address.path)):
                if data is not None:
                    yield address, role, "POST", data, ask(cast, role, "POST", address.path, data)


def test_nobody_gets_at_what_is_anothers(cast, draw):
    found, missing = addresses(cast.a)
    assert missing == []
    here = draw.part(found)
    walked = draw(here, 30)
    forms = forms_elsewhere(cast, [each for each in found if each not in set(here)])
    opened: Counter = Counter()
    faults: list[str] = []
    for walk in (looks, sends):
        for address, role, method, data, answer in walk(cast, walked, forms):
            faults += faults_of(cast, address, role, method, data, answer)
            # A refused field is behind the door, too.
            opened[address.path] += answer.is_open or answer.status in (400, 422)
    dead = [each for each in walked if not opened[each.path]]
    print(f"{len(walked)} of {len(found)} addresses; nobody opened {[d.path for d in dead]}")
    closed = re.compile("|".join(CLOSED))
    assert not faults, "\n".join(faults)
    assert [each.path for each in dead if each.is_ours and not closed.match(each.bare)] == []


def test_pages_stand_in_every_language_and_speak_no_other(cast, draw):
    """Every page of ours, for one who may open it; test_oscar.py has Oscar's."""
    faults = []
    pages = [
        each
        for each in addresses(cast.a)[0]
        if each.path.startswith("/vi/")
        and each.is_ours
        and not OFFICES.match(each.bare)
        and not each.bare.startswith("/styleguide/")  # names of components are names
    ]
    for address in draw(draw.part(pages), 20):
        role = next((role for role in roles_for(address) if may_open(address, role)), "stranger")
        for language in ("vi", "en", "id"):
            at = f"{role}: /{language}{address.bare}"
            answer = ask(cast, role, "GET", f"/{language}{address.bare}")
            faults += page_faults(answer, language, at)
    assert not faults, "\n".join(faults)


def test_a_converter_without_a_thing_is_named(cast):
    """A new address without a real object in the cast fails with what has to be added."""
    missing: list[str] = []
    assert list(fill("vi/sell/novelties/<int:pk>/", cast.a, missing)) == []
    assert missing == [
        "vi/sell/novelties/<int:pk>/: no object for <pk>. Give House a row in "
        "tests/security/houses.py and name it in OBJECTS of tests/security/addresses.py "
        'under "sell/novelties/*".'
    ]


def test_a_printed_code_and_an_editors_page_are_among_the_addresses(cast):
    """Both routes catch whatever comes after them: without a thing of ours they answer 404 to all."""
    paths = {each.path for each in addresses(cast.a)[0]}
    code = f"/P/{cast.a.product.code}/L/{cast.a.released.number}/S/{cast.a.label.serial}"
    assert {code, *(f"/vi/{path}" for path in WRITTEN)} <= paths or os.environ.get("ATTACK_ONLY")
    statuses = {path: cast.clients["stranger"].get(f"/vi/{path}").status_code for path in WRITTEN}
    assert set(statuses.values()) == {200}, statuses


def test_what_a_document_says_is_read(cast):
    """A name in a PDF is found as on a page: its bytes alone would tell nothing."""
    month = f"{timezone.localdate():%Y-%m}"
    answer = ask(cast, "owner", "GET", f"/vi/sell/statements/{month}.pdf")
    assert (answer.status, answer.kind) == (200, "application/pdf")
    assert cast.a.producer.name in answer.body
