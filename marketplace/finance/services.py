"""What the desk tells producers by mail, and what the nightly check and the bank tell the desk."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from catalogue.certificates import guards as certificate_guards
from catalogue.certificates.snapshots import find_faults as find_faults_of_snapshots
from marketplace.accounts.models import User
from marketplace.aftersale.checks import find_document_faults
from marketplace.frame.money import format_dong
from marketplace.gateways.models import PayoutResultImport, WebhookEvent
from marketplace.gateways.payout_results import FAILED, PAID, preview_results
from marketplace.gateways.services import MOST_ATTEMPTS
from marketplace.ledger.access import finance_people
from marketplace.ledger.checks import check_nightly, find_faults
from marketplace.ledger.faults import Fault
from marketplace.ledger.models import BankAccount, LedgerCheck, PayoutLine
from marketplace.ledger.payouts import (
    PayoutRefused,
    change_bank_account,
    confirm_line,
    fail_line,
)
from marketplace.notices.services import News, Reader
from marketplace.producers.models import Producer
from marketplace.producers.readers import link_to, readers_of
from marketplace.programme.dossiers import guards as dossier_guards
from marketplace.programme.dossiers.snapshots import changed_bodies
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.told import tell


def tell_producer(
    producer: Producer, *, key: str, template: str, page: str = "", **context: Any
) -> None:
    """Mail a producer's people, each in their language and once per key.

    `page` names the page that the mail links to.
    """
    for address, language in readers_of(producer).items():
        more = {"producer": producer.name}
        if page:
            more["link"] = link_to(page, language)
        queue_mail(
            key=f"{key}-{address}"[:120],
            to=address,
            template=template,
            context={**more, **context},
            language=language,
        )


def tell_payout(line: PayoutLine, *, template: str, key: str, page: str, **more: str) -> None:
    """Tell those who keep a producer's books of one of its payouts, once.

    The letter has the name of the news.
    """

    def values_for(news: News, reader: Reader) -> dict[str, str]:
        return {
            "producer": line.producer.name,
            "link": link_to(page, reader.language),
            "amount": format_dong(line.amount, reader.language),
            "reference": line.reference,
            "ending": line.account.number[-4:],
            **more,
        }

    news = News(line.producer, template, f"{key}-{line.reference}", line.reference)
    tell([news], values_for, template=template)


def tell_paid(line: PayoutLine) -> None:
    """Say that a payout is on the producer's account."""
    tell_payout(line, template="payout_paid", key="payout", page="sell:statements")


def tell_failed(line: PayoutLine) -> None:
    """Say that a payout did not reach the producer's account, and ask for another account."""
    tell_payout(
        line,
        template="payout_failed",
        key="payout-failed",
        page="sell:bank-account",
        reason=line.reason.rstrip("."),
    )


@transaction.atomic
def note_paid(*, line: PayoutLine, by: User, outside_reference: str = "") -> PayoutLine:
    """Note that a payout arrived and mail its producer, both or neither; again: nothing.

    Raises PayoutRefused.
    """
    noted = confirm_line(line=line, by=by, outside_reference=outside_reference)
    tell_paid(noted)
    return noted


@transaction.atomic
def note_failed(*, line: PayoutLine, by: User, reason: str) -> PayoutLine:
    """Note that a payout did not arrive and ask its producer for another account."""
    noted = fail_line(line=line, by=by, reason=reason)
    tell_failed(noted)
    return noted


def apply_results(*, file: PayoutResultImport, by: User) -> Counter[str]:
    """Note what a bank's file says of its batch, each payout by itself; count the outcomes.

    Safe to repeat: what was noted before is settled. "refused" counts payouts that somebody
    decided on in the same moment; the next look at the file tells how.
    """
    counts: Counter[str] = Counter()
    for prospect in preview_results(file):
        outcome = prospect.outcome
        try:
            if prospect.line and outcome == PAID:
                reference = prospect.row.bank_reference
                note_paid(line=prospect.line, by=by, outside_reference=reference)
            elif prospect.line and outcome == FAILED:
                note_failed(line=prospect.line, by=by, reason=prospect.reason)
        except PayoutRefused:
            outcome = "refused"
        counts[outcome] += 1
    PayoutResultImport.objects.filter(pk=file.pk, applied_at=None).update(applied_at=timezone.now())
    return counts


def tell_verified(account: BankAccount) -> None:
    tell_producer(
        account.producer,
        key=f"bank-account-checked-{account.pk}",
        template="bank_account_checked",
        ending=account.number[-4:],
    )


@transaction.atomic
def set_stripe_account(*, producer: Producer, account: str, by: User) -> bool:
    """Pay a producer to its Stripe account from now on, once a second person checked it.

    Its people get a mail. The same account again changes nothing: False.
    """
    list(Producer.objects.select_for_update().filter(pk=producer.pk))
    stripe = BankAccount.Provider.STRIPE
    same = {"provider": stripe, "number": account, "replaced_at": None}
    if BankAccount.objects.filter(producer=producer, **same).exists():
        return False
    made = change_bank_account(
        producer=producer,
        by=by,
        provider=stripe,
        bank_name=str(stripe.label),
        number=account,
        holder=producer.name[:120],
    )
    tell_changed(made)
    return True


def tell_changed(account: BankAccount) -> None:
    tell_producer(
        account.producer,
        key=f"bank-account-{account.pk}",
        template="bank_account_changed",
        page="sell:bank-account",
        ending=account.number[-4:],
    )


def check_books() -> bool:
    """Check books, documents, register and messages once a night; mail finance what is new."""
    return check_nightly(
        tell=tell_finance,
        also=[find_document_faults, lost_guards, snapshot_faults, stuck_messages],
    )


def find_all_faults() -> list[Fault]:
    """List what is wrong with the books, documents, register and dossiers, now."""
    return [*find_faults(), *find_document_faults(), *lost_guards(), *snapshot_faults()]


def lost_guards() -> list[Fault]:
    """Name the triggers that keep events of certificates and dossiers and are not there."""
    names = [*certificate_guards.missing(), *dossier_guards.missing()]
    return [Fault("trigger", {"name": name}) for name in names]


def snapshot_faults() -> list[Fault]:
    """Name the days of the register and the dossiers whose statement is not as it was signed."""
    days = [Fault("register", {"day": day}) for day in find_faults_of_snapshots()]
    return days + [
        Fault("dossier", {"dossier": pk, "what": ", ".join(what)}) for pk, what in changed_bodies()
    ]


def stuck_messages() -> list[Fault]:
    """Say which messages of gateways have used up their tries: nobody else looks at them."""
    stuck = WebhookEvent.objects.filter(handled_at=None, attempts__gte=MOST_ATTEMPTS)
    return [
        Fault("message", {"name": name, "gateway": gateway})
        for name, gateway in stuck.order_by("pk").values_list("event_id", "gateway")[:20]
    ]


def tell_finance(check: LedgerCheck, faults: list[Fault]) -> None:
    """Mail everybody of the finance group what a check found, in the reader's language."""
    for user in finance_people():
        queue_mail(
            key=f"ledger-check-{check.day}-{user.pk}",
            to=user.email,
            template="ledger_is_off",
            context=check_in_words(check, faults, user),
            language=user.language,
        )


def check_in_words(check: LedgerCheck, faults: list[Fault], user: User) -> dict:
    with override(user.language):
        return {
            "day": date_format(check.day, "SHORT_DATE_FORMAT"),
            "findings": [str(fault) for fault in faults],
            "link": settings.SITE_URL + reverse("finance:index"),
        }
