"""Which addresses are looked at: all names without arguments, samples of rows, links found.

A crawl is bounded: of each view a few addresses per role and language. What it found is
written into the record; later records ask for the same addresses again (`--like`).
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.audit.asking import apart, ask, view_of
from tests.audit.visitors import ROLES, STRANGER, Visitor

OFFICES = re.compile(r"^/(?:cms|admin|documents|\w\w/dashboard)/")
OFFICE_ROLES = {"staff": OFFICES, "promoter": re.compile(r"^/cms/")}
# Wagtail's history of the site comes in an order that follows from no order by.
SKIPPED = re.compile(r"^/(?:media|static|i18n|_stripe-test|webhooks)/|^/cms/reports/site-history")
TRANSLATED_ALSO_INTO_ID = (STRANGER, "buyer", "seller-1", "finance-1")
STARTS = [
    "/", "/vi/", "/en/", "/id/", "/vi/search/?q=gốm", "/vi/search/?q=lụa+vạn+phúc",
    "/vi/search/?q=zzzzqq", "/vi/search/?q=", "/en/search/?q=vase", "/id/search/?q=teh",
    "/vi/search/suggest/?q=gom", "/vi/products/", "/vi/products/?page=2", "/vi/products/?page=999",
    "/vi/products/?stars=5", "/vi/products/?sort=price", "/vi/checkout/communes/?province=01",
    "/vi/khong-co-trang-nay/", "/vi/products/khong-co_999999/", "/vi/producers/khong-co/",
    "/P/KHONGCO", "/P/D00001?linkType=all", "/vi/account/login/?next=/vi/sell/", "/healthz",
    "/robots.txt", "/sitemap.xml", "/qr/D00001.svg", "/qr/D00001.png",
]  # fmt: skip
LIMIT, LIMIT_OF_OWN, LIMIT_WITH_QUERY = 3, 6, 8
Found = tuple[str, dict, list[dict]]


def names(resolver=None, prefix: str = "") -> Iterator[str]:
    """Every name of a URL pattern, with its namespaces."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, space)
        elif pattern.name:
            yield prefix + pattern.name


def named_addresses() -> list[str]:
    found = []
    with translation.override("vi"):
        for name in dict.fromkeys(names()):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found))


def sampled(label: str, fields: tuple[str, ...], most: int = 2) -> Iterator:
    """Take a few rows of a model for each combination of values of some fields."""
    seen: Counter = Counter()
    for row in apps.get_model(label).objects.order_by("pk"):
        key = tuple(getattr(row, field) for field in fields)
        seen[key] += 1
        if seen[key] <= most:
            yield row


def lot_path(lot, serial: str = "") -> str:
    return f"/P/{lot.product.code}/L/{lot.number}" + (f"/S/{serial}" if serial else "")


def sampled_addresses() -> Iterator[tuple[str, str]]:
    """Pairs of role and address for rows in each of their states."""
    for product in sampled(
        "catalogue.Product", ("publication", "availability", "ocop_stars", "needs_delivery")
    ):
        yield STRANGER, product.get_absolute_url()
    for purchase in sampled("purchases.Purchase", ("state", "payment_method")):
        for role in (STRANGER, "buyer"):
            yield role, purchase.get_absolute_url()
            yield role, reverse("checkout:pay", args=[purchase.token])
    for order in sampled("order.Order", ("status", "producer_id")):
        for role in ("seller-1", "seller-2", "staff"):
            yield role, reverse("sell:order", args=[order.number])
    for claim in sampled("aftersale.Return", ("state",)):
        for role in ("seller-1", "seller-2", "staff"):
            yield role, reverse("aftersale-sell:return", args=[claim.number])
        yield "staff", reverse("aftersale-staff:dispute", args=[claim.number])
        yield "buyer", reverse("aftersale:return", args=[claim.order.purchase.token, claim.number])
    for lot in sampled("origin.Lot", ("state",), 3):
        yield STRANGER, lot_path(lot)
        yield STRANGER, f"/vi/origin{lot_path(lot)}"
        yield "seller-1", reverse("lots:detail", args=[lot.pk])
    for label in sampled("origin.Label", ("state",), 2):
        yield STRANGER, lot_path(label.lot, label.serial)
        yield STRANGER, f"/vi/origin{lot_path(label.lot, label.serial)}"
    for certificate in sampled("certificates.Certificate", ("stars", "revoked_on"), 1):
        yield "officer", reverse("programme:certificate", args=[certificate.pk])


