"""The parameter fuzz: whatever is asked for and written into forms, the answer is never a 5xx.

Names come from the pages (forms, links) and from the source of the views; values are those at
which readers of numbers, days, files and texts have failed before.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote_from_bytes, urlsplit

import pytest
from django.urls import get_resolver

from tests.security.addresses import Address, addresses
from tests.security.asking import Answer, ask, forms_of
from tests.security.cast import ROLES, Cast
from tests.security.faces import may_open
from tests.source.test_access import module_of, patterns

pytestmark = pytest.mark.django_db

HOSTILE: list[str | list[str]] = [
    "",
    "0",
    "-1",
    "10000000000",
    "99999999999999999999",
    "1" + "0" * 30,
    "1e309",
    "1e400",
    "-1e400",
    "Infinity",
    "NaN",
    "1.5",
    "٣",
    "²",
    "\x00",
    "\ud800",
    "x" * 10_000,
    "../../etc/passwd",
    "a\r\nSet-Cookie: zq=1",
    "<zq>\"'{{7*7}}${7*7}",
    "javascript:alert(1)",
    "' OR 1=1 --",
    "%",
    "\u202e\u200f",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-02-30",
    "10000-01",
    "2026-13",
    ["1", "2"],
    "[]",
    '{"a": [1]}',
]
IDS = ["0", "99999999999999999999", "9223372036854775808"]
MONTHS = ["1-1", "0001-01", "9999-12", "0-0", "2026-13", "2026-99", "²-1", "٢٠٢٦-٠١"]
# Whole queries that no link of ours has.
QUERIES = [
    "page=99999999999999999999",
    "page=-1&page=0",
    "page[]=1&page[0]=2",
    "q=%00&page=%00",
    "%00=%00",
    "=&=&&&",
    "%ff=%ff&q=%ed%a0%80",
    "q=" + "x" * 10_000,
    "&".join(f"a{at}=1" for at in range(900)),
    "month=2026-99&from=0001-01-01&to=9999-12-31&sort=%C2%B2",
    "next=NaN&lang=xx&language=%00",
]
# Pieces of an address in place of a text, a slug, a code.
PIECES = [
    "%00",
    "%ff",
    "%ed%a0%80",
    "%C2%B2",
    "%D9%A3",
    "x" * 300,
    "-1",
    "NaN",
    "1e400",
    "%2e%2e",
    "%0d%0a",
]
READ = re.compile(r"(?:GET|POST|data|asked|params|query)(?:\.get(?:list)?\(|\[)\s*\"(\w+)\"")
EVERYWHERE = ("page", "q", "next")
OUR_FACES = re.compile(r"/(?!admin/|cms/|dashboard/|documents/|_util/)")


def encoded(name: str, value: Any) -> str:
    """Write a parameter with bytes that no browser would send: lone surrogates stay."""
    values = value if isinstance(value, list) else [value]
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(str(each).encode('utf-8', 'surrogatepass'))}"
        for each in values
    )


def body_of(data: dict[str, Any]) -> str:
    return "&".join(
        encoded(name, value) for name, value in data.items() if isinstance(value, str | list)
    )


def names_in_source() -> dict[str, set[str]]:
    """Give the parameters that the module of each route's view reads by name."""
    names: dict[str, set[str]] = {}
    for route, pattern in patterns(get_resolver()):
        module = sys.modules.get(module_of(pattern))
        source = inspect.getsource(module) if module and module.__file__ else ""
        names[route] = set(READ.findall(source))
    return names


def parameters(address: Address, answer: Answer, in_source: dict[str, set[str]]) -> list[str]:
    names = set(EVERYWHERE) | (in_source.get(address.route, set()) if address.is_ours else set())
    for form in answer.forms:
        if form.method == "get":
            names |= {name for name, _value, _kind in form.fields if name}
    for link in answer.links:
        parts = urlsplit(link)
        if parts.path in ("", address.path):
            names |= set(parse_qs(parts.query, keep_blank_values=True))
    return sorted(names - {"csrfmiddlewaretoken"})


def opener(cast: Cast, address: Address) -> tuple[str, Answer] | None:
    """Find the first role that opens an address, and what it gets."""
    for role in ROLES:
        if may_open(address, role):
            answer = ask(cast, role, "GET", address.path)
            if answer.is_open or answer.status in (400, 405):
                return role, answer
    return None


