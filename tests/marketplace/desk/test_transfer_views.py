"""Bank statements and transfers at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.gateways.models import BankTransfer, Refund, StatementImport
from marketplace.gateways.refunds import (
    confirm_paid,
    name_account,
    note_came_back,
    promise_refund,
)
from marketplace.gateways.transfers import (
    TransferMoved,
    bounces_like,
    record_transfer,
    settle_bounce,
)
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import Entry
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import paid, place

ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "LAN"}


@pytest.fixture
def vase(db):
    return factories.make_product(price=100_000, stock=30, weight_g=100)


@pytest.fixture
def accountant(db):
    return factories.make_accountant("thu@example.com")


def test_statement_by_the_pages(client, vase, accountant):
    from tests.flows.test_transfers import statement_csv

    purchase = place([(vase, 1)])
    client.force_login(accountant)
    file = SimpleUploadedFile("sao-ke.csv", statement_csv(purchase))
    answer = client.post("/en/finance/transfers/upload/", {"file": file})
    page = client.get(answer.url)
    columns = page.context["form"].initial
    client.post(answer.url, columns | {"bank": "Thử", "date_format": "%d/%m/%Y"})
    page = client.get(answer.url)
    unnamed = "names no purchase: work list"
    assert [row.text for row in page.context["rows"]] == ["pays the purchase", unnamed, unnamed]
    client.post(f"{answer.url}import/")
    client.post(f"{answer.url}import/")
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    unnamed = BankTransfer.objects.filter(reason="no_reference").first()
    path = f"/en/finance/transfers/{unnamed.pk}/"
    assert client.get(path).status_code == 200
    client.post(f"{path}send-back/", {})
    assert not Refund.objects.exists()
    account = {"bank_bin": "970436", "account": "123456", "account_name": "A"}
    client.post(f"{path}send-back/", account)
    refund = Refund.objects.get()
    assert refund.state == "ready"
    assert client.get(f"/en/finance/refunds/{refund.pk}/vietqr.svg").status_code == 200
    assert b"123456" in client.get("/en/finance/refunds/file/").content
    for _ in range(2):
        client.post(f"/en/finance/refunds/{refund.pk}/paid/", {"reference": "FT77"})
    refund.refresh_from_db()
    unnamed.refresh_from_db()
    assert (refund.state, unnamed.state) == ("paid", "closed")


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


def test_transfer_that_is_a_paid_refund_come_back_is_no_new_money(client, refund, purchase, staff):
    before = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    back = stray()
    client.force_login(factories.make_accountant())
    page = f"/en/finance/transfers/{back.pk}/"
    assert purchase.number in client.get(page).content.decode()
    for _twice in range(2):
        client.post(f"{page}bounce/", {"refund": refund.pk})
    back.refresh_from_db()
    refund.refresh_from_db()
    assert (back.state, back.left) == ("closed", 0)
    assert (refund.state, refund.round, refund.failure) == ("needs_account", 2, "TRA LAI")
    after = books(f"buyer:{purchase.number}"), books("gateway:vietqr")
    assert after == (before[0] + 100_000, before[1] - 100_000)
    assert books("buyer:unmatched") == 0
    assert find_faults() == []


def test_transfer_of_a_refund_whose_bounce_was_noted_before_posts_nothing_more(refund, staff):
    came_back(refund, staff)
    owed = books("gateway:vietqr")
    settle_bounce(transfer=stray(), refund=Refund.objects.get(pk=refund.pk), by=staff)
    assert (books("gateway:vietqr"), books("buyer:unmatched")) == (owed, 0)
    assert MailMessage.objects.filter(template="refund_bounced").count() == 1
    with pytest.raises(TransferMoved):  # it came back once, so another one is other money
        settle_bounce(
            transfer=stray(reference="FT21"),
            refund=Refund.objects.get(pk=refund.pk),
            by=staff,
        )
    assert books("buyer:unmatched") == 100_000


def test_only_an_unnamed_transfer_of_the_same_amount_is_a_bounce(client, refund, staff):
    other = stray(amount=99_999)
    assert not bounces_like(other).exists()
    with pytest.raises(TransferMoved):
        settle_bounce(transfer=other, refund=refund, by=staff)
    step = f"/en/finance/transfers/{stray().pk}/bounce/"
    assert client.post(step, {"refund": refund.pk}).status_code == 302
    client.force_login(factories.make_user())
    assert client.post(step, {"refund": refund.pk}).status_code == 403
    client.force_login(factories.make_accountant())
    for wrong in ("", "x", "999999"):
        client.post(step, {"refund": wrong})
    refund.refresh_from_db()
    assert refund.state == "paid"


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def upload(client, content: bytes):
    file = SimpleUploadedFile("sao-ke.csv", content)
    return client.post("/en/finance/transfers/upload/", {"file": file}, follow=True)


HEADER = "Ngày,Số tiền,Nội dung\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
        (b"a,b\n1,2\n", "No row of column names was found in this file."),
        (HEADER.encode(), "The file has column names but no rows."),
        (b"Ng\x8ay,b\n", "The file's letters cannot be read; save it as UTF-8."),
        (b"PK\x03\x04 no workbook", "This is no CSV or XLSX file that we can read."),
    ],
    ids=["large", "no names", "no rows", "letters", "no workbook"],
)
def test_a_file_that_is_no_statement_says_why(client, accountant, content, sentence):
    client.force_login(accountant)
    assert messages_of(upload(client, content)) == [sentence]
    assert not StatementImport.objects.exists()


def test_a_day_that_cannot_be_read_is_said_with_its_row(client, accountant):
    client.force_login(accountant)
    answer = upload(client, f"{HEADER}hôm qua,99000,a\n13/11/2026,99000,b\n".encode())
    facts = {"bank": "Thử", "booked_at": 0, "amount": 1, "purpose": 2}
    page = answer.redirect_chain[-1][0]
    refused = client.post(page, facts | {"date_format": "%d/%m/%Y"})
    assert {name: list(said) for name, said in refused.context["form"].errors.items()} == {
        "date_format": ["Row 2: the day cannot be read. Choose how dates are written."]
    }
    assert not BankTransfer.objects.exists()
