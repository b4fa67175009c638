"""Read a bank's file of how payouts ended: CSV or XLSX, any bank's columns, looked at first.

A person maps a bank's columns and words once; a later file with the same column names is read
alike. A row is a payout's when its text names the payout's reference and both sum and account
are the payout's, never by the sum alone. The batch P261125-7K2M has paid nobody yet:

    Nội dung          Số tài khoản  Số tiền  Trạng thái   Lý do
    OCOPCT7K2M9QXA    0011002233    115.000  Thành công                  -> paid
    OCOPCTB41T0ZRC    0011004455    230.000  Thất bại     Sai tên        -> failed: Sai tên
    OCOPCT5XW8H3ND    0011006677     90.000  Thành công                  -> unmatched: another sum
    OCOPCTQ0V6J2MF    0011008899    115.000  Đang xử lý                  -> unmatched: which word?

Nothing is written here but the draft; what a row says is done by the desk (finance).
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.gateways.models import PayoutResultImport, StatementFormat
from marketplace.gateways.statement_cells import NotASum, signed_of
from marketplace.gateways.statement_columns import REFERENCE_HINTS
from marketplace.gateways.statements import (
    columns_of,
    folded,
    format_for,
    kept_columns,
    read_table,
)
from marketplace.ledger.models import PayoutBatch, PayoutLine
from marketplace.ledger.payouts import references_in

State = PayoutLine.State


class Outcome(StrEnum):
    """What applying a row would do; what it notes is named as the state it leads to."""

    PAID = State.PAID
    FAILED = State.FAILED
    SETTLED = "settled"  # it was noted so before
    UNMATCHED = "unmatched"


PAID, FAILED = Outcome.PAID, Outcome.FAILED
FIELDS = ("text", "account", "amount", "status", "reason", "bank_reference")
NEEDED = ("text", "account", "amount", "status")
HINTS = {
    "text": ("noi dung", "dien giai", "mo ta", "description", "detail", "remark"),
    "account": ("so tai khoan", "tai khoan", "account", "rekening"),
    "amount": ("so tien", "amount", "jumlah"),
    "status": ("trang thai", "ket qua", "status", "result"),
    "reason": ("ly do", "loi", "reason", "error", "alasan"),
    "bank_reference": REFERENCE_HINTS,
}
WORDS = {
    PAID: ("thành công", "hoàn thành", "success", "completed", "paid"),
    FAILED: ("thất bại", "không thành công", "từ chối", "hoàn trả", "failed", "rejected"),
}


@dataclass(frozen=True)
class ResultRow:
    """A row of the file: the bank's own texts, and what its word for the state means."""

    text: str
    account: str
    amount: str
    status: str
    reason: str
    bank_reference: str
    result: str  # paid, failed; "": the bank's word is not a kept one

    @property
    def dong(self) -> int:
        """The sum, dong; banks write a debit with or without its sign."""
        try:
            return abs(signed_of(self.amount))
        except NotASum:
            return 0


@dataclass(frozen=True)
class Prospect:
    """What applying a row would do.

    `outcome`: paid, failed, settled (was noted so before) or unmatched; then `why` is a code
    and `value` what it names: the sum that is due, the other batch, the state noted before.
    """

    row: ResultRow
    outcome: str
    why: str = ""
    value: str | int = ""
    line: PayoutLine | None = None

    @property
    def reason(self) -> str:
        """Why a payout failed, in the bank's words."""
        return self.row.reason or self.row.status


