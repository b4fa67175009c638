"""Labels: minted, printed again, put into use, sold, opened, revoked.

A lot never has more standing labels than goods: counted under the lot's lock, and held by
a constraint of the database on `labels_issued`.
"""

import enum
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from catalogue.origin.codes import serials
from catalogue.origin.codes.addresses import anchor_of
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import places as known_places
from catalogue.origin.events.services import lock_lots, record_event
from catalogue.origin.models import Label, LabelBatch, Lot, TraceEvent
from catalogue.origin.refusals import (
    LabelsExceedLot,
    LotClosed,
    LotNotReleased,
    LotRecalled,
    MoveRefused,
)
from marketplace.accounts.models import User
from marketplace.frame.states import move, move_rows, origins_of

State = Label.State


class Opening(enum.Enum):
    """What became of a hidden code that somebody typed."""

    OPENED = "opened"  # the first right code: opened now, by whoever asked
    OPENED_BEFORE = "opened_before"  # right, but not the first
    WRONG = "wrong"
    NO_TRIES = "no_tries"
    NO_CODE = "no_code"  # this label has no hidden code that still proves anything
    NOT_IN_USE = "not_in_use"  # printed only, or revoked


@transaction.atomic
def mint_labels(
    *,
    lot: Lot,
    count: int,
    by: User | None,
    sheet: str = LabelBatch.Sheet.L7160,
    start_cell: int = 1,
    hidden: bool = False,
) -> LabelBatch:
    """Make new serials for a print run; they stay out of use until activated.

    `hidden` gives each a second code for under the film: serials.hidden_code(serial) at
    printing. Raises LabelsExceedLot, LotRecalled, LotClosed.
    """
    lot = lock_lots([lot])[lot.pk]
    if lot.is_recalled:
        raise LotRecalled(lot=lot.number)
    if lot.is_closed:
        raise LotClosed(lot=lot.number)
    if not 0 < count <= lot.labels_left:
        raise LabelsExceedLot(lot=lot.number, left=lot.labels_left, asked=count)
    anchor = anchor_of(lot.product)
    batch = LabelBatch.objects.create(
        lot=lot,
        anchor=anchor,
        count=count,
        sheet=sheet,
        start_cell=start_cell,
        has_hidden_codes=hidden,
        made_by=by,
    )
    Label.objects.bulk_create(
        (
            Label(
                serial=serial,
                lot=lot,
                batch=batch,
                hidden_hash=serials.hidden_hash(serial, serials.hidden_code(serial))
                if hidden
                else "",
                hidden_tries=Label.HIDDEN_TRIES if hidden else 0,
            )
            for serial in serials.mint(anchor, lot.number, count)
        ),
        batch_size=1000,
    )
    Lot.objects.filter(pk=lot.pk).update(labels_issued=F("labels_issued") + count)
    record_printing(lot, count, by)
    return batch


def record_printing(lot: Lot, count: int, by: User | None) -> TraceEvent:
    """Record how many codes were printed. The serials stay out of public events."""
    body = event_bodies.observation(
        quantities=event_bodies.whole_lot(lot, count),
        at=timezone.now(),
        biz_step="encoding",
        disposition="encoded",
        place=known_places.place_of_lot(lot),
    )
    return record_event(body=body, producer_id=lot.product.producer_id, by=by)[0]


@transaction.atomic
def reprint_labels(
    *,
    batch: LabelBatch,
    reason: str,
    by: User | None,
    only: Iterable[str] = (),
    sheet: str = "",
    start_cell: int = 1,
) -> LabelBatch:
    """Print the same serials again, all of a run or `only` some; the reason is kept.

    Revoked labels are left out. Raises ValueError without a reason, MoveRefused when no
    label is left to print.
    """
    if not reason.strip():
        raise ValueError("reason")
    lot = lock_lots([batch.lot])[batch.lot_id]
    if lot.is_recalled:
        raise LotRecalled(lot=lot.number)
    origin = batch.reprint_of or batch
    labels = origin.labels.exclude(state=State.REVOKED)
    chosen = list(only) or batch.reprint_serials
    if chosen:
        labels = labels.filter(serial__in=chosen)
    found = list(labels.values_list("serial", flat=True))
    if not found:
        raise MoveRefused(state=State.REVOKED.label)
    labels.update(prints=F("prints") + 1)
    return LabelBatch.objects.create(
        lot=lot,
        anchor=origin.anchor,
        count=len(found),
        sheet=sheet or batch.sheet,
        start_cell=start_cell,
        has_hidden_codes=origin.has_hidden_codes,
        reprint_of=origin,
        reprint_serials=found if chosen else [],
        reason=reason.strip(),
        made_by=by,
    )


