"""Another bank account: all who answer for the producer hear of it, and only of its last digits."""

import pytest

from marketplace.ledger.models import BankAccount
from marketplace.listings import bank_accounts
from marketplace.listings.bank_accounts import name_bank_account
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
ACCOUNT = {
    "bank_bin": "970436",
    "bank_name": "Vietcombank",
    "number": "0011002233",
    "holder": "NGUYEN THI HONG",
}


def letters() -> dict[str, tuple]:
    rows = MailMessage.objects.order_by("pk")
    return {row.to: (row.template, row.context, row.language) for row in rows}


def told(producer, language: str = "vi", ending: str = "2233") -> tuple:
    link = f"http://localhost:8000/{language}/sell/bank-account/"
    facts = {"producer": producer.name, "ending": ending, "link": link}
    return "bank_account_changed", facts, language


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "http://localhost:8000"


def test_new_account_takes_the_place_of_the_old_and_waits_for_a_check(producer, owner):
    old = factories.make_bank_account(producer)
    elsewhere = factories.make_bank_account(factories.make_producer())
    account = name_bank_account(producer=producer, by=owner, **ACCOUNT)
    account.refresh_from_db()
    assert (account.producer, account.created_by, account.number) == (producer, owner, "0011002233")
    assert (account.holder, account.verified_at, account.replaced_at) == (
        "NGUYEN THI HONG",
        None,
        None,
    )
    assert BankAccount.objects.get(pk=old.pk).replaced_at is not None
    assert BankAccount.objects.get(pk=elsewhere.pk).replaced_at is None


def test_every_owner_and_the_producer_s_address_hear_of_it(producer, owner):
    second = factories.make_member(producer, "second@example.com")
    type(second).objects.filter(pk=second.pk).update(language="en")
    factories.make_member(producer, "helper@example.com", role="seller")
    factories.make_member(factories.make_producer(), "foreign@example.com")
    producer.email = "gom@example.com"
    producer.save()
    name_bank_account(producer=producer, by=owner, **ACCOUNT)
    assert letters() == {
        "owner@example.com": told(producer),
        "second@example.com": told(producer, "en"),
        "gom@example.com": told(producer),
    }


def test_letter_names_only_the_last_four_digits(producer, owner):
    account = name_bank_account(producer=producer, by=owner, **ACCOUNT | {"number": "98765"})
    assert letters() == {"owner@example.com": told(producer, ending="8765")}
    assert "98765" not in str(MailMessage.objects.get().context)
    assert MailMessage.objects.get().key == f"bank-account-{account.pk}-owner@example.com"


def test_key_of_a_letter_fits_however_long_the_address(producer):
    owner = factories.make_member(producer, f"{'a' * 60}@{'b' * 60}.example.com")
    account = name_bank_account(producer=producer, by=owner, **ACCOUNT)
    key = MailMessage.objects.get().key
    assert len(key) == 120
    assert f"bank-account-{account.pk}-{owner.email}".startswith(key)


def test_each_change_is_told(producer, owner):
    for number in ("0011002233", "0011009999"):
        name_bank_account(producer=producer, by=owner, **ACCOUNT | {"number": number})
    endings = [row.context["ending"] for row in MailMessage.objects.order_by("pk")]
    assert endings == ["2233", "9999"]


def test_account_does_not_change_without_its_letters(producer, owner, monkeypatch):
    monkeypatch.setattr(bank_accounts, "queue_mail", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        name_bank_account(producer=producer, by=owner, **ACCOUNT)
    assert not BankAccount.objects.exists()
