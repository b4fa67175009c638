"""What the desk tells producers by mail."""

from django.conf import settings

from marketplace.ledger.models import BankAccount, PayoutLine
from marketplace.money import format_dong
from marketplace.producers.models import Membership, Producer
from marketplace.purchases.mail import queue_mail


def addresses_of(producer: Producer) -> list[str]:
    """Give the mail addresses of a producer's owners and its own."""
    owners = producer.memberships.filter(role=Membership.Role.OWNER).select_related("user")
    return sorted({m.user.email for m in owners} | ({producer.email} if producer.email else set()))


def tell_paid(line: PayoutLine) -> None:
    """Mail a producer that a payout is on its account, once."""
    for address in addresses_of(line.producer):
        queue_mail(
            key=f"payout-{line.reference}-{address}"[:120],
            to=address,
            template="payout_paid",
            context={
                "producer": line.producer.name,
                "amount": format_dong(line.amount),
                "reference": line.reference,
                "ending": line.account.number[-4:],
                "link": f"{settings.SITE_URL}/vi/sell/statements/",
            },
            language="vi",
        )


def tell_verified(account: BankAccount) -> None:
    for address in addresses_of(account.producer):
        queue_mail(
            key=f"bank-account-checked-{account.pk}-{address}"[:120],
            to=address,
            template="bank_account_checked",
            context={"producer": account.producer.name, "ending": account.number[-4:]},
            language="vi",
        )
