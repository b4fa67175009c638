"""Bank transfers: short, over, double, late, unnamed; statements in CSV and XLSX, twice."""

import io

import pytest
from openpyxl import Workbook

from marketplace.finance.search import find_any
from marketplace.gateways.models import BankTransfer, Payment, Refund, StatementImport
from marketplace.gateways.services import release_unpaid
from marketplace.gateways.statement_cells import amount_of
from marketplace.gateways.statement_columns import guess_columns
from marketplace.gateways.statements import (
    Unreadable,
    import_statement,
    map_statement,
    preview_statement,
    read_table,
    upload_statement,
)
from marketplace.gateways.transfers import (
    TransferMoved,
    assign_transfer,
    return_transfer,
    transfer_payload,
    transfer_reference,
)
from marketplace.gateways.vietqr.payload import parse_payload
from marketplace.ledger.models import Entry
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.sale import place, stock, transfer

HEADERS = ["STT", "Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Diễn giải"]


@pytest.fixture
def vase(db):
    return factories.make_product(price=250_000, stock=4, weight_g=100)


@pytest.fixture
def purchase(vase) -> Purchase:
    return place([(vase, 1)])


def state(purchase) -> str:
    purchase.refresh_from_db()
    return purchase.state


def mails() -> list[str]:
    found = MailMessage.objects.exclude(template__startswith="purchase_").order_by("pk")
    return list(found.values_list("template", flat=True))


def owed(number: str) -> int:
    return sum(
        Entry.objects.filter(account__key=f"buyer:{number}").values_list("amount", flat=True)
    )


def test_short_transfer_waits_and_the_rest_pays(purchase):
    transfer(purchase, 200_000)
    assert (state(purchase), mails()) == ("pending", ["transfer_short"])
    assert parse_payload(transfer_payload(purchase)).amount_vnd == purchase.total - 200_000
    transfer(purchase, purchase.total - 200_000)
    assert state(purchase) == "paid"
    assert set(BankTransfer.objects.values_list("state", flat=True)) == {"matched"}
    assert sum(Payment.objects.values_list("amount", flat=True)) == purchase.total
    assert owed(purchase.number) == 0


def test_what_is_over_goes_back_and_the_buyer_is_asked_where(purchase):
    row = transfer(purchase, purchase.total + 50_000)
    assert state(purchase) == "paid"
    assert (row.reason, row.credited, row.returned, row.left) == (
        "over",
        purchase.total,
        50_000,
        0,
    )
    assert Refund.objects.get().amount == 50_000
    assert mails() == ["transfer_over", "refund_account"]
    assert owed(purchase.number) == 50_000


def test_second_transfer_goes_back_whole(purchase):
    transfer(purchase)
    second = transfer(purchase)
    assert (second.reason, second.returned) == ("already", purchase.total)
    assert Refund.objects.get().amount == purchase.total


def test_the_code_to_pay_by_is_there_while_something_is_to_be_paid(client, purchase, vase):
    address = f"{purchase.get_absolute_url()}vietqr.svg"
    assert client.get(address).status_code == 200
    transfer(purchase)
    assert client.get(address).status_code == 404
    in_cash = place([(vase, 1)], "cash")
    assert client.get(f"{in_cash.get_absolute_url()}vietqr.svg").status_code == 404


def test_amount_alone_matches_nothing(purchase):
    from marketplace.gateways.transfers import record_transfer

    row = record_transfer(
        {"reference": "FT1", "amount": purchase.total, "purpose": "tien hang", "booked_at": None}
    )
    assert (row.state, row.reason, row.purchase) == ("open", "no_reference", None)
    assert state(purchase) == "pending"
    assert owed("unmatched") == purchase.total


def test_late_money_revives_or_waits_for_a_person(purchase, vase, staff):
    Purchase.objects.update(expires_at="2020-01-01T00:00Z")
    transfer(purchase, 100_000)
    assert release_unpaid() == 1
    short = BankTransfer.objects.get()
    assert (state(purchase), short.reason, stock(vase)) == ("expired", "too_late", (4, 0))
    late = transfer(purchase)
    assert (state(purchase), late.state) == ("paid", "matched")
    return_transfer(transfer=short, by=staff)
    with pytest.raises(TransferMoved):
        return_transfer(transfer=short, by=staff)
    assert Refund.objects.get().amount == 100_000


