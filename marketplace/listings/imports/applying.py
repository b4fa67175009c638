"""Apply a table: prices and stock at once, texts and new products as one batch of proposals.

One transaction, under the locks that single changes take: the producer, the stock records in the
order of their keys, proposals. What moved since the table was looked at refuses all of it.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from oscar.core.loading import get_model

from catalogue.models import Product
from catalogue.products.services import locked_record, sync_stock
from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.frame.many_rows import save_columns
from marketplace.frame.portions import portions
from marketplace.frame.states import move, move_rows
from marketplace.listings.imports.checking import Asked, moved_meanwhile, said_in_all
from marketplace.listings.imports.known import Known
from marketplace.listings.imports.models import ImportRow, ProductImport, ProposalBatch
from marketplace.listings.models import OfferChange, Revision
from marketplace.listings.services import settle_batch, texts_of
from marketplace.producers.models import Producer

State, Proposal = ProductImport.State, Revision.State
Problems = dict[int, list[list[Any]]]  # by the key of a row


class MovedMeanwhile(Exception):
    """Rows do not hold any more, so none is applied; `problems` by the keys of rows."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(len(problems))
        self.problems = problems


@transaction.atomic
def apply(pk: int) -> bool:
    """Apply a table in one go; False when there is nothing to do. Raises MovedMeanwhile."""
    producer = Producer.objects.select_for_update().get(imports=pk)
    table = ProductImport.objects.select_for_update().get(pk=pk)
    if not table.is_applying:
        return False
    wanted = table.rows.filter(outcome__in=[ImportRow.Outcome.CREATED, ImportRow.Outcome.CHANGED])
    rows = list(wanted.defer("given", "search_text").order_by("number"))
    problems = set_offers(table, [row for row in rows if touches_offer(row)])
    rows = [row for row in rows if "content" in row.wants]
    problems |= doubled(producer, rows)
    if problems:
        raise MovedMeanwhile(problems)
    if rows:
        propose_rows(table, producer, rows)
    move(table, State.APPLIED, applied_at=timezone.now(), progress=table.total)
    return True


def refuse(table: ProductImport, problems: Problems) -> None:
    """Write to rows why they are refused now."""
    for pks in portions(problems):
        rows = list(table.rows.filter(pk__in=pks))
        for row in rows:
            row.problems, row.outcome = problems[row.pk], ImportRow.Outcome.REFUSED
            row.is_far_off = False
        save_columns(rows, ["problems", "outcome", "is_far_off"])


def touches_offer(row: ImportRow) -> bool:
    return "price" in row.wants or "stock" in row.wants


def locked_offers(rows: Iterable[ImportRow]) -> Iterator[tuple[list[ImportRow], dict[int, Any]]]:
    """Lock the stock records of rows in the order of their keys; give them by product."""
    by_product = {row.product_id: row for row in rows}
    model = get_model("partner", "StockRecord")
    there: dict[int, int] = {}
    for pks in portions(by_product):
        records = model.objects.filter(product__in=pks).order_by("-pk")
        there |= dict(records.values_list("product", "pk"))  # of variants the first one's
    for product in Product.objects.filter(pk__in=set(by_product) - set(there)):
        there[product.pk] = locked_record(product).pk
    for keys in portions(sorted(there.values())):
        records = model.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        records = records.select_related("variant").order_by("pk")
        found = {record.product_id: record for record in records}
        yield [by_product[pk] for pk in found], found


def set_offers(table: ProductImport, rows: list[ImportRow]) -> Problems:
    """Set prices and stock of products; what has moved is given by row and not set."""
    problems: Problems = {}
    for portion, records in locked_offers(rows):
        changes: list[OfferChange] = []
        for row in portion:
            record = records[row.product_id or 0]
            wrong = said_in_all(partial(moved_meanwhile, row.wants, record))
            if wrong:
                problems[row.pk] = wrong
            else:
                changes += set_offer(row, record, table.applied_by, f"import-{table.pk}")
        keep_offers(portion, records, changes)
    return problems


def set_offer(row: ImportRow, record: Any, by: User | None, key: str) -> list[OfferChange]:
    """Set one record to what a row wants, what was there going into the row."""
    changes = []
    if "price" in row.wants:
        row.before["price"] = None if record.price is None else int(record.price)
        record.price = row.wants["price"]
        changes.append(("price", row.before["price"], row.wants["price"]))
    if "stock" in row.wants:
        row.before["stock"] = record.num_in_stock or 0
        record.num_in_stock = row.wants["stock"]
        changes.append(("stock", row.before["stock"], row.wants["stock"]))
    return changes_of(row, changes, by, key)


def changes_of(
    row: ImportRow, changes: list[tuple[str, int | None, int]], by: User | None, key: str
) -> list[OfferChange]:
    return [
        OfferChange(
            product_id=row.product_id or 0,
            what=what,
            before=before,
            after=after,
            by=by,
            key=key_for(f"{key}-{row.number}-{what}"),
        )
        for what, before, after in changes
        if before != after
    ]


