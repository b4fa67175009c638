"""Hold vouchers for a purchase and give them back; caps hold however many ask at once."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.discounts.models import Voucher, VoucherUse
from marketplace.discounts.sharing import Applied
from marketplace.producers.models import Producer


class VoucherRefused(Exception):
    """A voucher cannot be used; `reason` is a key of sharing.REFUSALS."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


class TermsChanged(Exception):
    """What a producer was shown is not what it would pay for; str() is a sentence for it."""

    text = _("The market has changed this voucher meanwhile. Read it again before you agree.")

    def __str__(self) -> str:
        return str(self.text)


def buyer_of(user: User | None, email: str) -> str:
    """Name a buyer for the limit per buyer."""
    return f"user:{user.pk}" if user else email.strip().lower()


def names_of(user: User | None, email: str) -> set[str]:
    """List how one buyer may be named: signed in, or as a guest of the account's address.

    Guests have used what was counted for each buyer, too, before that took signing in.
    """
    if user:
        return {f"user:{user.pk}", user.email.lower()}
    address = email.strip().lower()
    accounts = User.objects.filter(email__iexact=address).values_list("pk", flat=True)
    return {address, *(f"user:{pk}" for pk in accounts)}


def has_used(voucher: Voucher, names: Iterable[str]) -> bool:
    """Tell whether a buyer holds a voucher as often as it may; call with its row locked."""
    limit = voucher.max_uses_per_buyer
    if limit is None:
        return False
    return voucher.held.filter(buyer__in=list(names), released_at=None).count() >= limit


def hold(
    *, applied: Iterable[Applied], purchase_number: str, user: User | None, email: str
) -> None:
    """Count the uses of a purchase's vouchers. Raises VoucherRefused; call in a transaction.

    The conditional update locks the voucher's row: whoever comes next sees it counted.
    """
    buyer, names = buyer_of(user, email), None
    for use in sorted(applied, key=lambda use: use.voucher.pk):
        if user is None and use.voucher.is_counted:
            raise VoucherRefused(use.voucher.code, "sign_in")
        if not take(use.voucher.pk, use.amount):
            raise VoucherRefused(use.voucher.code, "used_up")
        names = names_of(user, email) if names is None else names
        if has_used(use.voucher, names):
            raise VoucherRefused(use.voucher.code, "used_before")
        VoucherUse.objects.create(
            voucher=use.voucher, purchase_number=purchase_number, buyer=buyer, amount=use.amount
        )


def take(voucher_id: int, amount: int) -> bool:
    """Count one use, unless a cap stands against it: then False and nothing is counted."""
    return bool(
        Voucher.objects.filter(
            Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses")),
            Q(budget__isnull=True) | Q(spent__lte=F("budget") - amount),
            pk=voucher_id,
            is_active=True,
        ).update(uses=F("uses") + 1, spent=F("spent") + amount)
    )


@transaction.atomic
def release(*, purchase_number: str) -> int:
    """Give the vouchers of a purchase back, each once; return how many."""
    done = 0
    for use in VoucherUse.objects.filter(
        purchase_number=purchase_number, released_at=None
    ).order_by("voucher_id"):
        given_back = VoucherUse.objects.filter(pk=use.pk, released_at=None).update(
            released_at=timezone.now()
        )
        if given_back:
            Voucher.objects.filter(pk=use.voucher_id).update(
                uses=F("uses") - 1, spent=F("spent") - use.amount
            )
            done += 1
    return done


def hold_again(*, purchase_number: str) -> bool:
    """Hold what `release` gave back, for a purchase that is paid late; False if it is gone.

    Call inside a savepoint that is rolled back on False.
    """
    uses = VoucherUse.objects.filter(purchase_number=purchase_number, released_at__isnull=False)
    for use in uses.select_related("voucher").order_by("voucher_id"):
        if not take(use.voucher_id, use.amount) or has_used(use.voucher, names_held_by(use.buyer)):
            return False
        VoucherUse.objects.filter(pk=use.pk).update(released_at=None)
    return True


def names_held_by(buyer: str) -> set[str]:
    """Give names_of for a buyer as a use keeps it."""
    if not buyer.startswith("user:"):
        return names_of(None, buyer)
    user = User.objects.filter(pk=int(buyer.removeprefix("user:"))).first()
    return names_of(user, "") if user else {buyer}


@transaction.atomic
def agree(*, voucher: Voucher, producer: Producer, by: User, terms: str) -> None:
    """A producer says yes to paying its part of a shared voucher; once is enough.

    `terms` names what it was shown (Voucher.terms_key). Raises TermsChanged.
    """
    waiting = Voucher.objects.select_for_update().filter(producer=producer, agreed_at=None)
    found = waiting.filter(pk=voucher.pk).first()
    if found is None:
        return
    if found.terms_key != terms:
        raise TermsChanged
    found.agreed_at, found.agreed_by = timezone.now(), by
    found.save(update_fields=["agreed_at", "agreed_by"])