def fault(cast: Cast, role: str, method: str, path: str, data: str = "") -> Iterator[str]:
    form = "application/x-www-form-urlencoded"
    answer = ask(
        cast,
        role,
        method,
        path,
        *([data] if data else []),
        **({"content_type": form} if data else {}),
    )
    at = f"{role}: {method} {path[:200]} {data[:200]}"
    if answer.status >= 500:
        yield f"{at} answered {answer.status}: {answer.error}"
    if "<zq>" in answer.body and answer.kind.startswith(("text/html", "image/svg")):
        yield f"{at} gave the text back as it came"


def shop(cast: Cast) -> list[Address]:
    """The addresses of our own pages: the libraries' offices are walked, not fuzzed."""
    return [each for each in addresses(cast.a)[0] if OUR_FACES.match(each.bare)]


def test_parameters(cast, draw):
    in_source = names_in_source()
    asked: list[tuple[str, str]] = []
    for address in draw(draw.part(shop(cast)), 25):
        if found := opener(cast, address):
            role, answer = found
            asked += [
                (role, f"{address.path}?{encoded(name, value)}")
                for name in parameters(address, answer, in_source)
                for value in HOSTILE
            ]
    faults = [each for role, path in draw(asked, 120) for each in fault(cast, role, "GET", path)]
    print(f"{len(asked)} addresses")
    assert not faults, "\n".join(faults)


def test_form_fields(cast, draw):
    """Each field of each form, the others as a person would fill them."""
    forms: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
    for address in draw(draw.part(shop(cast)), 25):
        for role in ("stranger", "buyer", "owner", "officer", "moderator", "finance"):
            if may_open(address, role):
                answer = ask(cast, role, "GET", address.path)
                for action, data in forms_of(address.path, answer):
                    if OUR_FACES.match(re.sub(r"^/\w\w/", "/", action)):
                        forms.setdefault((action, " ".join(sorted(data))), (role, data))
    asked = [
        (role, action, body_of(data | {name: value}))
        for (action, _names), (role, data) in forms.items()
        for name in data
        for value in HOSTILE
    ]
    faults = [
        e for role, path, body in draw(asked, 120) for e in fault(cast, role, "POST", path, body)
    ]
    print(f"{len(forms)} forms, {len(asked)} bodies")
    assert not faults, "\n".join(faults)


def test_ids_and_months(cast, draw):
    """Numbers in addresses that no row has, or no database can hold."""
    asked = []
    for address in draw.part(addresses(cast.a)[0]):
        role = next(
            (each for each in ("owner", "finance", "superuser") if may_open(address, each)), ""
        )
        if not role:
            continue
        for number in set(re.findall(r"(?<=/)\d+(?=[/.])", address.path)):
            for worse in IDS:
                path = re.sub(rf"/{number}(?=[/.])", f"/{worse}", address.path)
                asked += [(role, method, path) for method in ("GET", "POST")]
        if found := re.search(r"\d{4}-\d{1,2}", address.path):
            asked += [(role, "GET", address.path.replace(found[0], month)) for month in MONTHS]
    faults = [
        each for role, method, path in draw(asked, 60) for each in fault(cast, role, method, path)
    ]
    assert not faults, "\n".join(faults)


def test_whole_queries(cast, draw):
    """Every address with queries that no page of ours leads to."""
    asked = []
    for address in draw.part(addresses(cast.a)[0]):
        role = next(
            (each for each in ("owner", "finance", "superuser") if may_open(address, each)), ""
        )
        asked += [(role or "stranger", f"{address.path}?{query}") for query in QUERIES]
    faults = [each for role, path in draw(asked, 60) for each in fault(cast, role, "GET", path)]
    assert not faults, "\n".join(faults)


def odd_paths(address: Address) -> Iterator[str]:
    """Give an address with an odd piece in place of each of its things."""
    route, path = (
        re.sub(r"[\^$]", "", address.route).split("/"),
        address.path.lstrip("/").split("/"),
    )
    if len(route) != len(path):  # a code with slashes of its own
        return
    for at, piece in enumerate(route):
        if re.search(r"[<(]", piece) and not piece.startswith("<int:"):
            for odd in PIECES:
                yield "/" + "/".join([*path[:at], odd, *path[at + 1 :]])


def test_odd_pieces_of_addresses(cast, draw):
    """Every address with texts, slugs and codes that nothing has."""
    asked = []
    for address in draw.part(addresses(cast.a)[0]):
        role = next(
            (each for each in ("owner", "finance", "superuser") if may_open(address, each)), ""
        )
        for path in odd_paths(address):
            asked += [(role or "stranger", method, path) for method in ("GET", "POST")]
    assert asked
    faults = [
        each for role, method, path in draw(asked, 60) for each in fault(cast, role, method, path)
    ]
    assert not faults, "\n".join(faults)