def key_for(words: str) -> UUID:
    """Name a change so that it is kept once, however often it is tried."""
    return uuid5(NAMESPACE_OID, words)


def keep_offers(rows: list[ImportRow], records: dict[int, Any], changes: list[OfferChange]) -> None:
    now = timezone.now()
    for record in records.values():
        record.date_updated = now
    save_columns(records.values(), ["price", "num_in_stock", "date_updated"])
    OfferChange.objects.bulk_create(changes)
    save_columns(rows, ["before"])
    sync_stock(records)


def doubled(producer: Producer, rows: list[ImportRow]) -> Problems:
    """Find new products of whose name there is one by now."""
    known = Known(producer)
    new = [row for row in rows if row.product_id is None]
    if not new:
        return {}
    open_ones = {each.pk for each in known.proposals_by_title.values()}
    wrong = [
        row
        for row in new
        if fold(row.title) in known.codes_by_title
        or (row.revision_id is not None and row.revision_id not in open_ones)
        or (row.revision_id is None and fold(row.title) in known.proposals_by_title)
    ]
    ask = lambda: Asked(problems=[("title_vi", gettext("This name is taken meanwhile."))])  # noqa: E731
    return {row.pk: said_in_all(ask) for row in wrong}


def propose_rows(table: ProductImport, producer: Producer, rows: list[ImportRow]) -> None:
    """Make proposals of rows, one batch of them all; drafts where the producer may not sell."""
    now = timezone.now()
    batch = None
    if producer.may_sell:
        batch, _made = ProposalBatch.objects.get_or_create(
            table=table, defaults={"producer": producer, "submitted_at": now, "told_at": now}
        )
    for portion in portions(rows):
        open_ones = open_proposals(producer, portion)
        texts = texts_by_product(portion)
        new: list[Revision] = []
        for row in portion:
            found = open_ones.get(("product", row.product_id)) if row.product_id else None
            found = found or open_ones.get(("revision", row.revision_id))
            if found is None:
                row.revision = found = Revision(
                    producer=producer,
                    product_id=row.product_id,
                    created_by=table.applied_by,
                    state=Proposal.SUBMITTED if batch else Proposal.DRAFT,
                    submitted_at=now if batch else None,
                    batch=batch,
                )
                new.append(found)
            else:
                row.revision, row.before["revision"] = found, as_it_was(found)
            found.content = {**found.content, **row.wants["content"]}
            found.base = texts.get(row.product_id, {})
            found.updated_at = now
        Revision.objects.bulk_create(new)
        for row in portion:
            row.revision_id = row.revision.pk if row.revision else None  # known only now
        old = [row.revision for row in portion if row.revision and "revision" in row.before]
        take_anew(old, batch)
        save_columns(portion, ["before", "revision"])


def open_proposals(
    producer: Producer, rows: Iterable[ImportRow]
) -> dict[tuple[str, int | None], Revision]:
    """Lock the open proposals that rows are about; by product, and by their own key."""
    open_ones = Revision.objects.select_for_update().filter(producer=producer)
    open_ones = open_ones.exclude(state=Proposal.PUBLISHED).order_by("pk")
    found: dict[tuple[str, int | None], Revision] = {}
    products = [row.product_id for row in rows if row.product_id]
    for each in open_ones.filter(product__in=products):
        found["product", each.product_id] = each
    keys = [row.revision_id for row in rows if row.revision_id and not row.product_id]
    for each in open_ones.filter(pk__in=keys, product=None):
        found["revision", each.pk] = each
    return found


def texts_by_product(rows: Iterable[ImportRow]) -> dict[int | None, dict[str, str]]:
    products = Product.objects.filter(pk__in=[row.product_id for row in rows if row.product_id])
    return {product.pk: texts_of(product) for product in products}


def as_it_was(revision: Revision) -> dict[str, Any]:
    """Write down a proposal before a row changes it, for the undoing."""
    return {
        "content": revision.content,
        "base": revision.base,
        "state": revision.state,
        "batch": revision.batch_id,
        "submitted_at": revision.submitted_at.isoformat() if revision.submitted_at else None,
    }


def take_anew(revisions: list[Revision], batch: ProposalBatch | None) -> None:
    """Keep new words of open proposals; with a batch they wait for the editors in it."""
    save_columns(revisions, ["content", "base", "updated_at"])
    if batch is None:
        return
    rows = Revision.objects.filter(pk__in=[each.pk for each in revisions])
    now = timezone.now()
    move_rows(rows, [Proposal.DRAFT, Proposal.RETURNED], Proposal.SUBMITTED, submitted_at=now)
    rows.update(batch=batch)
    for left in {each.batch_id for each in revisions} - {batch.pk, None}:
        settle_batch(left)
