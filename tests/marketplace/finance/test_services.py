"""The nightly check of the books: who is told, how often, in which language; what the desk shows."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from marketplace.demo.management.commands.keep_time import JOBS
from marketplace.finance.services import check_books
from marketplace.ledger.faults import Fault, from_json
from marketplace.ledger.models import Account, LedgerCheck, Snapshot
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
NIGHT = datetime.datetime(2026, 11, 20, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


def mails():
    return MailMessage.objects.filter(template="ledger_is_off")


@pytest.fixture
def nights(monkeypatch):
    """Let the clock's job run in the n-th of some nights."""

    def run(night: int) -> bool:
        at = NIGHT + datetime.timedelta(days=night)
        monkeypatch.setattr(timezone, "localtime", lambda *given: at)
        return check_books()

    return run


def break_snapshot(producer) -> Snapshot:
    """Keep a sum that its entries do not give: one the database lets stand."""
    factories.make_sale(producer)
    account = Account.objects.get(key=f"producer:{producer.pk}")
    return Snapshot.objects.create(account=account, before=timezone.now(), balance=1)


def test_each_of_the_finance_group_is_mailed_in_their_language(nights, producer, staff):
    people = {}
    for language in ("vi", "en", "id"):
        people[language] = factories.make_accountant(f"{language}@example.vn")
        people[language].language = language
        people[language].save()
    gone = factories.make_accountant("gone@example.vn")
    gone.is_active = False
    gone.save()
    broken = break_snapshot(producer)
    assert nights(0)
    sent = {mail.to: compose(mail) for mail in mails()}
    assert set(sent) == {f"{language}@example.vn" for language in people}
    says = {
        "vi": ("Sổ bị lệch", f"Số dư lưu số {broken.pk} lệch", "/vi/finance/"),
        "en": ("The books are off", f"kept as number {broken.pk} differs", "/en/finance/"),
        "id": ("Buku tidak cocok", f"tersimpan nomor {broken.pk} berbeda", "/id/finance/"),
    }
    for language, (subject, text, link) in says.items():
        mail = sent[f"{language}@example.vn"]
        assert mail.subject.startswith(subject)
        for body in (mail.body, mail.alternatives[0][0]):
            assert text in body and link in body


def test_a_fault_is_mailed_once_and_again_when_it_comes_back(nights, producer):
    factories.make_accountant("one@example.vn")
    broken = break_snapshot(producer)
    assert nights(0)
    assert not nights(0)  # the clock comes round every half minute
    assert mails().count() == 1
    assert nights(1)  # still wrong
    assert mails().count() == 1
    right = Fault("snapshot", {"number": broken.pk})
    other = Snapshot.objects.create(
        account=broken.account, before=timezone.now() + datetime.timedelta(days=1), balance=2
    )
    assert nights(2)  # something else is wrong, too: only that is told
    assert mails().count() == 2
    mail = compose(mails().latest("pk"))
    with override("vi"):
        assert str(Fault("snapshot", {"number": other.pk})) in mail.body
        assert str(right) not in mail.body
    Snapshot.objects.all().delete()
    nights(3)
    assert mails().count() == 2
    Snapshot.objects.create(
        pk=broken.pk, account=broken.account, before=broken.before, balance=broken.balance
    )
    nights(4)
    assert mails().count() == 3


def test_books_that_are_right_mail_nobody(nights, producer):
    factories.make_accountant()
    factories.make_sale(producer)
    assert nights(0)
    assert LedgerCheck.objects.get().findings == []
    assert not mails().exists()


def test_a_check_whose_mail_cannot_be_kept_is_made_again(nights, producer, monkeypatch):
    factories.make_accountant()
    break_snapshot(producer)

    def refuse(**mail):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("marketplace.finance.services.queue_mail", refuse)
        with pytest.raises(RuntimeError):
            nights(0)
    assert not LedgerCheck.objects.exists()
    assert nights(0)
    assert mails().count() == 1


def test_the_clock_runs_the_check_that_tells():
    assert check_books in JOBS


def test_a_fault_is_kept_and_told_in_each_language():
    fault = Fault("total", {"amount": 5_000})
    assert from_json(fault.as_json()) == fault
    assert fault.in_english() == "All accounts together are owed ₫5,000 instead of 0."
    with override("vi"):
        assert str(fault).startswith("Tổng mọi tài khoản là 5.000")
    assert str(from_json("an old sentence")) == "an old sentence"


@pytest.fixture
def shown_desk(client):
    client.force_login(factories.make_accountant("desk@example.vn"))

    def show(language: str = "vi") -> str:
        return client.get(f"/{language}/finance/").content.decode()

    return show


def test_the_desk_says_when_no_check_has_run(shown_desk):
    assert "chưa chạy lần nào" in shown_desk()


def test_the_desk_shows_when_the_last_check_ran_and_that_nothing_is_wrong(shown_desk):
    check = LedgerCheck.objects.create(day=timezone.localdate(), entries=7, findings=[])
    shown = shown_desk()
    assert "7 bút toán" in shown and "Không có gì sai" in shown
    assert f"{timezone.localtime(check.checked_at):%H:%M}" in shown
    assert "không chạy" not in shown
    LedgerCheck.objects.update(checked_at=timezone.now() - datetime.timedelta(hours=30))
    assert "Đêm qua việc kiểm tra sổ không chạy" in shown_desk()


def test_the_desk_shows_what_the_last_check_found_in_the_readers_language(shown_desk):
    found = [Fault("transaction", {"number": 12, "amount": -300}).as_json(), "an old sentence"]
    LedgerCheck.objects.create(day=timezone.localdate(), findings=found)
    shown = shown_desk()
    assert "Giao dịch 12 có tổng" in shown and "Thấy 2 chỗ sai" in shown
    assert "Không có gì sai" not in shown
    assert "Transaction 12 sums to" in shown_desk("en")


def test_a_job_whose_server_is_away_stops_no_other(monkeypatch):
    from marketplace.demo.management.commands import keep_time

    done = []

    def away():
        raise ConnectionError

    monkeypatch.setattr(keep_time, "JOBS", (away, lambda: done.append(1)))
    call_command("keep_time", once=True)
    assert done == [1]
