"""How payouts leave: the ways that the settings open, and the file that people take to the bank."""

from marketplace.gateways.stripe.payouts import ConnectTransfers
from marketplace.ledger.models import PayoutLine
from marketplace.ledger.providers import BankFile, SendResult, open_providers, provider_of

BANK = "marketplace.ledger.providers.BankFile"
STRIPE = "marketplace.gateways.stripe.payouts.ConnectTransfers"


def test_only_what_the_settings_name_is_open(settings):
    settings.PAYOUT_PROVIDERS = [BANK]
    assert [type(one) for one in open_providers()] == [BankFile]
    assert isinstance(provider_of("bank"), BankFile)
    assert provider_of("stripe") is None
    settings.PAYOUT_PROVIDERS = [BANK, STRIPE]
    assert [type(one) for one in open_providers()] == [BankFile, ConnectTransfers]
    assert isinstance(provider_of("stripe"), ConnectTransfers)
    assert provider_of("gold") is None


def test_a_bank_file_decides_nothing_by_itself():
    bank, line = BankFile(), PayoutLine(amount=1)
    assert bank.sends_itself is False
    assert bank.send(line) == bank.find(line) == SendResult(False, "", "")