def upload_results(
    *, batch: PayoutBatch, name: str, content: bytes, by: User
) -> tuple[PayoutResultImport, bool]:
    """Keep a file as a draft; the same content for the batch again gives the first one.

    Raises Unreadable.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = PayoutResultImport.objects.filter(batch=batch, digest=digest).first()
    if known:
        return known, False
    table = read_table(name, content, HINTS)
    kept = format_for(table, StatementFormat.Kind.PAYOUTS)
    rows = read_results(table, columns_of(kept, table[0]), kept.words) if kept else []
    return PayoutResultImport.objects.get_or_create(
        batch=batch,
        digest=digest,
        defaults={
            "file_name": name[:160],
            "table": table,
            "format": kept,
            "rows": [asdict(row) for row in rows],
            "by": by,
        },
    )


@transaction.atomic
def map_results(
    *,
    file: PayoutResultImport,
    bank: str,
    columns: Mapping[str, int],
    words: Mapping[str, Iterable[str]],
    by: User,
) -> None:
    """Keep which columns and words a bank has, and read the draft with them."""
    headers = file.table[0]
    file.format, _ = StatementFormat.objects.update_or_create(
        kind=StatementFormat.Kind.PAYOUTS,
        bank=bank,
        defaults={
            "headers": folded(headers),
            "columns": kept_columns(headers, columns),
            "words": {result: [fold(word) for word in said] for result, said in words.items()},
            "updated_by": by,
        },
    )
    read = read_results(file.table, columns_of(file.format, headers), file.format.words)
    file.rows = [asdict(row) for row in read]
    file.save(update_fields=["format", "rows"])


def read_results(
    table: Sequence[Sequence[str]], columns: Mapping[str, int], words: Mapping[str, Sequence[str]]
) -> list[ResultRow]:
    """Read a table's rows; one with neither text, account nor state is a sum and left out."""
    meaning = {word: result for result, said in words.items() for word in said}
    rows = []
    for cells in table[1:]:
        said = {name: cells[columns[name]] if name in columns else "" for name in FIELDS}
        if said["text"] or said["account"] or said["status"]:
            rows.append(ResultRow(**said, result=meaning.get(fold(said["status"]), "")))
    return rows


def preview_results(file: PayoutResultImport) -> list[Prospect]:
    """Tell for each row what would become of it; nothing is written. Two queries."""
    rows = [ResultRow(**row) for row in file.rows]
    named = {row.text: references_in(row.text) for row in rows}
    lines = PayoutLine.objects.filter(
        reference__in={reference for found in named.values() for reference in found}
    ).select_related("account", "producer", "batch")
    known = {line.reference: line for line in lines}
    prospects = [
        prospect_of(row, [known[name] for name in named[row.text] if name in known], file.batch_id)
        if named[row.text]
        else Prospect(row, Outcome.UNMATCHED, "no_reference")
        for row in rows
    ]
    return said_once(prospects)


def prospect_of(row: ResultRow, lines: list[PayoutLine], batch_id: int) -> Prospect:
    """Match one row with the payouts that its text names."""
    ours = [line for line in lines if line.batch_id == batch_id]
    if not ours:
        if lines:
            return Prospect(row, Outcome.UNMATCHED, "other_batch", lines[0].batch.number)
        return Prospect(row, Outcome.UNMATCHED, "unknown")
    if len(ours) > 1:
        return Prospect(row, Outcome.UNMATCHED, "several")
    (line,) = ours
    state = State(line.state)
    value: str | int
    if row.dong != line.amount:
        why, value = "amount", line.amount
    elif not is_account(row.account, line.account.number):
        why, value = "account", line.account.number
    elif not row.result:
        why, value = "status", row.status
    elif state == State.APPROVED:
        return Prospect(row, row.result, line=line)
    elif state == row.result:
        return Prospect(row, Outcome.SETTLED, line=line)
    else:
        why, value = "contrary", str(state.label)
    return Prospect(row, Outcome.UNMATCHED, why, value, line)


def is_account(written: str, number: str) -> bool:
    """Tell whether a cell names an account; spreadsheets drop the zeros that it begins with."""
    plain = "".join(c for c in written if c.isalnum()).upper()
    known = number.upper()
    return plain == known or (plain.isdigit() and plain == known.lstrip("0"))


def said_once(prospects: list[Prospect]) -> list[Prospect]:
    """Let only the first of equal rows act, and none where rows of one payout disagree."""
    results = defaultdict(set)
    for prospect in prospects:
        if prospect.line and prospect.outcome in (PAID, FAILED):
            results[prospect.line.pk].add(prospect.outcome)
    seen: Counter[int] = Counter()
    told = []
    for prospect in prospects:
        if prospect.line and prospect.outcome in (PAID, FAILED):
            pk = prospect.line.pk
            seen[pk] += 1
            if len(results[pk]) > 1:
                prospect = replace(prospect, outcome=Outcome.UNMATCHED, why="contradiction")
            elif seen[pk] > 1:
                prospect = replace(prospect, outcome=Outcome.SETTLED, why="repeated")
        told.append(prospect)
    return told
