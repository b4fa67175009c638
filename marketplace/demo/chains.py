"""Chains of origin for the demo market: how lots were made, their labels, who scanned them.

Every maker, verifier and scan here is invented and says so. Written in bulk: a few dozen
chains with thousands of scans take about two seconds. Safe to repeat: a market that has
events keeps them as they are.
"""

import datetime
from collections.abc import Iterable
from itertools import islice
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalogue.models import Product
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import places as known_places
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.labels.services import activate_labels, mint_labels, move_labels, void_labels
from catalogue.origin.lots.services import DISPOSITIONS, StepKind, open_lot, record_step
from catalogue.origin.lots.steps import Craft, craft_of
from catalogue.origin.models import (
    EventItem,
    Label,
    LabelBatch,
    Lot,
    LotAttachment,
    LotMaterial,
    Scan,
    ScanCount,
    Suspicion,
    TraceEvent,
)
from catalogue.origin.models.scans import Verdict
from catalogue.places.models import Province
from marketplace.accounts.models import User
from marketplace.demo.shown import names_shown, picture_name
from marketplace.lots.printing import enqueue_drawing
from marketplace.lots.services import recall_and_tell
from marketplace.producers.models import Producer
from marketplace.purchases.models import ParcelLine

EVERY = 5  # one product in five has its chain told, and all of the demo sellers'
SELLERS = ("bat-trang-1", "van-phuc-1")
LABELLED = 24  # lots with labels
SCANS_A_LOT = (20, 140)
WEEKS = 12
OLD_WEEKS = 14  # before them, as counts
STANDARDS = ("TCCS 01:2026", "TCVN 7436:2004", "TCVN 5603:2023", "TCCS 02:2025")
VERIFIERS = (
    "Trung tâm Kiểm nghiệm Sông Hồng (đặt ra cho chợ thử nghiệm)",
    "Hội nghề làng (đặt ra cho chợ thử nghiệm)",
    "Chi cục Chất lượng (đặt ra cho chợ thử nghiệm)",
)
NOTES = {
    "receive": ("Cân đủ, khô ráo.", "Có phiếu nhập.", "Bỏ phần lỗi khoảng 2 %."),
    "harvest": ("Thu lúc sáng sớm.", "Trời khô, sương tan.", "Hai người hái, một người nhặt."),
    "work": ("Làm tay, ba thợ.", "Làm chậm hơn mọi khi vì nồm.", "Thợ cả xem từng cái."),
    "make": ("Xong cả mẻ.", "Xong mẻ, để nghỉ qua đêm."),
    "inspect": ("Bỏ ra vài cái không đạt.", "Đạt cả mẻ.", "Lưu mẫu một cái."),
    "pack": ("Gói giấy, chèn rơm.", "Dán tem từng cái."),
}
# Where scans come from: province code and weight; most buyers live near.
FROM = (
    ("01", 46), ("79", 18), ("48", 7), ("31", 6), ("24", 5), ("22", 4), ("37", 3), ("40", 3),
    ("46", 2), ("68", 2), ("92", 2), ("75", 2), ("15", 1), ("56", 1), ("", 4),
)  # fmt: skip
SAID = ((Verdict.NEW, 52), (Verdict.SEEN, 22), (Verdict.LOT, 16), (Verdict.PRODUCT, 10))
REASON = (
    "Men lót của mẻ nung này có thể thôi chì quá mức cho phép. Xin đừng đựng đồ ăn, thức uống; "
    "nhà làm nhận lại và hoàn tiền. (Đặt ra cho chợ thử nghiệm.)"
)


def told_lots() -> list[Lot]:
    """The lots whose chain is told: one product in five, and all of the demo sellers'."""
    lots = (
        Lot.objects.filter(product__code__startswith="D", state=Lot.State.RELEASED)
        .select_related(
            "product__producer__commune", "product__ocop_set", "product__village",
            "village", "commune",
        )
        .order_by("product__code", "pk")
    )  # fmt: skip
    return [
        lot
        for lot in lots
        if int(lot.product.code[1:]) % EVERY == 0 or lot.product.producer.slug in SELLERS
    ]


