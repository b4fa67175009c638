"""Scans: which looks at an origin page count, and what remains of them after 90 days.

Not counted: crawlers and previews, the producer's own members and the market's staff, one
browser's second look at a code within 24 hours, and more than ten codes a minute from one
address. No address is stored: the browser is a keyed hash that changes daily, the place a
province, the time an hour (law 91/2025/QH15 on personal data).
"""

import datetime
import re
import time
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalogue.models import Product
from catalogue.origin.codes.addresses import Address
from catalogue.origin.models import Label, Lot, Scan, ScanCount
from catalogue.origin.models.scans import Verdict
from catalogue.places.models import Province

KEPT_DAYS = 90
DAY = 24 * 60 * 60
MOST_PER_MINUTE = 10
FORGERIES_KEPT = 10_000  # between two runs of the clock job; more are counted as one flood
CRAWLERS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|zalo.*(?:share|crawler)|"
    r"whatsapp|telegram|curl|wget|python-|headless|lighthouse|monitor",
    re.IGNORECASE,
)


class Before(NamedTuple):
    """Where a label was looked up within the last day, and how often by who looks now."""

    provinces: set[int]
    own_looks: int


class Reader(NamedTuple):
    """Who looks, as far as a page may know. `address` is used and never kept."""

    address: str
    agent: str
    province_code: str = ""

    @property
    def is_crawler(self) -> bool:
        return not self.agent or CRAWLERS.search(self.agent) is not None

    def hash_on(self, day: datetime.date) -> str:
        """Name this browser for one day."""
        keyed = salted_hmac(f"scan-{day}", f"{self.address}|{self.agent}", algorithm="sha256")
        return keyed.hexdigest()[:32]


def counts_now(reader: Reader, path: str) -> bool:
    """Tell whether a look at a code counts; from then on it does not for 24 hours.

    Lives in the shared cache under the keyed hashes of today and yesterday, so that
    midnight does not make one browser two.
    """
    if reader.is_crawler:
        return False
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    keys = [f"scan-{reader.hash_on(day)}-{hash_of(path)}" for day in (today, yesterday)]
    if cache.get(keys[1]) is not None or not cache.add(keys[0], 1, DAY):
        return False
    minute = int(time.time()) // 60
    flood = salted_hmac(f"scans-{minute}", reader.address, algorithm="sha256").hexdigest()[:32]
    if cache.add(f"scans-{flood}", 1, 120):
        return True
    try:
        return cache.incr(f"scans-{flood}") <= MOST_PER_MINUTE
    except ValueError:  # it ran out between the two calls
        return True


def hash_of(path: str) -> str:
    return salted_hmac("scanned", path, algorithm="sha256").hexdigest()[:24]


def this_hour() -> datetime.datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def province_of(code: str) -> Province | None:
    return Province.objects.filter(code=code, valid_to=None).first() if code else None


def record_scan(
    *,
    product_id: int,
    lot_id: int | None,
    label_id: int | None,
    verdict: str,
    reader: Reader,
    province: Province | None,
) -> None:
    """Keep one look that counts; two short queries."""
    hour = this_hour()
    Scan.objects.create(
        product_id=product_id,
        lot_id=lot_id,
        label_id=label_id,
        hour=hour,
        province=province,
        reader=reader.hash_on(timezone.localdate()),
        verdict=verdict,
    )
    if label_id is not None:
        Label.objects.filter(pk=label_id).update(
            scan_count=F("scan_count") + 1,
            first_scanned_at=Coalesce(F("first_scanned_at"), hour),
            last_scanned_at=hour,
        )


