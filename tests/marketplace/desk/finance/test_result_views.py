"""A bank's results of a payout batch: looked at first, matched by three things, applied once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from marketplace.finance.services import apply_results
from marketplace.gateways.models import PayoutResultImport, StatementFormat
from marketplace.gateways.payout_results import (
    HINTS,
    WORDS,
    is_account,
    map_results,
    preview_results,
    upload_results,
)
from marketplace.gateways.statements import folded, guess_columns
from marketplace.ledger import payouts
from marketplace.ledger.models import AuditRecord, BankAccount, PayoutBatch, Transaction
from marketplace.ledger.payouts import references_in
from marketplace.ledger.queries import balance_of, balances
from marketplace.producers.models import Producer
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
HEADERS = ["STT", "Nội dung", "Số tài khoản", "Số tiền", "Trạng thái", "Lý do", "Số tham chiếu"]
GOOD, BAD = "Thành công", "Thất bại"


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


def approved(desk, *producers) -> PayoutBatch:
    """A batch that pays 115 000 to each of these, to an account of its own."""
    for producer in producers:
        factories.make_sale(producer)
        if not producer.bank_accounts.exists():
            account = factories.make_bank_account(producer)
            number = f"00110022{producer.pk:04d}"
            BankAccount.objects.filter(pk=account.pk).update(number=number)
    batch = payouts.propose_batch(by=desk[0])
    return payouts.approve_batch(batch=batch, by=desk[1])


@pytest.fixture
def batch(desk):
    return approved(desk, *(factories.make_producer() for _ in range(4)))


@pytest.fixture
def lines(batch):
    return list(batch.lines.select_related("account", "producer").order_by("pk"))


def row(line, status=GOOD, *, reason="", reference="", **other) -> list[str]:
    said = {"text": f"CT {line.reference} cho OCOP", "account": line.account.number}
    said |= {"amount": f"{line.amount:,}".replace(",", "."), **other}
    return ["1", said["text"], said["account"], said["amount"], status, reason, reference]


def as_csv(*rows: list[str]) -> bytes:
    text = "\n".join(";".join(cells) for cells in (HEADERS, *rows))
    return f"NGÂN HÀNG;;;;;;\n{text}\n".encode("utf-8-sig")


def as_xlsx(*rows: list) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for cells in (HEADERS, *rows):
        book.active.append(cells)
    book.save(out)
    return out.getvalue()


def taken(batch, by, content: bytes, *, name: str = "ketqua.csv") -> PayoutResultImport:
    """Upload a file and, for a bank that is new, say which column is which."""
    file, _is_new = upload_results(batch=batch, name=name, content=content, by=by)
    if file.format is None:
        columns = guess_columns(file.table[0], HINTS)
        map_results(file=file, bank="VCB", columns=columns, words=WORDS, by=by)
    return file


def told(file) -> list[tuple[str, str]]:
    return [(prospect.outcome, prospect.why) for prospect in preview_results(file)]


def states(batch) -> list[str]:
    return list(batch.lines.order_by("pk").values_list("state", flat=True))


def test_a_file_is_shown_then_noted_once(batch, lines, desk):
    content = as_csv(
        row(lines[0], reference="FT01"),
        row(lines[1], BAD, reason="Sai tên người nhận"),
        row(lines[2], "Từ chối"),
        ["Tổng", "", "", "345.000", "", "", ""],
    )
    Producer.objects.filter(pk=lines[1].producer_id).update(email="nha@example.vn")
    file = taken(batch, desk[0], content)
    assert told(file) == [("paid", ""), ("failed", ""), ("failed", "")]
    assert states(batch) == ["approved"] * 4  # looked at, not noted
    assert apply_results(file=file, by=desk[0]) == {"paid": 1, "failed": 2}
    assert states(batch) == ["paid", "failed", "failed", "approved"]
    ended = list(batch.lines.order_by("pk").values_list("outside_reference", "reason"))
    assert ended[:3] == [("FT01", ""), ("", "Sai tên người nhận"), ("", "Từ chối")]
    assert [balance_of(line.producer) for line in lines] == [0, 115_000, 115_000, 0]
    assert balances("transit") == {f"transit:{lines[3].producer_id}": 115_000}
    asked = MailMessage.objects.get(template="payout_failed", to="nha@example.vn")
    assert asked.context["reason"] == "Sai tên người nhận"
    mails = MailMessage.objects.filter(template="payout_paid")
    assert {mail.context["reference"] for mail in mails} <= {lines[0].reference}

    posted = Transaction.objects.count()
    assert told(file) == [("settled", "")] * 3
    assert apply_results(file=file, by=desk[1]) == {"settled": 3}
    again, is_new = upload_results(batch=batch, name="x.csv", content=content, by=desk[1])
    assert (again.pk, is_new) == (file.pk, False)
    saved_anew = taken(batch, desk[1], content + b"\n")
    assert saved_anew.pk != file.pk
    assert apply_results(file=saved_anew, by=desk[1]) == {"settled": 3}
    assert Transaction.objects.count() == posted
    assert states(batch) == ["paid", "failed", "failed", "approved"]


def test_the_last_line_of_a_file_ends_the_batch(batch, lines, desk):
    apply_results(file=taken(batch, desk[0], as_csv(*map(row, lines))), by=desk[0])
    batch.refresh_from_db()
    assert batch.state == "done"
    assert balances("transit") == {}


def test_reference_sum_and_account_must_all_agree(batch, lines, desk):
    other = approved(desk, factories.make_producer())
    strange = other.lines.select_related("account").get()
    free = "OCOPCT" + "Z" * 8
    rows = [
        row(lines[0], text="chi tra tien hang"),
        row(lines[0], text=f"CT {free}"),
        row(lines[0], text=f"{lines[0].reference} {lines[1].reference}"),
        row(lines[0], amount="115.001"),
        row(lines[0], amount=""),
        row(lines[0], account=lines[1].account.number),
        row(lines[0], account=""),
        row(lines[0], "Đang xử lý"),
        row(lines[0], ""),
        row(strange),
    ]
    file = taken(batch, desk[0], as_csv(*rows))
    assert told(file) == [
        ("unmatched", why)
        for why in (
            "no_reference",
            "unknown",
            "several",
            "amount",
            "amount",
            "account",
            "account",
            "status",
            "status",
            "other_batch",
        )
    ]
    assert apply_results(file=file, by=desk[0]) == {"unmatched": 10}
    assert states(batch) == ["approved"] * 4
    assert states(other) == ["approved"]


def test_what_was_noted_otherwise_stays_and_is_told(batch, lines, desk):
    payouts.fail_line(line=lines[0], by=desk[0], reason="Gọi điện")
    payouts.confirm_line(line=lines[1], by=desk[0])
    file = taken(batch, desk[0], as_csv(row(lines[0]), row(lines[1], BAD), row(lines[1])))
    assert told(file) == [("unmatched", "contrary"), ("unmatched", "contrary"), ("settled", "")]
    apply_results(file=file, by=desk[0])
    assert states(batch) == ["failed", "paid", "approved", "approved"]


def test_a_payout_that_was_left_out_is_never_noted(desk):
    producer, other = factories.make_producer(), factories.make_producer()
    for maker in (producer, other):
        factories.make_sale(maker)
        factories.make_bank_account(maker)
    batch = payouts.propose_batch(by=desk[0])
    left = batch.lines.get(producer=producer)
    BankAccount.objects.filter(producer=producer).update(verified_at=None)
    payouts.approve_batch(batch=batch, by=desk[1])
    file = taken(batch, desk[0], as_csv(row(left)))
    assert told(file) == [("unmatched", "contrary")]
    apply_results(file=file, by=desk[0])
    left.refresh_from_db()
    assert left.state == "dropped"


def test_rows_that_disagree_note_nothing_and_equal_rows_note_once(batch, lines, desk):
    rows = [row(lines[0]), row(lines[0], BAD), row(lines[1]), row(lines[1])]
    file = taken(batch, desk[0], as_csv(*rows))
    assert told(file) == [
        ("unmatched", "contradiction"),
        ("unmatched", "contradiction"),
        ("paid", ""),
        ("settled", "repeated"),
    ]
    apply_results(file=file, by=desk[0])
    assert states(batch) == ["approved", "paid", "approved", "approved"]
    assert Transaction.objects.filter(kind="payout_paid").count() == 1


def test_somebody_who_decides_in_the_same_moment_is_not_overruled(batch, lines, desk, monkeypatch):
    file = taken(batch, desk[0], as_csv(row(lines[0]), row(lines[1])))
    before = preview_results(file)
    payouts.fail_line(line=lines[0], by=desk[1], reason="Sai tên")
    monkeypatch.setattr("marketplace.finance.services.preview_results", lambda file: before)
    assert apply_results(file=file, by=desk[0]) == {"refused": 1, "paid": 1}
    assert states(batch)[:2] == ["failed", "paid"]
    assert not MailMessage.objects.filter(context__reference=lines[0].reference).exists()


def test_a_bank_is_mapped_once_and_read_alike_as_a_spreadsheet(batch, lines, desk):
    taken(batch, desk[0], as_csv(row(lines[0])))
    number = int(lines[1].account.number)  # a spreadsheet drops the zeros
    content = as_xlsx([1, lines[1].reference.lower(), number, -115000, "THÀNH CÔNG", None, "FT9"])
    file, _is_new = upload_results(batch=batch, name="b.xlsx", content=content, by=desk[1])
    assert file.format.bank == "VCB"
    assert told(file) == [("paid", "")]
    apply_results(file=file, by=desk[1])
    line = batch.lines.get(pk=lines[1].pk)
    assert (line.state, line.outside_reference, line.decided_by) == ("paid", "FT9", desk[1])


def test_a_banks_statement_and_its_results_are_kept_apart(batch, lines, desk):
    names = folded(HEADERS)
    StatementFormat.objects.create(bank="VCB", headers=names, columns={"amount": "so tien"})
    file, _is_new = upload_results(batch=batch, name="a", content=as_csv(row(lines[0])), by=desk[0])
    assert file.format is None
    taken(batch, desk[0], as_csv(row(lines[0])))
    kinds = StatementFormat.objects.filter(bank="VCB").values_list("kind", flat=True)
    assert sorted(kinds) == ["payouts", "statement"]
    statement = StatementFormat.objects.get(bank="VCB", kind="statement")
    assert statement.columns == {"amount": "so tien"}


def test_an_older_file_is_still_read_after_the_bank_changed_its_columns(batch, lines, desk):
    file = taken(batch, desk[0], as_csv(row(lines[0])))
    StatementFormat.objects.update(headers=["a", "b", "c"], columns={"text": "a"})
    assert told(PayoutResultImport.objects.get(pk=file.pk)) == [("paid", "")]


def test_a_look_at_a_file_asks_as_much_for_one_row_as_for_four(batch, lines, desk):
    counts = []
    for some in (lines[:1], lines):
        file = taken(batch, desk[0], as_csv(*map(row, some)))
        with CaptureQueriesContext(connection) as asked:
            assert [(p.outcome, p.line.producer.pk) for p in preview_results(file)] == [
                ("paid", line.producer_id) for line in some
            ]
        counts.append(len(asked))
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OCOPCT7K2M9QXA", ["OCOPCT7K2M9QXA"]),
        ("mbvcb.1.ocopct7k2m 9qxa.CT tu 001", ["OCOPCT7K2M9QXA"]),
        ("OCOPCT7K2M9QXA OCOPCT7K2M9QXA", ["OCOPCT7K2M9QXA"]),
        ("OCOPCT7K2M", []),
        ("OCOP261125ABCDEF", []),
        ("", []),
    ],
)
def test_references_are_found_as_banks_carry_them(text, found):
    assert references_in(text) == found


@pytest.mark.parametrize(
    ("written", "is_it"),
    [
        ("0011002233", True),
        ("00 1100-2233", True),
        ("11002233", True),
        ("1100223", False),
        ("0011002234", False),
        ("xxxxxx2233", False),
        ("", False),
    ],
)
def test_an_account_is_compared_whole(written, is_it):
    assert is_account(written, "0011002233") is is_it
    assert not is_account("", "0")


# At the desk


def send(client, batch, content: bytes, language: str = "vi"):
    file = SimpleUploadedFile("ketqua.csv", content)
    return client.post(f"/{language}/finance/payouts/{batch.number}/results/", {"file": file})


ANSWERS = {
    "bank": "VCB",
    "text": "1",
    "account": "2",
    "amount": "3",
    "status": "4",
    "reason": "5",
    "bank_reference": "6",
    "paid_words": "Thành công",
    "failed_words": "Thất bại, Từ chối",
}


def test_the_desk_maps_looks_and_notes(client, batch, lines, desk):
    client.force_login(desk[0])
    page = f"/vi/finance/payouts/{batch.number}/"
    assert "Kết quả từ ngân hàng" in client.get(page).content.decode()
    rows = [row(lines[0]), row(lines[1], BAD, reason="Sai tên"), row(lines[2], amount="1.000")]
    file_page = send(client, batch, as_csv(*rows)).url
    form = client.get(file_page).context["form"]
    assert {name: form.initial[name] for name in HINTS} == {
        name: int(ANSWERS[name]) for name in HINTS
    }
    refused = client.post(f"{file_page}apply/", follow=True).content.decode()
    assert "cột nào là gì" in refused
    assert client.post(file_page, ANSWERS).url == file_page
    shown = client.get(file_page).content.decode()
    for words in ("Sai số tiền: khoản chi là 115.000", "Sai tên", "Ghi 2 khoản chi", "Không khớp"):
        assert words in shown
    assert states(batch) == ["approved"] * 4
    for _twice in range(2):
        assert client.post(f"{file_page}apply/").url == file_page
    assert states(batch) == ["paid", "failed", "approved", "approved"]
    shown = client.get(file_page).content.decode()
    assert "không còn gì để ghi" in shown and "Đã ghi trước đó" in shown
    did = AuditRecord.objects.filter(action="did", page="finance:results-apply")
    named = f"{batch.number} {batch.result_files.get().pk}"
    assert list(did.order_by("pk").values_list("subject", flat=True)) == [
        named,
        f"{named} 1 paid, 1 failed",
        f"{named} 0 paid, 0 failed",
    ]
    assert "ketqua.csv" in client.get(page).content.decode()


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_speaks_the_readers_language(client, batch, lines, desk, language):
    client.force_login(desk[0])
    taken(batch, desk[0], as_csv(row(lines[0])))
    file_page = send(client, batch, as_csv(row(lines[0], amount="1")), language).url
    shown = client.get(file_page).content.decode()
    says = {"en": "The sum differs: the payout is ₫115,000.", "id": "Jumlahnya berbeda"}
    assert says[language] in shown


def test_strangers_and_other_staff_see_and_note_nothing(client, batch, lines, desk, buyer, staff):
    owner = factories.make_member(lines[0].producer)
    file = taken(batch, desk[0], as_csv(row(lines[0])))
    page = f"/vi/finance/payouts/{batch.number}/results/"
    asks = [
        lambda: send(client, batch, as_csv(row(lines[1]))),
        lambda: client.get(f"{page}{file.pk}/"),
        lambda: client.post(f"{page}{file.pk}/", ANSWERS),
        lambda: client.post(f"{page}{file.pk}/apply/"),
    ]
    for ask in asks:
        answer = ask()
        assert answer.status_code == 302 and "/login/" in answer.url
    for user in (buyer, owner, staff):
        client.force_login(user)
        assert [ask().status_code for ask in asks] == [403] * 4
    assert states(batch) == ["approved"] * 4
    assert PayoutResultImport.objects.count() == 1


def test_a_file_is_found_under_its_own_batch_alone(client, batch, lines, desk):
    other = approved(desk, factories.make_producer())
    file = taken(batch, desk[0], as_csv(row(lines[0])))
    client.force_login(desk[0])
    for path in (
        f"{other.number}/results/{file.pk}/",
        f"{batch.number}/results/{file.pk + 1000}/",
        f"P000000-XXXX/results/{file.pk}/",
    ):
        assert client.get(f"/vi/finance/payouts/{path}").status_code == 404
        assert client.post(f"/vi/finance/payouts/{path}apply/").status_code == 404
    assert states(batch) == ["approved"] * 4
    assert client.get(f"/vi/finance/payouts/{batch.number}/results/").status_code == 405


def test_only_a_batch_that_went_to_the_bank_takes_a_file(client, desk, producer, settings):
    factories.make_sale(producer)
    account = factories.make_bank_account(producer)
    batch = payouts.propose_batch(by=desk[0])
    line = batch.lines.select_related("account").get()
    client.force_login(desk[1])
    page = f"/vi/finance/payouts/{batch.number}/"
    assert send(client, batch, as_csv(row(line))).status_code == 404
    assert "Kết quả từ ngân hàng" not in client.get(page).content.decode()
    settings.PAYOUT_PROVIDERS = [
        "marketplace.ledger.providers.BankFile",
        "marketplace.gateways.stripe.payouts.ConnectTransfers",
    ]
    payouts.reject_batch(batch=batch, by=desk[1])
    assert send(client, batch, as_csv(row(line))).status_code == 404
    BankAccount.objects.filter(pk=account.pk).update(provider="stripe", number="acct_123456")
    sent = payouts.propose_batch(by=desk[0], provider="stripe")
    payouts.approve_batch(batch=sent, by=desk[1])
    line = sent.lines.select_related("account").get()
    assert send(client, sent, as_csv(row(line))).status_code == 404
    assert not PayoutResultImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Xin chọn một tệp."),
        (b"", "Không thấy dòng tên cột trong tệp này."),
        (b"a,b,c\n", "Tệp có tên cột nhưng không có dòng nào."),
        (b"PK\x03\x04broken", "Đây không phải tệp CSV hay XLSX đọc được."),
        (b"\x00\x00\x01", "Không thấy dòng tên cột trong tệp này."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client, batch, desk, content, words):
    client.force_login(desk[0])
    if content is None:
        answer = client.post(f"/vi/finance/payouts/{batch.number}/results/")
    else:
        answer = send(client, batch, content)
    assert answer.url == f"/vi/finance/payouts/{batch.number}/"
    assert words in client.get(answer.url).content.decode()
    assert not PayoutResultImport.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account": "1"}, "account"),
        ({"text": ""}, "text"),
        ({"status": "99"}, "status"),
        ({"paid_words": " , "}, "paid_words"),
        ({"failed_words": "thanh cong"}, "failed_words"),
        ({"bank": ""}, "bank"),
    ],
)
def test_a_mistake_in_the_columns_is_told_by_its_field(client, batch, lines, desk, changed, field):
    client.force_login(desk[0])
    file_page = send(client, batch, as_csv(row(lines[0]))).url
    refused = client.post(file_page, ANSWERS | changed)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert not StatementFormat.objects.filter(kind="payouts").exists()


def test_zero_bytes_in_a_file_break_nothing(client, batch, lines, desk):
    client.force_login(desk[0])
    content = as_csv(row(lines[0], "Thành\x00 công"))
    file_page = send(client, batch, content).url
    client.post(file_page, ANSWERS)
    assert client.get(file_page).context["to_apply"] == 1
