"""How payouts leave: a file for the bank, or a service that pays by itself.

A provider is a class of this shape; settings.PAYOUT_PROVIDERS names those that are open.
The bank file needs nothing; gateways add others (Stripe Connect transfers).
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from marketplace.ledger.models import BankAccount, PayoutLine


@dataclass(frozen=True)
class SendResult:
    """What became of one line: paid with the other side's reference, failed, or neither yet."""

    is_paid: bool = False
    reference: str = ""
    failure: str = ""


class Unanswered(Exception):
    """The other side does not say whether it paid a line; nothing may be decided on that."""


class PayoutProvider(Protocol):
    """`code` is a BankAccount.Provider. `send` is safe to repeat for a line.

    `find` tells whether a line was paid before, without paying it. Raises Unanswered.
    """

    code: str
    name: object
    sends_itself: bool

    def send(self, line: PayoutLine) -> SendResult: ...

    def find(self, line: PayoutLine) -> SendResult: ...


class BankFile:
    """People take the batch to the bank as a file or by VietQR, and note how lines ended."""

    code = BankAccount.Provider.BANK.value
    name = _("Bank transfer")
    sends_itself = False

    def send(self, line: PayoutLine) -> SendResult:
        return SendResult()

    def find(self, line: PayoutLine) -> SendResult:
        return SendResult()


def open_providers() -> list[PayoutProvider]:
    return [import_string(path)() for path in settings.PAYOUT_PROVIDERS]


def provider_of(code: str) -> PayoutProvider | None:
    return next((provider for provider in open_providers() if provider.code == code), None)
