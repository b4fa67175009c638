"""Change where a producer is paid, and tell everybody who should know."""

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.ledger.models import BankAccount
from marketplace.ledger.payouts import change_bank_account
from marketplace.producers.models import Producer
from marketplace.producers.readers import link_to, readers_of
from marketplace.purchases.mail import queue_mail


@transaction.atomic
def name_bank_account(*, producer: Producer, by: User, **fields: str) -> BankAccount:
    """Replace the account; every owner and the producer's own address get a mail."""
    account = change_bank_account(producer=producer, by=by, **fields)
    for address, language in readers_of(producer).items():
        queue_mail(
            key=f"bank-account-{account.pk}-{address}"[:120],
            to=address,
            template="bank_account_changed",
            context={
                "producer": producer.name,
                "ending": account.number[-4:],
                "link": link_to("sell:bank-account", language),
            },
            language=language,
        )
    return account
