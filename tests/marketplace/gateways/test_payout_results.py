"""What a row of a bank's results does to a payout: each rule by itself."""

import pytest

from marketplace.gateways.payout_results import (
    ResultRow,
    is_account,
    prospect_of,
    read_results,
    said_once,
)
from marketplace.ledger.models import BankAccount, PayoutBatch, PayoutLine

State = PayoutLine.State


def row(**changed) -> ResultRow:
    said = {
        "text": "OCOPCT7K2M9QXA",
        "account": "0011002233",
        "amount": "115.000",
        "status": "Thành công",
        "reason": "",
        "bank_reference": "FT1",
        "result": "paid",
    }
    return ResultRow(**said | changed)


def line(pk: int = 1, batch: int = 1, **changed) -> PayoutLine:
    facts = {
        "state": State.APPROVED,
        "amount": 115_000,
        "account": BankAccount(number="0011002233"),
        "batch": PayoutBatch(pk=batch, number=f"P-{batch}"),
    }
    return PayoutLine(pk=pk, **facts | changed)


def told(said: ResultRow, *lines: PayoutLine) -> tuple:
    prospect = prospect_of(said, list(lines), 1)
    return prospect.outcome, prospect.why, prospect.value


@pytest.mark.parametrize(
    ("said", "state", "outcome"),
    [
        ({}, State.APPROVED, ("paid", "", "")),
        ({"result": "failed"}, State.APPROVED, ("failed", "", "")),
        ({}, State.PAID, ("settled", "", "")),
        ({"result": "failed"}, State.FAILED, ("settled", "", "")),
        ({}, State.FAILED, ("unmatched", "contrary", str(State.FAILED.label))),
        ({"result": "failed"}, State.PAID, ("unmatched", "contrary", str(State.PAID.label))),
        ({"amount": "114.999"}, State.APPROVED, ("unmatched", "amount", 115_000)),
        ({"amount": "115.001"}, State.PAID, ("unmatched", "amount", 115_000)),
        ({"account": "0011002234"}, State.APPROVED, ("unmatched", "account", "0011002233")),
        ({"result": "", "status": "?"}, State.APPROVED, ("unmatched", "status", "?")),
    ],
)
def test_row_acts_on_the_payout_whose_sum_and_account_it_names(said, state, outcome):
    assert told(row(**said), line(state=state)) == outcome


def test_row_that_names_no_one_payout_of_the_batch_does_nothing():
    assert told(row()) == ("unmatched", "unknown", "")
    assert told(row(), line(batch=2)) == ("unmatched", "other_batch", "P-2")
    assert told(row(), line(1), line(2)) == ("unmatched", "several", "")
    assert told(row(), line(1), line(2, batch=2)) == ("paid", "", "")


def test_prospect_keeps_its_payout_and_says_why_it_failed():
    ours = line()
    assert prospect_of(row(), [ours], 1).line is ours
    assert prospect_of(row(reason="Sai tên"), [ours], 1).reason == "Sai tên"
    assert prospect_of(row(status="Từ chối"), [ours], 1).reason == "Từ chối"


@pytest.mark.parametrize(
    ("text", "dong"),
    [("115.000", 115_000), ("-115.000", 115_000), ("+ 115.000", 115_000), ("- 115000", 115_000)],
)
def test_sum_is_read_with_or_without_its_sign(text, dong):
    assert row(amount=text).dong == dong


@pytest.mark.parametrize(
    ("written", "number", "is_it"),
    [
        ("0011002233", "0011002233", True),
        ("11002233", "0011002233", True),
        ("0011 0022-33", "0011002233", True),
        ("011002233", "0011002233", False),
        ("1002233", "0011002233", False),
        ("ab12", "AB12", True),
        ("AB12", "0AB12", False),
        ("", "0011002233", False),
        ("", "0", False),
    ],
)
def test_account_is_the_whole_number_but_for_zeros_that_a_sheet_drops(written, number, is_it):
    assert is_account(written, number) is is_it


def test_equal_rows_act_once_and_rows_that_disagree_do_not():
    first, second, third = line(1), line(2), line(3)
    prospects = [
        prospect_of(row(), [first], 1),
        prospect_of(row(), [first], 1),
        prospect_of(row(), [second], 1),
        prospect_of(row(result="failed"), [second], 1),
        prospect_of(row(result="failed"), [third], 1),
        prospect_of(row(), [], 1),
    ]
    assert [(p.outcome, p.why) for p in said_once(prospects)] == [
        ("paid", ""),
        ("settled", "repeated"),
        ("unmatched", "contradiction"),
        ("unmatched", "contradiction"),
        ("failed", ""),
        ("unmatched", "unknown"),
    ]


def test_rows_with_neither_text_account_nor_state_are_left_out():
    columns = {"text": 0, "account": 1, "amount": 2, "status": 3}
    words = {"paid": ["thanh cong"], "failed": ["that bai", "tu choi"]}
    table = [
        ["a", "b", "c", "d"],
        ["", "", "115.000", ""],
        ["x", "", "", ""],
        ["", "1", "", ""],
        ["", "", "", "Từ chối"],
        ["y", "2", "3", "THÀNH CÔNG"],
    ]
    rows = read_results(table, columns, words)
    assert [(r.text, r.account, r.result) for r in rows] == [
        ("x", "", ""),
        ("", "1", ""),
        ("", "", "failed"),
        ("y", "2", "paid"),
    ]
    assert {(r.reason, r.bank_reference) for r in rows} == {("", "")}