def labels_to_print(batch: LabelBatch) -> QuerySet[Label]:
    """The labels of a print run in their order, revoked ones left out."""
    labels = (batch.reprint_of or batch).labels.exclude(state=State.REVOKED)
    if batch.reprint_serials:
        labels = labels.filter(serial__in=batch.reprint_serials)
    return labels.order_by("pk")


def chosen_labels(
    lot: Lot, batch: LabelBatch | None, only: Iterable[str] | None
) -> QuerySet[Label]:
    labels = Label.objects.filter(lot=lot)
    if batch is not None:
        labels = labels.filter(batch=batch.reprint_of or batch)
    if only is not None:
        labels = labels.filter(serial__in=[serials.normalised(text) for text in only])
    return labels


def move_labels(labels: QuerySet[Label], state: State, note: str = "") -> int:
    """Move those labels that may go to `state`; how many did."""
    return move_rows(
        labels,
        origins_of(Label, state),
        state,
        state_changed_at=timezone.now(),
        state_note=note[:200],
    )


@transaction.atomic
def activate_labels(
    *, lot: Lot, batch: LabelBatch | None = None, only: Iterable[str] | None = None
) -> int:
    """Put printed labels into use: all of a lot, of a run, or `only` some serials.

    Raises LotNotReleased, LotRecalled.
    """
    lot = lock_lots([lot])[lot.pk]
    if lot.is_recalled:
        raise LotRecalled(lot=lot.number)
    if lot.is_open:
        raise LotNotReleased(lot=lot.number)
    return move_labels(chosen_labels(lot, batch, only), State.ACTIVATED)


@transaction.atomic
def void_labels(
    *,
    lot: Lot,
    reason: str,
    batch: LabelBatch | None = None,
    only: Iterable[str] | None = None,
) -> int:
    """Revoke labels for good (spoilt, lost, stolen); as many may be printed anew.

    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reason")
    lot = lock_lots([lot])[lot.pk]
    revoked = move_labels(chosen_labels(lot, batch, only), State.REVOKED, reason.strip())
    Lot.objects.filter(pk=lot.pk).update(labels_issued=F("labels_issued") - revoked)
    return revoked


@transaction.atomic
def mark_sold(*, lot: Lot, only: Iterable[str], batch: LabelBatch | None = None) -> int:
    """Note that the packs under these serials were sold; how many of them were in use.

    Only the seller knows: a parcel names its lot, not the serials in it. Raises LotRecalled.
    """
    lot = lock_lots([lot])[lot.pk]
    if lot.is_recalled:
        raise LotRecalled(lot=lot.number)
    return move_labels(chosen_labels(lot, batch, only), State.SOLD)


@transaction.atomic
def open_label(*, label: Label, code: str) -> Opening:
    """Try a hidden code; five wrong ones and no more are taken.

    The first right code opens the label; later ones are told when that was.
    """
    label = Label.objects.select_for_update().get(pk=label.pk)
    if not label.hidden_hash or serials.is_under_revoked_key(label.serial):
        return Opening.NO_CODE
    if label.is_printed or label.is_revoked:
        return Opening.NOT_IN_USE
    if not label.hidden_tries:
        return Opening.NO_TRIES
    if not serials.is_hidden_code(label.serial, serials.normalised(code)[:40], label.hidden_hash):
        label.hidden_tries -= 1
        label.save(update_fields=["hidden_tries"])
        return Opening.WRONG if label.hidden_tries else Opening.NO_TRIES
    if label.is_opened:
        return Opening.OPENED_BEFORE
    now = timezone.now()
    move(label, State.OPENED, opened_at=now, state_changed_at=now)
    return Opening.OPENED
