"""Change where a producer is paid, and tell everybody who should know."""

from django.conf import settings
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.ledger.models import BankAccount
from marketplace.ledger.payouts import change_bank_account
from marketplace.producers.models import Membership, Producer
from marketplace.purchases.mail import queue_mail


@transaction.atomic
def name_bank_account(*, producer: Producer, by: User, language: str, **fields: str) -> BankAccount:
    """Replace the account; every owner and the producer's own address get a mail."""
    account = change_bank_account(producer=producer, by=by, **fields)
    owners = producer.memberships.filter(role=Membership.Role.OWNER).select_related("user")
    addresses = {membership.user.email for membership in owners} | {producer.email}
    for address in sorted(filter(None, addresses)):
        queue_mail(
            key=f"bank-account-{account.pk}-{address}"[:120],
            to=address,
            template="bank_account_changed",
            context={
                "producer": producer.name,
                "ending": account.number[-4:],
                "link": f"{settings.SITE_URL}/{language[:2]}/sell/bank-account/",
            },
            language=language,
        )
    return account
