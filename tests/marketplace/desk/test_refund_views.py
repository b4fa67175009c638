"""Refunds at the desk: what is promised, paid, bounced and tried again."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from marketplace.desk import refund_views
from marketplace.gateways.models import BankTransfer, Refund
from marketplace.gateways.refunds import (
    confirm_paid,
    name_account,
    note_came_back,
    promise_refund,
    promise_transfer_back,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.transfers import (
    record_transfer,
    return_transfer,
)
from marketplace.ledger.models import AuditRecord, Entry
from tests import factories
from tests.flows.sale import paid

ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "LAN"}
OTHER = {"bank_bin": "970418", "account": "998877", "account_name": "LAN"}

pytestmark = pytest.mark.django_db
REFUND_MOVED_ON = "Khoản hoàn này vừa chuyển bước; chưa có gì thay đổi."


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=30, weight_g=100)


@pytest.fixture
def accountant(client):
    user = factories.make_accountant("thu@example.com")
    client.force_login(user)
    return user


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def url(name: str, *args) -> str:
    return reverse(f"aftersale-staff:{name}", args=args)


def promised(vase, amount=1_000) -> Refund:
    purchase = paid([(vase, 1)])
    key = f"k{Refund.objects.count()}"
    return promise_refund(purchase=purchase, amount=amount, key=key, reason="x")[0]


def ready(vase) -> Refund:
    refund = promised(vase)
    account = {"bank_bin": "970436", "account": "123456", "account_name": "LAN"}
    Refund.objects.filter(pk=refund.pk).update(state="ready", **account)
    refund.refresh_from_db()
    return refund


def refund_step(client, refund, name: str, **data) -> list[str]:
    return said(client.post(url("refund-step", refund.pk, name), data, follow=True))


def test_paying_needs_the_banks_reference_and_is_noted_once(client, accountant, vase):
    refund = ready(vase)
    for reference in ("", " ", "x" * 81):
        assert refund_step(client, refund, "paid", reference=reference) == [
            "Xin cho biết mã giao dịch của ngân hàng."
        ]
    assert refund_step(client, refund, "paid", reference="FT1") == [
        "Đã trả. Người mua đã được báo."
    ]
    assert refund_step(client, refund, "paid", reference="FT2") == [
        "Khoản này đã được xác nhận; chưa có gì thay đổi."
    ]
    refund.refresh_from_db()
    assert (refund.state, refund.reference, refund.paid_by) == ("paid", "FT1", accountant)


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("paid", {"reference": "FT1"}),
        ("bounced", {}),
        ("came-back", {"failure": "Sai", "paid_round": "1"}),
        ("account", {}),
        ("again", {}),
        ("bank", {}),
    ],
)
def test_refund_that_moved_on_is_not_changed(client, accountant, vase, step, data):
    refund = promised(vase)  # it waits for the buyer's account: none of these follows
    assert refund_step(client, refund, step, **data) == [REFUND_MOVED_ON]
    refund.refresh_from_db()
    assert refund.needs_account


def test_refund_that_came_back_says_what_the_bank_said_once(client, accountant, vase):
    refund = ready(vase)
    refund_step(client, refund, "paid", reference="FT1")
    for wrong in ({}, {"failure": "", "paid_round": "1"}, {"failure": "Sai", "paid_round": "0"}):
        assert refund_step(client, refund, "came-back", **wrong) == ["Hãy ghi ngân hàng đã nói gì."]
    told = {"failure": "Sai tên", "paid_round": "1"}
    assert refund_step(client, refund, "came-back", **told)[-1] == (
        "Đã ghi. Khoản tiền này lại phải hoàn."
    )
    assert refund_step(client, refund, "came-back", **told) == [
        "Việc này đã được ghi trước đó; không có gì thay đổi."
    ]
    assert AuditRecord.objects.filter(subject__contains="Sai tên").count() == 1


def test_sender_whom_nobody_knows_needs_an_account(client, accountant, vase):
    found = record_transfer(
        {
            "reference": "FT-9",
            "amount": 5_000,
            "purpose": "mua gom",
            "booked_at": "2026-11-24T08:00:00+07:00",
        }
    )
    refund = promise_transfer_back(transfer=found, amount=5_000, key="t", reason="x")
    assert refund_step(client, refund, "account", bank_bin="970436") == [
        "Hãy cho biết ngân hàng, số tài khoản và chủ tài khoản."
    ]
    account = {"bank_bin": "970436", "account": "123456", "account_name": "Lan"}
    assert refund_step(client, refund, "account", **account) == [
        "Đã đưa vào danh sách chờ hoàn tiền."
    ]
    refund.refresh_from_db()
    assert (refund.state, refund.account_name) == ("ready", "LAN")


@pytest.mark.parametrize("error", [GatewayUnavailable("x"), GatewayRefused("x", "x")])
@pytest.mark.parametrize("step", ["again", "bank"])
def test_silence_of_the_gateway_is_said(client, accountant, vase, monkeypatch, error, step):
    def silent(**_facts):
        raise error

    monkeypatch.setattr(refund_views, "retry_refund", silent)
    assert refund_step(client, promised(vase), step) == [
        "Dịch vụ thanh toán không trả lời; chưa có gì thay đổi."
    ]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("ready", "Đang thử lại."),
        ("paid", "Tiền thực ra đã về thẻ; không gửi lại."),
        ("sent", "Tiền thực ra đã về thẻ; không gửi lại."),
    ],
)
def test_try_again_says_what_came_of_it(client, accountant, vase, monkeypatch, state, sentence):
    monkeypatch.setattr(refund_views, "retry_refund", lambda **_facts: state)
    assert refund_step(client, promised(vase), "again") == [sentence]


def test_only_what_is_to_be_paid_to_a_bank_has_a_code_and_stands_in_the_file(
    client, accountant, vase
):
    refund, waiting, card = ready(vase), promised(vase), ready(vase)
    Refund.objects.filter(pk=card.pk).update(way="card")
    codes = [client.get(url("refund-qr", r.pk)).status_code for r in (refund, waiting, card)]
    assert codes == [200, 404, 404]
    lines = client.get(url("refund-file")).content.decode("utf-8-sig").splitlines()
    number = refund.purchase.number.replace("-", "")
    assert lines[0] == "refund,bank,bin,account,name,amount,purpose"
    assert [line.split(",")[0] for line in lines[1:]] == [str(refund.pk)]
    assert lines[1].endswith(f",970436,123456,LAN,1000,HOAN TIEN {number}")


@pytest.mark.parametrize(
    ("asked_for", "shown"),
    [("", "ready"), ("nothing", "ready"), ("needs_account", "needs_account"), ("paid", "paid")],
)
def test_refunds_are_listed_by_state(client, accountant, vase, asked_for, shown):
    rows = {"ready": ready(vase), "needs_account": promised(vase), "paid": ready(vase)}
    Refund.objects.filter(pk=rows["paid"].pk).update(state="paid")
    context = client.get(url("refunds"), {"state": asked_for}).context
    assert list(context["page"]) == [rows[shown]]
    assert context["has_file"] is (shown == "ready")


@pytest.fixture
def purchase(db):
    return paid([(factories.make_product(price=250_000, stock=4), 1)])


@pytest.fixture
def refund(purchase, staff) -> Refund:
    """A refund that was noted as paid."""
    found = promise_refund(purchase=purchase, amount=100_000, key="k", reason="returned")[0]
    name_account(refund=found, **ACCOUNT)
    confirm_paid(refund=found, by=staff, reference="FT1")
    found.refresh_from_db()
    return found


def books(key: str) -> int:
    return sum(Entry.objects.filter(account__key=key).values_list("amount", flat=True))


def came_back(refund, by, paid_round: int = 1, failure: str = "Sai tên"):
    return note_came_back(refund=refund, paid_round=paid_round, failure=failure, by=by)


def stray(amount: int = 100_000, reference: str = "FT20") -> BankTransfer:
    """Money that a statement shows without a purchase, as a bounced refund is."""
    return record_transfer(
        {"reference": reference, "amount": amount, "purpose": "TRA LAI", "booked_at": None}
    )


def test_desk_notes_with_a_reason_that_a_refund_came_back(client, refund):
    accountant = factories.make_accountant()
    step = f"/en/finance/refunds/{refund.pk}/came-back/"
    assert client.post(step).status_code == 302
    client.force_login(factories.make_user())
    assert client.post(step, {"failure": "x", "paid_round": 1}).status_code == 403
    client.force_login(accountant)
    assert step in client.get("/en/finance/refunds/?state=paid").content.decode()
    client.post(step, {"failure": " ", "paid_round": 1})
    client.post(step, {"failure": "Sai tên", "paid_round": "x"})
    refund.refresh_from_db()
    assert refund.state == "paid"
    for _twice in range(2):
        client.post(step, {"failure": "Sai tên", "paid_round": 1})
    refund.refresh_from_db()
    assert (refund.state, refund.round) == ("needs_account", 2)
    noted = AuditRecord.objects.get(user=accountant, action="did", subject__contains="Sai tên")
    assert noted.subject == f"{refund.pk} came-back Sai tên"
    page = client.get("/en/finance/refunds/?state=needs_account").content.decode()
    assert "Sai tên" in page
    assert f"/refunds/{refund.pk}/account/" not in page


def test_desk_names_the_account_of_a_sender_whom_nobody_knows(client, db, staff, refund):
    stray = record_transfer(
        {"reference": "FT9", "amount": 70_000, "purpose": "?", "booked_at": None}
    )
    back = return_transfer(transfer=stray, by=staff)
    name_account(refund=back, **ACCOUNT)
    confirm_paid(refund=back, by=staff, reference="FT10")
    assert came_back(back, staff)
    assert books("buyer:unmatched") == 70_000
    client.force_login(factories.make_accountant())
    step = f"/en/finance/refunds/{back.pk}/account/"
    assert step in client.get("/en/finance/refunds/?state=needs_account").content.decode()
    client.post(step, OTHER | {"account": "!"})
    back.refresh_from_db()
    assert back.state == "needs_account"
    client.post(step, OTHER)
    back.refresh_from_db()
    assert (back.state, back.account) == ("ready", "998877")
    confirm_paid(refund=back, by=staff, reference="FT11")
    assert books("buyer:unmatched") == 0
    assert BankTransfer.objects.get(pk=stray.pk).state == "closed"
    came_back(refund, staff)  # a buyer's own account is the buyer's to name
    client.post(f"/en/finance/refunds/{refund.pk}/account/", OTHER)
    refund.refresh_from_db()
    assert refund.state == "needs_account"


def test_the_banks_file_keeps_the_zeros_of_accounts(client, accountant, vase):
    refund, *_ = promise_refund(
        purchase=paid([(vase, 1)]), amount=10_000, key="k", reason="returned"
    )
    name_account(refund=refund, **ACCOUNT)
    told = client.get(reverse("aftersale-staff:refund-file"))
    (_head, row) = csv.reader(io.StringIO(told.content.decode("utf-8-sig")))
    assert told.content.startswith(b"\xef\xbb\xbf")
    assert (row[2], row[3], row[5]) == ("970436", "0011002233", "10000")
    book = client.get(reverse("aftersale-staff:refund-file-xlsx"))
    (_head, cells) = openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows()
    assert [cells[at].value for at in (2, 3, 5)] == ["970436", "0011002233", 10_000]
    assert [cells[at].data_type for at in (2, 3, 5)] == ["s", "s", "n"]