def test_late_money_for_goods_that_are_gone_waits_and_goes_back_once(purchase, vase, staff):
    Purchase.objects.update(expires_at="2020-01-01T00:00Z")
    release_unpaid()
    vase.stockrecords.update(num_in_stock=0)
    late = transfer(purchase)
    assert (state(purchase), late.state, late.reason) == ("expired", "open", "too_late")
    assert mails() == ["transfer_too_late"]
    vase.stockrecords.update(num_in_stock=1)
    assign_transfer(transfer=late, purchase=purchase, by=staff)
    assert state(purchase) == "paid"


def test_staff_place_an_unnamed_transfer_once(purchase, staff):
    from marketplace.gateways.transfers import record_transfer

    row = record_transfer(
        {"reference": "FT1", "amount": purchase.total, "purpose": "?", "booked_at": None}
    )
    assign_transfer(transfer=row, purchase=purchase, by=staff)
    assert state(purchase) == "paid"
    with pytest.raises(TransferMoved):
        assign_transfer(transfer=row, purchase=purchase, by=staff)
    assert (owed("unmatched"), owed(purchase.number)) == (0, 0)


def statement_csv(purchase) -> bytes:
    rows = [
        "NGÂN HÀNG THỬ NGHIỆM,,,,,",
        "Sao kê tài khoản,,,,,",
        ",".join(HEADERS),
        f'1,25/11/2026,FT1,,"{purchase.total:,}","MBVCB {transfer_reference(purchase)} ck"',
        '2,25/11/2026,FT2,"11,000",,phi dich vu',
        '3,25/11/2026,,,"99,000",tien hang',
        '4,25/11/2026,,,"99,000",tien hang',
        "Tổng cộng,,,,,",
    ]
    return "\n".join(rows).encode("utf-8-sig")


