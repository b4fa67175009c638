"""The demo market's chains are such that the services themselves would have let them pass."""

import datetime

import pytest
from django.utils import timezone

from catalogue.origin.events import epcis, rules
from catalogue.origin.events.schema import check_document
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.lots.services import recall_lot
from catalogue.origin.lots.steps import craft_of
from catalogue.origin.models import Label, Lot, LotMaterial, Scan, ScanCount, TraceEvent
from marketplace.demo import chains
from tests import factories

pytestmark = pytest.mark.django_db
SLUGS = ("bat-trang", "van-phuc", "chuong")


@pytest.fixture
def market():
    for number, slug in enumerate(SLUGS, start=1):
        village = factories.make_village(slug.title(), slug=slug)
        producer = factories.make_producer(village=village)
        producer.slug = f"{slug}-1"
        producer.save()
        product = factories.make_product(producer)
        product.code = f"D{number * 5:05d}"
        product.save()
        factories.make_lot(product, made_on=timezone.localdate() - datetime.timedelta(days=20))
    assert chains.make_chains() == len(SLUGS)


def test_events_are_valid_hashed_and_in_balance(market):
    for event in TraceEvent.objects.all():
        assert event.event_id == event_hash_id(event.body, None)
        assert event.event_time <= timezone.now()
    document = epcis.document(TraceEvent.objects.order_by("pk"), epcis.document_id("/P/x"))
    assert len(check_document(document)) == TraceEvent.objects.count()
    for lot in Lot.objects.all():
        rules.check_balance_and_order(lot)
        assert rules.balance_of(lot).made == lot.quantity
        told = lot.events.exclude(step="").values_list("step", flat=True)
        assert list(told) == [step.code for step in craft_of(lot.product).steps]


def test_a_reader_of_the_market_finds_what_the_services_would_write(market, owner):
    """Materials, labels within the lot, scans with copies on their labels, old counts."""
    assert LotMaterial.objects.count() >= len(SLUGS)
    for lot in Lot.objects.all():
        assert lot.labels_issued == lot.labels.exclude(state=Label.State.REVOKED).count()
        assert lot.labels_issued <= lot.quantity
    for label in Label.objects.filter(scan_count__gt=0):
        scans = Scan.objects.filter(label=label).order_by("hour")
        assert label.scan_count == scans.count()
        assert label.first_scanned_at == scans.first().hour
    verdicts = set(Scan.objects.values_list("verdict", flat=True))
    assert {"not_activated", "far", "forged", "new", "seen"} <= verdicts
    assert ScanCount.objects.exists()
    recall_lot(lot=Lot.objects.first(), reason="x", by=owner)


def test_verifiers_are_named_and_marked_as_invented(market):
    verified = TraceEvent.objects.filter(source="authority")
    assert all("chợ thử nghiệm" in event.verifier for event in verified)
    assert not TraceEvent.objects.filter(source="portal").exclude(verifier="").exists()


def test_loading_again_adds_nothing(market):
    before = TraceEvent.objects.count(), Scan.objects.count(), Label.objects.count()
    assert chains.make_chains() == 0
    assert before == (TraceEvent.objects.count(), Scan.objects.count(), Label.objects.count())
