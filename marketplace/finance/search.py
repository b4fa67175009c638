"""Find what is in the books by whatever reference people hold in their hands."""

import re

from django.db.models import Q, QuerySet

from marketplace.aftersale.models import Document, Return
from marketplace.frame.folding import as_code
from marketplace.gateways.models import BankTransfer, Refund
from marketplace.gateways.transfers import numbers_in
from marketplace.ledger.models import PayoutLine, Transaction
from marketplace.ledger.queries import find

SERIES = {code: kind for kind, code in Document.SERIES.items()}
DOCUMENT = re.compile(rf"({'|'.join(SERIES)})(\d{{2}})-(\d{{6}})")


def find_any(text: str) -> QuerySet[Transaction]:
    """Find transactions by a reference of the books or of what they were posted for.

    Beside orders, purchases and sources (ledger.queries.find): the purpose of a transfer, the
    bank's or Stripe's reference of a payout or refund, the number of a payout batch, a return
    or a document. Capitals, blanks and a full stop behind do not matter where we gave the number.
    """
    names = {text, as_code(text)}
    wanted = (
        Q(pk__in=find(text).values("pk"))
        | Q(order_number__in={*names, *orders_of_papers(names)})
        | Q(purchase_number__in={*names, *numbers_in(text)})
    )
    payouts = PayoutLine.objects.filter(
        Q(outside_reference=text) | Q(reference__in=names) | Q(batch__number__in=names)
    )
    wanted |= Q(source_kind="payout", source_reference__in=payouts.values("reference"))
    rows = BankTransfer.objects.filter(notice_reference=text)  # booked by a statement's row
    wanted |= Q(source_reference__in=rows.values("bank_reference"))
    for key in Refund.objects.filter(reference=text).values_list("key", flat=True)[:20]:
        wanted |= Q(source_reference__startswith=f"{key}#")
    found = Transaction.objects.filter(wanted).select_related("producer")
    return found.order_by("booked_at", "id")


def orders_of_papers(names: set[str]) -> list[str]:
    """Give the numbers of the orders that a return or a document of these numbers is about."""
    orders = list(Return.objects.filter(number__in=names).values_list("order__number", flat=True))
    for name in names:
        if read := DOCUMENT.fullmatch(name):
            code, year, number = read.groups()
            papers = Document.objects.filter(
                kind=SERIES[code], year=2000 + int(year), number=int(number)
            )
            orders += papers.values_list("order__number", flat=True)
    return orders
