"""Undo an import as long as nothing of it moved: prices, stock and proposals as they were.

Nothing is undone by half either: one price that somebody changed since, one item that was sold
from what was counted, one proposal that the editors decided on, and all stays. What it was is
said, row by row.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from catalogue.products.services import StockIsHeld
from marketplace.frame.many_rows import save_columns
from marketplace.frame.numbers import grouped
from marketplace.frame.portions import portions
from marketplace.frame.states import move, move_rows
from marketplace.listings.imports.applying import (
    changes_of,
    keep_offers,
    locked_offers,
    touches_offer,
)
from marketplace.listings.imports.checking import Asked, said_in_all
from marketplace.listings.imports.models import ImportRow, ProductImport, ProposalBatch
from marketplace.listings.models import OfferChange, Revision
from marketplace.producers.models import Producer

State, Proposal = ProductImport.State, Revision.State
MOST_SAID = 50  # rows that prevent an undoing


def undo(pk: int) -> bool:
    """Undo a table in one transaction; False when something prevents it, which is kept."""
    try:
        return undo_all(pk)
    except Prevented as refusal:
        with transaction.atomic():
            table = ProductImport.objects.select_for_update().get(pk=pk)
            if table.is_undoing:
                move(table, State.APPLIED, kept_from=refusal.reasons)
        return False


class Prevented(Exception):
    """Something of an import moved since; `reasons`: [row's number, title, problems]."""

    def __init__(self, reasons: list[list[Any]]) -> None:
        super().__init__(len(reasons))
        self.reasons = reasons


@transaction.atomic
def undo_all(pk: int) -> bool:
    """Undo a table; False when there is nothing to do. Raises Prevented."""
    Producer.objects.select_for_update().get(imports=pk)
    table = ProductImport.objects.select_for_update().get(pk=pk)
    if not table.is_undoing:
        return False
    batch = ProposalBatch.objects.select_for_update().filter(table=table).first()
    done = table.rows.filter(outcome__in=[ImportRow.Outcome.CREATED, ImportRow.Outcome.CHANGED])
    rows = list(done.defer("given", "search_text").order_by("number"))
    reasons = undo_offers(table, [row for row in rows if touches_offer(row)])
    reasons += undo_proposals(batch, [row for row in rows if "content" in row.wants])
    if reasons:
        reasons.sort(key=lambda reason: reason[0])
        raise Prevented(reasons[:MOST_SAID])
    if batch is not None:
        batch.delete()
    move(table, State.UNDONE, undone_at=timezone.now())
    return True


def undo_offers(table: ProductImport, rows: list[ImportRow]) -> list[list[Any]]:
    """Set prices and stock back; give the rows of which something moved."""
    reasons: list[list[Any]] = []
    for portion, records in locked_offers(rows):
        changes: list[OfferChange] = []
        for row in portion:
            record = records[row.product_id or 0]
            wrong = said_in_all(partial(offer_moved, row, record))
            if wrong:
                reasons.append([row.number, row.title, wrong])
            else:
                changes += set_back(table, row, record)
        keep_offers(portion, records, changes)
    return reasons


def offer_moved(row: ImportRow, record: Any) -> Asked:
    asked = Asked()
    price = None if record.price is None else int(record.price)
    if "price" in row.wants and price != row.wants["price"]:
        sentence = gettext("It costs %(now)s now, which is not what the table said.")
        asked.refuse("price", sentence % {"now": grouped(price or 0)})
    if "price" in row.before and row.before["price"] is None:
        asked.refuse("price", gettext("It had no price before the table."))
    if "stock" in row.wants:
        in_stock, held = record.num_in_stock or 0, record.num_allocated or 0
        if in_stock != row.wants["stock"]:
            sentence = gettext("There are %(now)s in stock now, which is not what the table said.")
            asked.refuse("stock", sentence % {"now": grouped(in_stock)})
        elif row.before["stock"] < held:
            asked.refuse("stock", str(StockIsHeld(held)))
    return asked


def set_back(table: ProductImport, row: ImportRow, record: Any) -> list[OfferChange]:
    changes: list[tuple[str, int | None, int]] = []
    if "price" in row.wants:
        record.price = row.before["price"]
        changes.append(("price", row.wants["price"], row.before["price"]))
    if "stock" in row.wants:
        record.num_in_stock = row.before["stock"]
        changes.append(("stock", row.wants["stock"], row.before["stock"]))
    return changes_of(row, changes, table.applied_by, f"undone-import-{table.pk}")


def undo_proposals(batch: ProposalBatch | None, rows: Iterable[ImportRow]) -> list[list[Any]]:
    """Take proposals back; give the rows whose proposal is decided or was written anew."""
    reasons: list[list[Any]] = []
    for portion in portions(rows):
        keys = [row.revision_id for row in portion if row.revision_id]
        found = Revision.objects.select_for_update().filter(pk__in=keys).order_by("pk").in_bulk()
        ready = []
        for row in portion:
            revision = found.get(row.revision_id or 0)
            if revision is not None and stands(revision, row, batch):
                ready.append((row, revision))
            else:
                reasons.append([row.number, row.title, said_in_all(decided)])
        if not reasons:
            take_back(ready)
    return reasons


def decided() -> Asked:
    return Asked(problems=[("", gettext("Its proposal was decided on or changed since."))])


def stands(revision: Revision, row: ImportRow, batch: ProposalBatch | None) -> bool:
    """Tell whether a proposal is as the import left it."""
    if not (revision.is_submitted or revision.is_draft):
        return False
    before = row.before.get("revision", {}).get("content", {})
    is_same = revision.content == {**before, **row.wants["content"]}
    return is_same and revision.batch_id == (batch.pk if batch else None)


def take_back(pairs: list[tuple[ImportRow, Revision]]) -> None:
    """Take new proposals away, give open ones their words of before."""
    new = [revision.pk for row, revision in pairs if "revision" not in row.before]
    Revision.objects.filter(pk__in=new).delete()
    old = [(row.before["revision"], each) for row, each in pairs if "revision" in row.before]
    batches = set(
        ProposalBatch.objects.filter(pk__in=[was["batch"] for was, _each in old]).values_list(
            "pk", flat=True
        )
    )
    for was, each in old:
        each.content, each.base = was["content"], was["base"]
        each.batch_id = was["batch"] if was["batch"] in batches else None
        each.submitted_at = parse_datetime(was["submitted_at"]) if was["submitted_at"] else None
    save_columns([each for _was, each in old], ["content", "base", "batch", "submitted_at"])
    for state in (Proposal.RETURNED, Proposal.DRAFT):
        pks = [each.pk for was, each in old if was["state"] == state and each.is_submitted]
        if pks:
            move_rows(Revision.objects.filter(pk__in=pks), Proposal.SUBMITTED, state)