def looks_before(label_id: int, reader: Reader) -> Before:
    """Read what is kept of a label's looks; one query.

    The names that the reader had on the days that scans are kept for are made anew, compared
    and not kept: from the scans alone nobody can tell that two of two days are of one phone.
    """
    today = timezone.localdate()
    days = (today - datetime.timedelta(days=back) for back in range(KEPT_DAYS + 1))
    names = [reader.hash_on(day) for day in days]
    own = Count("pk", filter=Q(reader__in=names))
    rows = Scan.objects.filter(label=label_id).order_by().values_list("province_id")
    found = list(rows.annotate(last=Max("hour"), own=own))
    lately = timezone.now() - datetime.timedelta(days=1)
    return Before(
        {province for province, last, _own in found if province is not None and last >= lately},
        sum(own for _province, _last, own in found),
    )


def note_forgery(address: Address, reader: Reader) -> None:
    """Remember a forged code in the cache; the clock job writes it down. No query.

    The cache is what all processes share; with the one of a single process (no REDIS_URL)
    only that process's own clock would see it.
    """
    if not counts_now(reader, address.path):
        return
    cache.add("forgeries", 0, None)
    try:
        number = cache.incr("forgeries")
    except ValueError:
        return
    facts = (address.key, address.code, address.lot, this_hour().isoformat(), reader.province_code)
    cache.set(f"forgery-{number % FORGERIES_KEPT}", (number, facts), 7 * DAY)


def write_forgeries() -> int:
    """Clock job: write down the forged codes since last time; how many."""
    last = cache.get("forgeries") or 0
    first = max(cache.get("forgeries-written") or 0, last - FORGERIES_KEPT) + 1
    if first > last:
        return 0
    kept = cache.get_many([f"forgery-{n % FORGERIES_KEPT}" for n in range(first, last + 1)])
    facts = [row for number, row in kept.values() if number >= first]
    codes = {code for _key, code, *_rest in facts}
    products = Product.objects.filter(code__in=codes) | Product.objects.filter(gtin__in=codes)
    by_code = {("P", p.code): p for p in products} | {("01", p.gtin): p for p in products}
    lots = {
        (lot.product_id, lot.number): lot
        for lot in Lot.objects.filter(
            product__in=list(by_code.values()), number__in={lot for _k, _c, lot, *_ in facts}
        )
    }
    provinces = {p.code: p for p in Province.objects.filter(valid_to=None)}
    scans = []
    for key, code, lot_number, hour, province_code in facts:
        product = by_code.get((key, code))
        if product is not None:
            scans.append(
                Scan(
                    product=product,
                    lot=lots.get((product.pk, lot_number)),
                    hour=datetime.datetime.fromisoformat(hour),
                    province=provinces.get(province_code),
                    verdict=Verdict.FORGED,
                )
            )
    Scan.objects.bulk_create(scans)
    cache.set("forgeries-written", last, None)
    return len(scans)


@transaction.atomic
def count_old_scans(limit: int = 20_000) -> int:
    """Clock job: turn scans of more than 90 days into weekly counts; how many went."""
    before = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    old = list(
        Scan.objects.select_for_update()
        .filter(hour__lt=before)
        .order_by("hour")
        .values_list("pk", flat=True)[:limit]
    )
    if not old:
        return 0
    sums: dict[tuple, int] = {}
    rows = (
        Scan.objects.filter(pk__in=old)
        .order_by()
        .values_list("product", "lot", "province", "hour", "verdict")
    )
    for product, lot, province, hour, verdict, count in rows.annotate(n=Count("pk")):
        day = timezone.localdate(hour)
        week = day - datetime.timedelta(days=day.weekday())
        key = (product, lot, province, week, verdict)
        sums[key] = sums.get(key, 0) + count
    for (product, lot, province, week, verdict), count in sums.items():
        row = ScanCount.objects.filter(
            product=product, lot=lot, province=province, week=week, verdict=verdict
        )
        if not row.update(count=F("count") + count):
            ScanCount.objects.create(
                product_id=product,
                lot_id=lot,
                province_id=province,
                week=week,
                verdict=verdict,
                count=count,
            )
    Scan.objects.filter(pk__in=old).delete()
    return len(old)
