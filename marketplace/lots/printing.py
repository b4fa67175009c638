"""Print runs drawn by the task queue: a PDF of sheets or a roll, or single files in a ZIP.

The rows of a run exist before it is drawn, so drawing may be done again and again: same
serials, same file. The file's name cannot be guessed: who holds it can print true labels.
"""

import logging
import secrets
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from catalogue.origin.codes import serials
from catalogue.origin.codes.addresses import anchor_of, label_path
from catalogue.origin.labels.services import labels_to_print
from catalogue.origin.labels.sheets import (
    SHEETS,
    SymbolTooLarge,
    Unit,
    Words,
    draw_sheets,
    module_size,
)
from catalogue.origin.labels.symbols import symbol
from catalogue.origin.models import LabelBatch, Lot
from marketplace.frame.states import move, move_rows
from marketplace.frame.tables_out import csv_bytes

logger = logging.getLogger(__name__)
Job = LabelBatch.JobState
PRINTERS_DPI: dict[str, int] = {LabelBatch.Sheet.ROLL: 203}
OFFICE_DPI = 300  # laser and ink printers: 300, or 600, which its dots divide
TELL_EVERY = 0.5  # seconds
GIVEN_UP_AFTER = timedelta(minutes=10)
LABEL_LANGUAGE = "vi"  # the words on a label are Vietnamese (decree 43/2017/NĐ-CP)


def enqueue_drawing(batch: LabelBatch) -> None:
    """Let the worker draw a run, once its rows are committed."""
    transaction.on_commit(lambda: draw_batch.enqueue(batch.pk), robust=True)


def may_draw_again(batch: LabelBatch) -> bool:
    """Tell whether a run failed, or its worker was lost."""
    if batch.has_failed:
        return True
    return not batch.is_done and batch.made_at < timezone.now() - GIVEN_UP_AFTER


def draw_again(batch: LabelBatch) -> bool:
    """Put a failed or lost run into the queue again; False when it needs none."""
    if not may_draw_again(batch):
        return False
    move_rows(of_run(batch.pk), [Job.RUNNING, Job.FAILED], Job.WAITING, progress=0)
    enqueue_drawing(batch)
    return True


def of_run(batch_id: int) -> QuerySet[LabelBatch]:
    return LabelBatch.objects.filter(pk=batch_id)


@task()
def draw_batch(batch_id: int) -> bool:
    """Draw one run into its file; False when another worker has it or it is done."""
    if not move_rows(of_run(batch_id), [Job.WAITING, Job.FAILED], Job.RUNNING, progress=0):
        return False
    batch = LabelBatch.objects.select_related("lot__product", "reprint_of").get(pk=batch_id)
    try:
        with tempfile.TemporaryFile() as target, translation.override(LABEL_LANGUAGE):
            count = write_file(batch, target, Progress(batch_id))
            target.seek(0)
            ending = "zip" if batch.sheet == LabelBatch.Sheet.SINGLE else "pdf"
            batch.file.save(f"{secrets.token_urlsafe(16)}.{ending}", File(target), save=False)
    except (OSError, SymbolTooLarge, ValueError):
        logger.exception("print run %d could not be drawn", batch_id)
        move_rows(of_run(batch_id), Job.RUNNING, Job.FAILED)
        return False
    move(batch, Job.DONE, file=batch.file, progress=count, finished_at=timezone.now())
    return True


class Progress:
    """Writes how far a run is, not more often than people look."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id, self.told_at = batch_id, time.monotonic()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self.told_at < TELL_EVERY:
            return
        self.told_at = time.monotonic()
        LabelBatch.objects.filter(pk=self.batch_id).update(progress=done)


def write_file(batch: LabelBatch, target, tell: Callable[[int], None]) -> int:
    """Write a run's file; how many labels are in it. Raises SymbolTooLarge."""
    units = units_of(batch)
    if batch.sheet == LabelBatch.Sheet.SINGLE:
        return write_singles(units, target, tell)
    sheet = SHEETS[batch.sheet]
    return draw_sheets(
        target,
        sheet=sheet,
        units=units,
        words=words_of(batch.lot, has_hidden=batch.has_hidden_codes),
        dpi=dpi_of(batch.sheet),
        first_cell=batch.start_cell - 1,
        with_test_page=not sheet.is_roll,
        tell=tell,
    )


def units_of(batch: LabelBatch) -> Iterator[Unit]:
    """The labels of a run, as they are printed, read a thousand at a time."""
    rows = labels_to_print(batch).values_list("serial", flat=True).iterator(chunk_size=1000)
    for serial in rows:
        hidden = serials.hidden_code(serial) if batch.has_hidden_codes else ""
        yield Unit(label_address(batch.anchor, batch.lot.number, serial), serial, hidden)


def label_address(anchor: str, lot_number: str, serial: str) -> str:
    return f"{settings.SITE_URL}{label_path(anchor, lot_number, serial)}"


def code_fits(lot: Lot, sheet_key: str) -> bool:
    """Tell whether a unit code of this lot can be read from such a label."""
    sheet = SHEETS.get(sheet_key)
    if sheet is None:
        return True  # single files have no size of their own
    longest = label_address(anchor_of(lot.product), lot.number, "Z" * serials.LENGTH)
    try:
        module_size(sheet, symbol(longest), dpi_of(sheet_key))
    except SymbolTooLarge:
        return False
    return True


def dpi_of(sheet_key: str) -> int:
    return PRINTERS_DPI.get(sheet_key, OFFICE_DPI)


def words_of(lot: Lot, *, has_hidden: bool = False) -> Words:
    """What stands beside the code, in Vietnamese."""
    with translation.override(LABEL_LANGUAGE):
        lines = [
            _("Lot %(number)s") % {"number": lot.number},
            _("Made %(day)s") % {"day": date_format(lot.made_on, "d/m/Y")},
        ]
        if lot.best_before:
            lines.append(_("Best before %(day)s") % {"day": date_format(lot.best_before, "d/m/Y")})
        return Words(
            domain=urlsplit(settings.SITE_URL).netloc,
            product=lot.product.title_vi or lot.product.title,
            lines=tuple(lines),
            has_hidden=has_hidden,
        )


def write_singles(units: Iterator[Unit], target, tell: Callable[[int], None]) -> int:
    """Write an SVG and a PNG of each code, and a list of what is what."""
    listed: list[tuple[str, str]] = []
    done = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit in units:
            code = symbol(unit.address)
            archive.writestr(f"svg/{unit.serial}.svg", code.svg())
            archive.writestr(f"png/{unit.serial}.png", code.png())
            listed.append((unit.serial, unit.address))
            done += 1
            tell(done)
        archive.writestr("labels.csv", csv_bytes(["serial", "address"], listed))
    return done