def moment(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def make_materials(lots: Iterable[Lot]) -> dict[int, list[LotMaterial]]:
    """Say what went into each lot; the rows by lot."""
    rows = []
    for lot in lots:
        rng = Random(f"materials-{lot.product.code}")  # noqa: S311
        rows += [
            LotMaterial(
                lot=lot,
                name=name,
                where_from=where_from,
                supplier="Nguồn đặt ra cho chợ thử nghiệm",
                quantity=rng.randint(2, 60) * 5,
                received_on=lot.made_on - datetime.timedelta(days=rng.randint(12, 30)),
            )
            for name, where_from in craft_of(lot.product).materials
        ]
    found: dict[int, list[LotMaterial]] = {}
    for row in LotMaterial.objects.bulk_create(rows):
        found.setdefault(row.lot_id, []).append(row)
    return found


def bodies_of(
    lot: Lot, craft: Craft, materials: list[LotMaterial]
) -> Iterable[tuple[dict, str, str]]:
    """Write the EPCIS bodies of a lot's steps, with each step's kind and its verifier."""
    rng = Random(f"chain-{lot.product.code}")  # noqa: S311
    place = known_places.place_of_lot(lot)
    made_at = next((n for n, step in enumerate(craft.steps) if step.kind == "make"), 0)
    waits = [rng.randint(1, 3) for _ in range(made_at)]  # days from each step to the next
    for number, step in enumerate(craft.steps):
        day = lot.made_on - datetime.timedelta(days=sum(waits[number:]))
        facts = {
            "at": moment(day, 8 + max(number - made_at, 0) * 2, rng.randrange(60)),
            "biz_step": StepKind(step.kind).label,
            "disposition": DISPOSITIONS[StepKind(step.kind)],
            "place": place,
            "own": {"step": step.code, "note": rng.choice(NOTES[step.kind])},
        }
        if step.kind == "make" and materials:
            body = event_bodies.transformation(lot=lot, materials=materials, **facts)
        else:
            action = "ADD" if step.kind == "make" else "OBSERVE"
            body = event_bodies.observation(
                quantities=event_bodies.whole_lot(lot), action=action, **facts
            )
        is_verified = step.kind == "inspect" and rng.random() < 0.6
        yield body, step.kind, rng.choice(VERIFIERS) if is_verified else ""


def row_of(lot: Lot, body: dict, verifier: str) -> TraceEvent:
    """Make the row that `record_event` would make; not saved yet."""
    at = datetime.datetime.fromisoformat(str(body["eventTime"]))
    return TraceEvent(
        event_id=event_hash_id(body, None),
        lot=lot,
        type=body["type"],
        action=body.get("action", ""),
        event_time=at,
        time_zone_offset=body["eventTimeZoneOffset"],
        biz_step=body["bizStep"],
        disposition=body.get("disposition", ""),
        read_point=body["readPoint"]["id"],
        place_name=(lot.village or lot.commune or lot.product.producer).name,
        step=body["ocop:step"],
        note=body["ocop:note"],
        body=body,
        source=TraceEvent.Source.AUTHORITY if verifier else TraceEvent.Source.PORTAL,
        verifier=verifier,
    )


def picture_of(event: TraceEvent, view: str) -> str:
    """The picture of an event's product in one view."""
    assert event.lot is not None  # noqa: S101 - chains are of lots
    return picture_name(event.lot.product.code, view)


def make_events(lots: Iterable[Lot]) -> int:
    """Tell how each lot was made, with pictures; how many events there are."""
    lots = list(lots)
    materials = make_materials(lots)
    by_uri = {event_bodies.class_uri(lot): lot for lot in lots}
    events, kinds = [], []
    for lot in lots:
        for body, kind, verifier in bodies_of(
            lot, craft_of(lot.product), materials.get(lot.pk, [])
        ):
            events.append(row_of(lot, body, verifier))
            kinds.append(kind)
    events = TraceEvent.objects.bulk_create(events, batch_size=500)
    EventItem.objects.bulk_create(
        (
            EventItem(
                event=event,
                role=item.role,
                uri=item.uri[:255],
                quantity=item.quantity,
                uom=item.uom,
                lot=by_uri.get(item.uri),
            )
            for event in events
            for item in event_bodies.items_of(event.body)
        ),
        batch_size=500,
    )
    views = {"work": "detail", "make": "whole", "pack": "in_use"}
    shown = names_shown()
    LotAttachment.objects.bulk_create(
        LotAttachment(
            lot=event.lot,
            event=event,
            kind=LotAttachment.Kind.PICTURE,
            file=picture_of(event, views[kind]),
            caption="minh họa",
        )
        for event, kind in zip(events, kinds, strict=True)
        if kind in views
        and (kind != "work" or event.pk % 3 == 0)
        and picture_of(event, views[kind]) in shown
    )
    for lot in lots:
        lot.standards = STANDARDS[lot.pk % len(STANDARDS)]
    Lot.objects.bulk_update(lots, ["standards"])
    Producer.objects.filter(products__lots__in=lots, address="").update(address="Xóm 1")
    return len(events)


def make_labels(lots: Iterable[Lot]) -> list[Label]:
    """Print labels, put most into use, sell some, void a few; the labels in use."""
    for lot in lots:
        rng = Random(f"labels-{lot.product.code}")  # noqa: S311
        batch = mint_labels(
            lot=lot,
            count=min(lot.quantity, rng.randint(20, 60)),
            by=None,
            sheet=rng.choice([LabelBatch.Sheet.L7160, LabelBatch.Sheet.L7651]),
        )
        serials = list(batch.labels.order_by("pk").values_list("serial", flat=True))
        waiting = max(3, len(serials) // 8)  # printed, not in use yet
        activate_labels(lot=lot, only=serials[waiting:])
        sold = serials[waiting : waiting + len(serials) // 2]
        move_labels(Label.objects.filter(serial__in=sold), Label.State.SOLD)
        if rng.random() < 0.4:
            void_labels(lot=lot, reason="Tem bị nhòe khi in", only=serials[-2:])
        if lot.product.producer.slug in SELLERS:
            enqueue_drawing(batch)
    states = (Label.State.ACTIVATED, Label.State.SOLD)
    return list(Label.objects.filter(lot__in=lots, state__in=states).order_by("pk"))


def make_scans(lots: list[Lot], labels: list[Label]) -> int:
    """Scan codes over weeks and provinces, with what should raise an alarm; how many rows."""
    rng = Random("scans")  # noqa: S311
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    provinces = {p.code: p for p in Province.objects.filter(valid_to=None)}
    places, weights = zip(*FROM, strict=True)
    answers, answer_weights = [said for said, _ in SAID], [weight for _, weight in SAID]
    by_lot: dict[int, list[Label]] = {}
    for label in labels:
        by_lot.setdefault(label.lot_id, []).append(label)
    rows, counts = [], []
    for lot in lots:
        for _ in range(rng.randint(*SCANS_A_LOT)):
            hours = int(rng.triangular(1, WEEKS * 7 * 24 - 24, 24 * 10))
            verdict = rng.choices(answers, answer_weights)[0]
            is_unit = verdict in (Verdict.NEW, Verdict.SEEN) and lot.pk in by_lot
            rows.append(
                Scan(
                    product=lot.product,
                    lot=lot if verdict != Verdict.PRODUCT else None,
                    label=rng.choice(by_lot[lot.pk]) if is_unit else None,
                    hour=now - datetime.timedelta(hours=hours),
                    province=provinces.get(rng.choices(places, weights)[0]),
                    reader=f"{rng.getrandbits(128):032x}",
                    verdict=verdict,
                )
            )
        monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
        for week in range(WEEKS + 1, WEEKS + OLD_WEEKS):
            counts.append(
                ScanCount(
                    product=lot.product,
                    lot=lot,
                    province=provinces.get(rng.choices(places, weights)[0]),
                    week=monday - datetime.timedelta(weeks=week),
                    verdict=Verdict.NEW,
                    count=rng.randint(1, 12),
                )
            )
    rows += alarming(lots, by_lot, provinces, now)
    Scan.objects.bulk_create(rows, batch_size=1000)
    ScanCount.objects.bulk_create(counts, batch_size=1000)
    copy_counts(rows)
    return len(rows)


def alarming(lots, by_lot, provinces, now) -> list[Scan]:
    """What the demo sellers should worry about: an unused label, distant places, a forgery."""
    rows = []
    mine = [lot for lot in lots if lot.product.producer.slug in SELLERS and lot.pk in by_lot]
    for number, lot in enumerate(islice(mine, 4)):
        unused = Label.objects.filter(lot=lot, state=Label.State.PRINTED).first()
        for verdict, label, codes in (
            (Verdict.NOT_ACTIVATED, unused, ("01",)),
            (Verdict.FAR, by_lot[lot.pk][0], ("01", "79", "96")),
            (Verdict.FORGED, None, ("79",)),
        )[: 3 if number == 0 else 1]:
            rows += [
                Scan(
                    product=lot.product,
                    lot=lot if label else None,
                    label=label,
                    hour=now - datetime.timedelta(hours=20 * number + hours),
                    province=provinces.get(code),
                    reader=f"{number}{hours}".rjust(32, "0"),
                    verdict=verdict,
                )
                for hours, code in enumerate(codes, start=2)
            ]
        if number == 0:
            Suspicion.objects.create(
                address=f"/P/{lot.product.code}/L/{lot.number}",
                product=lot.product,
                lot=lot,
                message="Tem dán chồng lên tem khác. (Đặt ra cho chợ thử nghiệm.)",
                bought_at="Chợ Đồng Xuân",
            )
    return rows


def copy_counts(rows: Iterable[Scan]) -> None:
    """Write onto labels how often they were scanned, as the scan service does."""
    seen: dict[int, list[datetime.datetime]] = {}
    for row in rows:
        if row.label_id:
            seen.setdefault(row.label_id, []).append(row.hour)
    labels = list(Label.objects.filter(pk__in=seen))
    for label in labels:
        hours = sorted(seen[label.pk])
        label.scan_count, label.first_scanned_at, label.last_scanned_at = (
            len(hours), hours[0], hours[-1],
        )  # fmt: skip
    Label.objects.bulk_update(
        labels, ["scan_count", "first_scanned_at", "last_scanned_at"], batch_size=500
    )


@transaction.atomic
def make_chains() -> int:
    """Tell the chains of the demo market's lots; how many lots have one now."""
    if TraceEvent.objects.exists():
        return 0
    lots = told_lots()
    make_events(lots)
    first = [lot for lot in lots if lot.product.producer.slug in SELLERS]
    others = [lot for lot in lots if lot.product.producer.slug not in SELLERS]
    labelled = (first + others)[:LABELLED]
    labels = make_labels(labelled)
    make_scans(lots, labels)
    return len(lots)


def make_lot_in_the_making(seller: User) -> None:
    """Leave the demo seller a lot that is only begun."""
    product = Product.objects.filter(producer__slug=SELLERS[0], code__startswith="D").first()
    begun = Lot.objects.filter(product__producer__slug=SELLERS[0], state=Lot.State.OPEN)
    if product is None or begun:
        return
    lot = open_lot(product=product, quantity=60, by=seller)
    for number, step in enumerate(craft_of(product).steps[:2]):
        at = timezone.now() - datetime.timedelta(hours=6 - 2 * number)
        record_step(lot=lot, step=step.code, kind=step.kind, by=seller, at=at)


def make_recall(seller: User) -> Lot | None:
    """Recall one lot of the demo seller that a buyer has got; None when that was done."""
    if Lot.objects.filter(state=Lot.State.RECALLED).exists():
        return None
    line = (
        ParcelLine.objects.filter(lot__product__producer__slug=SELLERS[0])
        .select_related("lot__product__producer")
        .order_by("pk")
        .first()
    )
    if line is None or not settings.SHOP_IS_DEMO:
        return None
    if line.lot is None:
        return None
    recall_and_tell(lot=line.lot, reason=REASON, by=seller)
    return line.lot
