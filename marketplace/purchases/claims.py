"""What somebody bought as a guest becomes the account's, once the address of it is proven.

Whoever reads a mailbox has the links of its purchases already; a confirmed address says the
same of an account. An address that nobody confirmed gets nothing, and is told nothing.
"""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from marketplace.accounts.models import User
from marketplace.order.models import Order
from marketplace.purchases.models import Purchase, PurchaseEvent


def proven_addresses(user: User) -> list[str]:
    """The mail addresses that a person has proven, in small letters."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [address.lower() for address in proven]


def guest_purchases_of(user: User) -> QuerySet[Purchase]:
    """Find what was bought without an account by an address that this person has proven."""
    found = Purchase.objects.filter(user=None).alias(address=Lower("email"))
    return found.filter(address__in=proven_addresses(user))


@transaction.atomic
def claim_purchases(user: User) -> int:
    """Put a person's purchases as a guest into the account; return how many, 0 the second time."""
    found = list(
        guest_purchases_of(user).select_for_update().order_by("pk").values_list("pk", flat=True)
    )
    Purchase.objects.filter(pk__in=found).update(user=user)
    Order.objects.filter(purchase__in=found).update(user=user)
    PurchaseEvent.objects.bulk_create(
        PurchaseEvent(purchase_id=pk, code="claimed", by=user) for pk in found
    )
    return len(found)