def statement_xlsx(purchase) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Ngân hàng thử nghiệm"])
    sheet.append(["Ngày", "Số tiền", "Nội dung"])
    sheet.append(["26/11/2026", purchase.total, f"IBFT {transfer_reference(purchase)}"])
    sheet.append(["26/11/2026", -5000, "phí"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mapped(staff, name: str, content: bytes) -> StatementImport:
    statement, _new = upload_statement(name=name, content=content, by=staff)
    map_statement(
        statement=statement,
        bank=name,
        columns=guess_columns(statement.table[0]),
        date_format="%d/%m/%Y",
        by=staff,
    )
    return statement


def test_statement_is_shown_then_booked_once(purchase, staff):
    statement = mapped(staff, "thu.csv", statement_csv(purchase))
    outcomes = [prospect.outcome for prospect in preview_statement(statement)]
    assert outcomes == ["paid", "unnamed", "unnamed"]
    assert not BankTransfer.objects.exists()
    assert import_statement(statement=statement) == {"matched": 1, "no_reference": 2}
    assert import_statement(statement=statement) == {"known": 3}
    again, is_new = upload_statement(name="x.csv", content=statement_csv(purchase), by=staff)
    assert (again.pk, is_new) == (statement.pk, False)
    assert state(purchase) == "paid"
    assert BankTransfer.objects.count() == 3
    assert {p.outcome for p in preview_statement(statement)} == {"known"}


def test_second_file_of_a_bank_is_read_without_asking(purchase, staff):
    mapped(staff, "thu.xlsx", statement_xlsx(purchase))
    other = place([(factories.make_product(price=90_000), 1)])
    statement, _new = upload_statement(name="b.xlsx", content=statement_xlsx(other), by=staff)
    assert statement.format.bank == "thu.xlsx"
    import_statement(statement=statement)
    assert (state(other), state(purchase)) == ("paid", "pending")


def test_notice_and_statement_tell_of_one_transfer(purchase, staff):
    transfer(purchase, reference="FT1")
    statement = mapped(staff, "thu.csv", statement_csv(purchase))
    assert import_statement(statement=statement)["known"] == 1
    assert not Refund.objects.exists()


def unnumbered(staff, purchase, *texts: str) -> StatementImport:
    """A file of a bank that gives no references: a row for each text before the purchase."""
    lines = ["Ngày,Ghi có,Diễn giải"]
    lines += [
        f'24/11/2026,"{purchase.total:,}",{text} {transfer_reference(purchase)}' for text in texts
    ]
    return mapped(staff, f"{len(texts)}{texts[0]}.csv", "\n".join(lines).encode())


def test_row_without_a_reference_is_the_transfer_that_a_notice_told(purchase, staff):
    transfer(purchase, reference="FT1")
    statement = unnumbered(staff, purchase, "MBVCB")
    assert [p.outcome for p in preview_statement(statement)] == ["known"]
    assert import_statement(statement=statement) == {"known": 1}
    assert (BankTransfer.objects.count(), Refund.objects.count()) == (1, 0)
    assert owed(purchase.number) == 0


def test_rows_above_the_transfers_that_are_known_are_new_once(purchase, staff):
    transfer(purchase, reference="FT1")
    statement = unnumbered(staff, purchase, "MBVCB", "MBVCB")
    assert [p.outcome for p in preview_statement(statement)] == ["known", "late"]
    assert import_statement(statement=statement) == {"known": 1, "already": 1}
    assert import_statement(statement=statement) == {"known": 2}
    # The same two in another file's order and words, and a third.
    again = unnumbered(staff, purchase, "IBFT", "MBVCB", "MBVCB")
    assert import_statement(statement=again) == {"known": 2, "already": 1}
    assert import_statement(statement=again) == {"known": 3}
    transfer(purchase, reference="FT1")
    assert BankTransfer.objects.count() == 3
    assert sum(Refund.objects.values_list("amount", flat=True)) == 2 * purchase.total


def test_a_notice_that_comes_after_its_row_is_the_rows_transfer(purchase, staff):
    statement = unnumbered(staff, purchase, "MBVCB")
    assert import_statement(statement=statement) == {"matched": 1}
    for _again in range(2):
        transfer(purchase, reference="FT1")
    assert (BankTransfer.objects.count(), Refund.objects.count()) == (1, 0)
    assert import_statement(statement=statement) == {"known": 1}
    named = mapped(staff, "named.csv", statement_csv(purchase))  # the same row, with FT1
    assert import_statement(statement=named)["known"] == 1
    assert [found.kind for found in find_any("FT1")][:1] == ["payment"]
    # A true second one is told by a notice of its own.
    transfer(purchase, reference="FT2")
    assert BankTransfer.objects.get(bank_reference="FT2").reason == "already"
    assert sum(Refund.objects.values_list("amount", flat=True)) == purchase.total


def test_transfer_that_a_row_names_is_no_other_rows(purchase, staff):
    transfer(purchase, reference="FT1")
    line = f'24/11/2026,{{}},,"{purchase.total:,}",{transfer_reference(purchase)}'
    rows = ["STT," + ",".join(HEADERS[1:]), f"1,{line.format('FT1')}", f"2,{line.format('')}"]
    statement = mapped(staff, "mixed.csv", "\n".join(rows).encode())
    assert import_statement(statement=statement) == {"known": 1, "already": 1}


def test_another_day_or_amount_is_another_transfer(purchase, staff):
    transfer(purchase, 100_000, reference="FT1")
    other = unnumbered(staff, purchase, "MBVCB")
    assert import_statement(statement=other) == {"over": 1}
    BankTransfer.objects.update(booked_at="2026-11-20T08:00:00+07:00")
    assert [p.outcome for p in preview_statement(unnumbered(staff, purchase, "X"))] == ["late"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_header"),
        (b"PK\x03\x04broken", "no_workbook"),
        (b"a,b,c\n", "empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_files_that_are_no_statement_say_why(content, code):
    with pytest.raises(Unreadable, match=code):
        read_table("x", content)


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("544.000", 544_000),
        ("544,000.00", 544_000),
        ("+1 250 000 VND", 1_250_000),
        ("544000", 544_000),
        ("-5.000", 0),
        ("", 0),
        ("12.50", 12),
    ],
)
def test_amounts_as_banks_write_them(text, dong):
    assert amount_of(text) == dong


@pytest.mark.usefixtures("code_was_given")
def test_part_of_a_cancelled_purchase_is_not_forgotten(client, purchase, staff):
    transfer(purchase, 100_000)
    client.post(f"{purchase.get_absolute_url()}cancel/")
    assert state(purchase) == "cancelled"
    left = BankTransfer.objects.get()
    assert (left.state, left.reason) == ("open", "too_late")
    return_transfer(transfer=left, by=staff)
    assert owed(purchase.number) == 100_000
