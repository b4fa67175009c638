"""Mail to producers: to whom, in whose language, with links in it, once."""

import pytest

from marketplace.aftersale.takeback import cancel_order
from marketplace.finance.services import tell_changed, tell_paid, tell_verified
from marketplace.ledger.models import PayoutLine
from marketplace.ledger.payouts import approve_batch, propose_batch
from marketplace.listings.bank_accounts import name_bank_account
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import paid


def speak(user, language: str):
    user.language = language
    user.save(update_fields=["language"])
    return user


@pytest.fixture
def owners(producer, owner):
    """A producer of an Indonesian and an English owner, with an address of its own."""
    producer.email = "to@example.vn"
    producer.save()
    speak(owner, "id")
    return owner, speak(factories.make_member(producer, "second@example.com"), "en")


@pytest.fixture
def line(producer, owners, db) -> PayoutLine:
    one, two = factories.make_accountant(), factories.make_accountant()
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    batch = propose_batch(by=one)
    approve_batch(batch=batch, by=two)
    return batch.lines.get()


def sent(template: str) -> dict[str, str]:
    """What each reader of a mail finds: its subject and text."""
    found = [(m.to, compose(m)) for m in MailMessage.objects.filter(template=template)]
    return {to: f"{mail.subject}\n{mail.body}" for to, mail in found}


def test_mails_about_money_and_their_links_are_in_the_readers_language(producer, line):
    for _twice in range(2):
        tell_paid(line)
        tell_verified(line.account)
        tell_changed(line.account)
    mails = sent("payout_paid")
    assert len(mails) == 3
    assert "/id/sell/statements/" in mails["owner@example.com"]
    assert "/en/sell/statements/" in mails["second@example.com"]
    assert "was paid ₫115,000" in mails["second@example.com"]
    assert "115.000" in mails["owner@example.com"]
    assert "/id/sell/bank-account/" in sent("bank_account_changed")["to@example.vn"]
    assert "is checked" in sent("bank_account_checked")["second@example.com"]
    assert "is checked" not in sent("bank_account_checked")["owner@example.com"]


def test_account_that_an_owner_names_is_told_to_each_in_their_language(producer, owners):
    name_bank_account(producer=producer, by=owners[1], number="0011002233", holder="HONG")
    mails = sent("bank_account_changed")
    assert "/id/sell/bank-account/" in mails["owner@example.com"]
    assert "/en/sell/bank-account/" in mails["second@example.com"]


def test_producer_reads_of_a_cancelled_order_in_their_languages(owners, product):
    order = paid([(product, 1)]).orders.get()
    cancel_order(order=order, key="k", side="buyer", reason="other", by=None)
    found = {mail.to: mail for mail in MailMessage.objects.filter(template="producer_cancelled")}
    languages = {to: mail.language for to, mail in found.items()}
    assert languages == {
        "owner@example.com": "id",
        "second@example.com": "en",
        "to@example.vn": "id",
    }
    assert "/id/sell/" in compose(found["to@example.vn"]).body


def test_failed_payout_asks_the_owners_for_another_account_once(client, producer, line):
    client.force_login(line.batch.proposed_by)
    for _twice in range(2):
        client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "Sai tên <người nhận>."})
    mails = sent("payout_failed")
    assert len(mails) == 3
    assert "/en/sell/bank-account/" in mails["second@example.com"]
    assert "₫115,000" in mails["second@example.com"]
    assert "ending in 2233" in mails["second@example.com"]
    assert "Sai tên <người nhận>. The money" in mails["second@example.com"]
    assert "/id/sell/bank-account/" in mails["owner@example.com"]
    assert not sent("payout_paid")


def test_payout_that_is_not_noted_as_failed_asks_nobody(client, producer, line):
    client.force_login(line.batch.proposed_by)
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": " "})
    client.post(f"/en/finance/payout/{line.pk}/paid/", {"text": "FT1"})
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "late"})
    assert not sent("payout_failed")
