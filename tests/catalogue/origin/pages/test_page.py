"""Origin pages: the answer in words and colour, and what it is decided by."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone, translation

from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels.services import mint_labels
from catalogue.origin.models import Label, Lot, Scan, TraceEvent
from catalogue.origin.models.scans import Verdict
from catalogue.origin.pages import page, timeline
from catalogue.origin.scans.services import Reader
from catalogue.places.models import Province
from tests import factories

PHONE = Reader("192.0.2.1", "Mozilla/5.0 (Android 15; Mobile)", "01")


@pytest.fixture
def label(product):
    product.village = factories.make_village()
    product.save()
    lot = factories.make_lot(product, "L-1")
    label = mint_labels(lot=lot, count=1, by=None, hidden=True).labels.get()
    Label.objects.update(state="activated")
    label.refresh_from_db()
    return label


def address(label) -> Address:
    return Address("P", label.lot.product.code, "L-1", label.serial)


def context(label, verdict=Verdict.NEW, of=None) -> dict:
    of = of or address(label)
    return page.page_context(of, page.read(of), verdict)


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [
        ("new", "good"), ("lot", "good"), ("product", "good"),
        ("seen", "warn"), ("opened", "warn"), ("withdrawn", "warn"), ("unknown_lot", "warn"),
        ("far", "bad"), ("not_activated", "bad"), ("revoked", "bad"), ("recalled", "bad"),
        ("forged", "bad"),
    ],
)  # fmt: skip
def test_answer_has_its_tone_and_words_of_its_own(label, verdict, tone):
    facts = page.read(address(label))
    answers = {v: page.answer(v, address(label), facts) for v in Verdict}
    assert answers[Verdict(verdict)]["tone"] == tone
    assert len({one["title"] for one in answers.values()}) == len(Verdict)


def test_answer_says_when_how_often_and_what_the_maker_says(label):
    at = datetime.datetime(2026, 4, 17, 18, 0, tzinfo=datetime.UTC)  # the 18th in Hanoi
    Label.objects.update(scan_count=2, first_scanned_at=at, opened_at=at)
    Lot.objects.update(state_note="Men có chì")
    facts = page.read(address(label))
    with translation.override("en"):
        seen = page.answer(Verdict.SEEN, address(label), facts)
        assert seen["title"] == "This code has been looked up 2 times before"
        day = page.day_text(at)
        assert "18" in day
        assert day in seen["text"]
        assert day in page.answer(Verdict.OPENED, address(label), facts)["text"]
        recalled = page.answer(Verdict.RECALLED, address(label)._replace(lot=""), facts)["text"]
        assert "lot L-1;" in recalled
        assert recalled.endswith("Men có chì")
    assert page.day_text(None) == ""


def test_look_counts_once_and_says_what_it_said(label):
    facts, verdict, _own = page.look(address(label), PHONE, may_count=True)
    assert (facts.label.pk, verdict) == (label.pk, Verdict.NEW)
    scan = Scan.objects.get()
    assert (scan.product_id, scan.lot_id, scan.label_id) == (
        label.lot.product_id,
        label.lot_id,
        label.pk,
    )
    assert (scan.verdict, scan.province.code) == ("new", "01")
    assert page.look(address(label), PHONE, may_count=True)[1:] == (Verdict.AGAIN, 1)
    other = PHONE._replace(address="192.0.2.2")
    assert page.look(address(label), other, may_count=False)[1] == Verdict.SEEN
    assert Scan.objects.count() == 1
    assert page.look(Address("P", "NOPE"), PHONE, may_count=True) == (None, Verdict.FORGED, 0)


def test_a_phone_that_reads_its_code_again_is_not_told_to_be_careful(label):
    """Weeks later as well; what others read is told without its own looks."""
    with time_machine.travel("2026-04-01 10:00+07:00", tick=False):
        page.look(address(label), PHONE, may_count=True)
    cache.clear()
    with time_machine.travel("2026-04-20 10:00+07:00", tick=False), translation.override("en"):
        facts, verdict, own = page.look(address(label), PHONE, may_count=True)
        assert (verdict, own) == (Verdict.AGAIN, 1)
        said = page.answer(verdict, address(label), facts, own)
        assert said["title"].endswith("only you have looked it up so far")
        assert "careful" not in said["text"]
        assert said["tone"] == "good"
        page.look(address(label), PHONE._replace(address="192.0.2.2"), may_count=True)
        facts, verdict, own = page.look(address(label), PHONE, may_count=True)
        assert (verdict, own) == (Verdict.SEEN, 2)
        said = page.answer(verdict, address(label), facts, own)
        assert said["title"] == "This code has been looked up 1 time before"


def test_look_is_far_when_a_second_province_asks_within_a_day(label):
    page.look(address(label), PHONE, may_count=True)
    near = PHONE._replace(address="192.0.2.2")
    assert page.look(address(label), near, may_count=True)[1] == Verdict.SEEN
    far = PHONE._replace(address="192.0.2.3", province_code="79")
    assert page.look(address(label), far, may_count=True)[1] == Verdict.FAR
    assert page.look(address(label), near, may_count=True)[1] == Verdict.FAR
    Scan.objects.filter(province=Province.objects.get(code="79", valid_to=None)).delete()
    assert page.look(address(label), near, may_count=True)[1] == Verdict.SEEN


def test_look_at_a_lot_or_product_is_kept_without_what_it_does_not_name(label):
    page.look(address(label)._replace(serial=""), PHONE, may_count=True)
    page.look(Address("P", label.lot.product.code), PHONE, may_count=True)
    assert [(s.lot_id, s.label_id, s.verdict) for s in Scan.objects.order_by("pk")] == [
        (label.lot_id, None, "lot"),
        (None, None, "product"),
    ]


@pytest.mark.parametrize(
    ("state", "tries", "can"),
    [
        ("activated", 5, True),
        ("sold", 1, True),
        ("sold", 0, False),
        ("printed", 5, False),
        ("opened", 5, False),
        ("revoked", 5, False),
    ],
)
def test_page_offers_to_open_what_is_in_use_and_has_tries(label, state, tries, can):
    Label.objects.update(state=state, hidden_tries=tries)
    assert context(label)["can_open"] is can
    Label.objects.update(hidden_hash="")
    assert context(label)["can_open"] is False


@pytest.mark.parametrize(("days", "outdated"), [(-1, True), (0, False), (1, False)])
def test_page_says_outdated_from_the_day_after(label, days, outdated):
    day = timezone.localdate() + datetime.timedelta(days=days)
    Lot.objects.update(best_before=day)
    assert context(label)["outdated"] == (day if outdated else None)
    Lot.objects.update(state="open")
    assert context(label)["outdated"] is None


def test_page_shows_no_serial_nor_lot_of_a_forged_code(label):
    assert context(label)["serial"] == label.serial
    forged = context(label, Verdict.FORGED)
    assert forged["serial"] == ""
    assert "L-1" in context(label)["body"]
    assert "L-1" not in forged["body"]
    assert forged["is_withdrawn"] is False


def test_page_links_the_village_of_the_lot_before_the_products(label):
    product = label.lot.product
    here = {"name": "Bát Tràng", "url": f"/vi/products/?village={product.village.slug}"}
    assert context(label)["village"] == here
    other = factories.make_village("Vạn Phúc")
    Lot.objects.update(village=other)
    assert context(label)["village"]["name"] == "Vạn Phúc"
    Lot.objects.update(state="open")
    assert context(label)["village"] == here
    type(product).objects.update(village=None)
    assert context(label)["village"] is None


@pytest.mark.parametrize(
    ("quantity", "text"), [("40.500", "40.5"), ("40.000", "40"), ("100", "100"), ("0.125", "0.125")]
)
def test_plain_number_drops_zeros_at_the_end(quantity, text):
    assert str(page.plain_number(Decimal(quantity))) == text


def test_parcels_text_names_the_last_day_when_there_are_more():
    first = datetime.datetime(2026, 4, 17, 17, 0, tzinfo=datetime.UTC)  # midnight in Hanoi
    with translation.override("en"):
        same = timeline.parcels_text(1, first, first + datetime.timedelta(hours=23, minutes=59))
        later = timeline.parcels_text(3, first, first + datetime.timedelta(hours=24))
    assert same == "1 parcel"
    assert later.startswith("3 parcels, the last on ")
    assert "19" in later


def test_claim_says_whose_word_it_is(product):
    certificate = factories.make_certificate(product)
    with translation.override("en"):
        assert timeline.claim_of(TraceEvent(verifier="Chi cục"), 3) == "Verified by Chi cục"
        of_paper = timeline.claim_of(TraceEvent(certificate=certificate), 3)
        assert of_paper == f"Verified by {certificate.authority}"
        assert timeline.claim_of(TraceEvent(), 0) == "Stated by the maker"
        assert timeline.claim_of(TraceEvent(), 1) == "Stated by the maker, with 1 document"
        assert timeline.claim_of(TraceEvent(), 2) == "Stated by the maker, with 2 documents"


@pytest.mark.parametrize(
    ("biz_step", "disposition", "name"),
    [
        ("receiving", "returned", "Came back"),
        ("holding", "recalled", "Recalled"),
        ("receiving", "in_progress", "Received"),
        ("commissioning", "", "Made"),
        ("creating_class_instance", "", "Made"),
        ("baking", "", "Step of the work"),
    ],
)
def test_steps_are_named_for_people(biz_step, disposition, name):
    with translation.override("en"):
        assert timeline.step_name(biz_step, disposition) == name
