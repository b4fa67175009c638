"""Scans: which looks count, what is kept of them, and what is left after 90 days."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels.services import mint_labels
from catalogue.origin.models import Scan, ScanCount
from catalogue.origin.scans import services
from catalogue.origin.scans.services import Reader
from catalogue.places.models import Province
from tests import factories

PHONE = Reader("192.0.2.1", "Mozilla/5.0 (Android 15; Mobile)", "01")
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def province(code: str) -> Province:
    return Province.objects.get(code=code, valid_to=None)


@pytest.mark.parametrize(
    ("agent", "crawls"),
    [
        ("", True),
        ("Mozilla/5.0 (iPhone)", False),
        ("Mozilla/5.0 Zalo/25.1 (Android)", False),
        ("Zalo-Share/1.0", True),
        ("ZaloPC crawler", True),
        ("Googlebot/2.1", True),
        ("My robot", True),
        ("AhrefsCRAWLER", True),
        ("curl/8.5", True),
        ("python-requests/2", True),
        ("WhatsApp/2", True),
        ("Cubot_X30 phone", False),
    ],
)
def test_crawlers_and_previews_do_not_count(agent, crawls):
    reader = Reader("192.0.2.1", agent)
    assert reader.is_crawler is crawls
    assert services.counts_now(reader, "/P/1") is not crawls


def test_reader_is_named_for_one_day_by_address_and_agent():
    day = datetime.date(2026, 4, 18)
    name = PHONE.hash_on(day)
    assert len(name) == 32
    assert name == PHONE._replace(province_code="79").hash_on(day)
    others = (PHONE._replace(address="192.0.2.2"), PHONE._replace(agent="x"))
    assert name not in [other.hash_on(day) for other in others]
    assert name != PHONE.hash_on(day + DAY)


def test_same_browser_counts_once_a_code():
    assert services.counts_now(PHONE, "/P/1")
    assert not services.counts_now(PHONE, "/P/1")
    assert services.counts_now(PHONE, "/P/2")
    assert services.counts_now(PHONE._replace(agent="Other"), "/P/1")


@pytest.mark.parametrize(("days", "counts"), [(0, False), (1, False), (2, True)])
def test_yesterdays_look_is_remembered_over_midnight(monkeypatch, days, counts):
    assert services.counts_now(PHONE, "/P/1")
    today = timezone.localdate()
    monkeypatch.setattr(services.timezone, "localdate", lambda: today + days * DAY)
    assert services.counts_now(PHONE, "/P/1") is counts


def test_ten_codes_a_minute_count_from_one_address(monkeypatch):
    monkeypatch.setattr(services.time, "time", lambda: 600.0)
    assert [services.counts_now(PHONE, f"/P/{n}") for n in range(12)] == [True] * 10 + [False] * 2
    assert services.counts_now(PHONE._replace(address="192.0.2.9"), "/P/1")
    monkeypatch.setattr(services.time, "time", lambda: 659.9)
    assert not services.counts_now(PHONE, "/P/20")
    monkeypatch.setattr(services.time, "time", lambda: 660.0)
    assert services.counts_now(PHONE, "/P/21")


def test_look_counts_when_the_minute_ran_out_meanwhile(monkeypatch):
    services.counts_now(PHONE, "/P/1")

    def gone(key):
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)
    assert services.counts_now(PHONE, "/P/2")


def test_province_of_its_code(db):
    assert services.province_of("01") == province("01")
    assert services.province_of("00") is None
    assert services.province_of("") is None


@pytest.fixture
def label(product):
    lot = factories.make_lot(product, "L-1")
    return mint_labels(lot=lot, count=1, by=None).labels.get()


def record(label, **fields):
    services.record_scan(
        **{
            "product_id": label.lot.product_id,
            "lot_id": label.lot_id,
            "label_id": label.pk,
            "verdict": "new",
            "reader": PHONE,
            "province": province("01"),
        }
        | fields
    )
    label.refresh_from_db()


def test_record_scan_keeps_an_hour_a_province_and_a_name(label, monkeypatch):
    first = datetime.datetime(2026, 4, 18, 3, 0, tzinfo=datetime.UTC)
    monkeypatch.setattr(
        services.timezone, "now", lambda: first.replace(minute=59, second=59, microsecond=7)
    )
    record(label)
    scan = Scan.objects.get()
    assert (scan.product, scan.lot, scan.label) == (label.lot.product, label.lot, label)
    assert (scan.hour, scan.province, scan.verdict) == (first, province("01"), "new")
    assert scan.reader == PHONE.hash_on(timezone.localdate())
    monkeypatch.setattr(services.timezone, "now", lambda: first + 5 * HOUR)
    record(label, verdict="seen", province=None)
    assert label.scan_count == 2
    assert (label.first_scanned_at, label.last_scanned_at) == (first, first + 5 * HOUR)


def test_record_scan_of_a_lot_counts_on_no_label(label):
    record(label, label_id=None)
    assert (label.scan_count, label.first_scanned_at) == (0, None)
    assert Scan.objects.get().label is None


def test_provinces_lately_are_of_one_day_and_known(label):
    now = timezone.now()
    for hours, code in ((1, "01"), (23, "79"), (2, "01"), (25, "48"), (3, None)):
        Scan.objects.create(
            label=label, hour=now - hours * HOUR, province=code and province(code), verdict="new"
        )
    Scan.objects.create(hour=now, province=province("31"), verdict="new")
    assert services.looks_before(label.pk, PHONE).provinces == {
        province("01").pk,
        province("79").pk,
    }


def note(code: str, number: int, lot: str = "", key: str = "P", **reader) -> None:
    serial = f"{number:016}"
    services.note_forgery(
        Address(key, code, lot, serial), PHONE._replace(address=f"192.0.2.{number}", **reader)
    )


def test_forgeries_are_written_down_once_with_lot_and_province(label):
    product, lot = label.lot.product, label.lot
    note(product.code, 1, "L-1")
    note(product.code, 2, "L-2", province_code="00")
    note("NOPE", 3)
    note(product.code, 4, key="01")  # our own code, but asked as a GTIN
    note(product.code, 5, agent="curl/8")
    note(product.code, 1, "L-1")  # the same look again
    assert services.write_forgeries() == 2
    one, two = Scan.objects.order_by("pk")
    assert (one.product, one.lot, one.province) == (product, lot, province("01"))
    assert (two.product, two.lot, two.province) == (product, None, None)
    assert (one.hour, one.verdict, one.label) == (services.this_hour(), "forged", None)
    assert services.write_forgeries() == 0
    note(product.code, 6)
    assert services.write_forgeries() == 1
    assert Scan.objects.count() == 3


def test_forgeries_of_a_gtin_find_their_product(db):
    product = factories.make_product(gtin="08930001234567")
    note("08930001234567", 1, key="01")
    assert services.write_forgeries() == 1
    assert Scan.objects.get().product == product


def test_flood_of_forgeries_keeps_the_last(label, monkeypatch):
    monkeypatch.setattr(services, "FORGERIES_KEPT", 3)
    for number in range(1, 6):
        note(label.lot.product.code, number)
    assert cache.get("forgeries") == 5
    assert services.write_forgeries() == 3
    note(label.lot.product.code, 9)
    assert services.write_forgeries() == 1


def old(product, **span) -> Scan:
    at = timezone.now() - datetime.timedelta(**span)
    return Scan.objects.create(product=product, hour=at, verdict="new")


def test_scans_are_counted_after_90_days_and_not_before(product):
    old(product, days=90, minutes=1)
    kept = old(product, days=89, hours=23, minutes=59)
    assert services.count_old_scans() == 1
    assert Scan.objects.get() == kept
    assert services.count_old_scans() == 0
    assert ScanCount.objects.get().count == 1


def test_old_scans_are_counted_by_week_lot_province_and_answer(label, product):
    """Sunday 16:59 and 17:00 in London are two days, and two weeks, in Hanoi."""
    sunday = datetime.datetime(2025, 3, 2, 16, 59, tzinfo=datetime.UTC)
    common = {"product": product, "verdict": "new"}
    for fields in (
        {},
        {},
        {"hour": sunday + datetime.timedelta(minutes=1)},
        {"lot": label.lot},
        {"province": province("01")},
        {"verdict": "seen"},
    ):
        Scan.objects.create(**{**common, "hour": sunday} | fields)
    assert services.count_old_scans() == 6
    told = ScanCount.objects.values_list("week", "lot", "province", "verdict", "count")
    first, second = datetime.date(2025, 2, 24), datetime.date(2025, 3, 3)
    assert set(told) == {
        (first, None, None, "new", 2),
        (second, None, None, "new", 1),
        (first, label.lot_id, None, "new", 1),
        (first, None, province("01").pk, "new", 1),
        (first, None, None, "seen", 1),
    }
    assert set(ScanCount.objects.values_list("product", flat=True)) == {product.pk}
    Scan.objects.create(**common, hour=sunday)
    services.count_old_scans()
    assert ScanCount.objects.get(week=first, lot=None, province=None, verdict="new").count == 3


def test_old_scans_are_counted_the_oldest_first_up_to_a_limit(product):
    newer, _oldest = old(product, days=100), old(product, days=200)
    old(product, days=150)
    assert services.count_old_scans(limit=2) == 2
    assert Scan.objects.get() == newer