class Crawl:
    """What one role finds, from its first addresses on."""

    def __init__(self, visitor: Visitor, public: set[str]) -> None:
        self.visitor, self.role = visitor, visitor.role
        self.public = public  # views that a stranger sees: once for each other role
        self.seen: set[str] = set()
        self.counts: Counter = Counter()
        self.sent: set[tuple] = set()
        self.entries: list[dict] = []

    def may_ask(self, address: str, *, is_start: bool) -> bool:
        if address in self.seen or SKIPPED.match(address):
            return False
        if OFFICES.match(address):
            mine = OFFICE_ROLES.get(self.role)
            if not mine or not mine.match(address) or address.startswith(("/en/", "/id/")):
                return False
        self.seen.add(address)
        parts = urlsplit(address)
        language = parts.path[1:3] if parts.path[3:4] == "/" else "vi"
        view = view_of(address)
        asked = tuple(sorted(parse_qs(parts.query, keep_blank_values=True)))
        self.counts[view, language, asked] += 1
        self.counts[view, language, bool(asked)] += 1
        if is_start:
            return True
        count, all_asked = self.counts[view, language, asked], self.counts[view, language, True]
        if asked:
            return count <= 2 and all_asked <= (LIMIT_WITH_QUERY if language == "vi" else 1)
        return count <= self.limit(view, language, address)

    def limit(self, view: str, language: str, address: str) -> int:
        if OFFICES.match(address) or language != "vi":
            return 1
        if self.role == STRANGER:
            return LIMIT
        return 1 if view in self.public else LIMIT_OF_OWN

    def run(self, starts: list[str]) -> None:
        waiting = deque(a for a in dict.fromkeys(starts) if self.may_ask(a, is_start=True))
        first: dict[str, str] = {}
        while waiting:
            address = waiting.popleft()
            facts, entry = ask(self.visitor, "GET", address)
            self.entries.append(entry)
            if entry["status"] != 200:
                target = entry["to"]
                if target.startswith("/") and self.may_ask(target, is_start=False):
                    waiting.append(target)
                continue
            if address.startswith("/vi/") and not OFFICES.match(address):
                first.setdefault(entry["view"], address)
            for link in facts.links:
                if (found := clean(address, link)) and self.may_ask(found, is_start=False):
                    waiting.append(found)
            self.send_forms(address, entry, facts.forms)
        for address in first.values():
            for code in ("en", "id") if self.role in TRANSLATED_ALSO_INTO_ID else ("en",):
                other = f"/{code}/{address[4:]}"
                if other not in self.seen:
                    self.seen.add(other)
                    self.entries.append(ask(self.visitor, "GET", other)[1])

    def send_forms(self, address: str, entry: dict, forms) -> None:
        """Send each kind of form empty and as it stands."""
        if not address.startswith("/vi/"):
            return
        for form in forms:
            action = clean(address, form.action or address)
            if form.method != "post" or not action or SKIPPED.match(action):
                continue
            for kind, data in fillings(form):
                key = (view_of(action), kind, tuple(sorted(data)), entry["view"])
                is_new = key not in self.sent
                if OFFICES.match(action) and kind != "empty":
                    continue
                self.sent.add(key)
                if is_new:
                    self.entries += post(self.visitor, action, data)


def post(visitor: Visitor, address: str, data: dict) -> list[dict]:
    return apart(lambda: [ask(visitor, "POST", address, data)[1]])


def clean(base: str, link: str) -> str:
    """Make a link of a page an address of this site, without its fragment; or nothing."""
    parts = urlsplit(urljoin(base, link))
    host = urlsplit(settings.SITE_URL).netloc
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", host, "testserver"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def fillings(form) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The form with nothing written into it, and as a person finds it."""
    hidden = [f for f in form.fields if f[2] == "hidden"]
    typed = [f for f in form.fields if f[2] not in ("hidden", "submit", "unchecked", "file")]
    button = [f for f in form.fields if f[2] == "submit"][:1]
    if typed:
        blank = [
            (name, "", kind) for name, _value, kind in typed if kind not in ("checkbox", "radio")
        ]
        yield "empty", grouped(hidden + blank + button)
    yield "as it is", grouped(hidden + typed + button)


def grouped(fields) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value, _kind in fields:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return data


def crawl_all(visitors: dict[str, Visitor], say) -> list[dict]:
    """Look at the market as each role, then let the others try what one role found."""
    named = named_addresses()
    sampled_by_role: dict[str, list[str]] = {}
    with translation.override("vi"):
        for role, address in sampled_addresses():
            sampled_by_role.setdefault(role, []).append(address)
    entries: list[dict] = []
    public: set[str] = set()
    for role in ROLES:
        crawl = Crawl(visitors[role], public)
        crawl.run(STARTS + named + sampled_by_role.get(role, []))
        if role == STRANGER:
            public |= {e["view"] for e in crawl.entries if e["status"] == 200}
        entries += crawl.entries
        say(f"{role}: {len(crawl.entries)} answers")
    others = tried_by_others(entries, public)
    say(f"{len(others)} addresses for those whom they do not concern")
    return entries + [ask(visitors[role], "GET", address)[1] for role, address in others]


def tried_by_others(entries: list[dict], public: set[str]) -> list[tuple[str, str]]:
    """Each view of somebody's own once for every other role."""
    asked = {(e["role"], e["view"]) for e in entries}
    found: dict[str, str] = {}
    for entry in entries:
        is_own = entry["method"] == "GET" and entry["status"] == 200 and entry["role"] != STRANGER
        if is_own and entry["view"] not in public and not OFFICES.match(entry["address"]):
            found.setdefault(entry["view"], entry["address"])
    return [
        (role, address)
        for view, address in found.items()
        for role in ROLES
        if (role, view) not in asked
    ]
