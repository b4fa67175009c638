"""Documents of a sale: numbered without gaps, kept as they were issued, set in three languages.

A number is taken from its series' counter row under a lock, in the transaction that writes the
document: a refused transaction gives the number back, so 1, 2, 3 follow each other whatever
happens. The values are a snapshot; what the shop changes later never shows in an old document.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from oscar.core.loading import get_model

from marketplace.aftersale.models import CashCollection, Document, DocumentFile, DocumentSeries
from marketplace.frame.documents import render_pdf
from marketplace.frame.money import format_dong
from marketplace.gateways.models import Payment
from marketplace.order.states import Status
from marketplace.purchases.models import Parcel, Reversal
from marketplace.shipping.carriers.named import carrier_name

Kind = Document.Kind
STILL_DUE = timedelta(days=90)  # older orders get their papers when somebody asks for them
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class NotYetIssued(Exception):
    """What the document would attest has not happened."""


@transaction.atomic
def issue(*, key: str, kind: str, order, values: dict) -> Document:
    """Issue a document once per key, with the next number of its series and year."""
    known = Document.objects.filter(key=key).first()
    if known:
        return known
    now = timezone.now()
    year = timezone.localtime(now).year
    code = Document.SERIES[Kind(kind)]
    DocumentSeries.objects.get_or_create(code=code, year=year)
    series = DocumentSeries.objects.select_for_update().get(code=code, year=year)
    known = Document.objects.filter(key=key).first()  # somebody issued it while we waited
    if known:
        return known
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return Document.objects.create(
        key=key,
        kind=kind,
        year=year,
        number=series.last_number,
        order=order,
        issued_at=now,
        values=values,
    )


def parties(order) -> dict:
    """Who sold and who bought, as they were called on that day."""
    producer, purchase, address = order.producer, order.purchase, order.shipping_address
    commune = producer.commune
    return {
        "purchase": purchase.number,
        "order": order.number,
        "placed_at": order.date_placed.isoformat(),
        "payment_method": purchase.payment_method,
        "seller": {
            "name": producer.name,
            "address": ", ".join(
                part for part in (producer.address, commune.name, commune.province.name) if part
            ),
            "tax_code": producer.tax_code,
            "phone": producer.phone,
        },
        "platform": settings.SHOP_OPERATOR,
        "buyer": {
            "name": address.first_name if address else "",
            "address": ", ".join(
                part
                for part in (address.line1, address.line2, address.line4, address.postcode)
                if part
            )
            if address
            else "",
            "country": address.country_id if address else "",
            "phone": str(address.phone_number or "") if address else purchase.phone,
            "email": purchase.email,
            "company": purchase.company,
            "company_address": purchase.company_address,
            "tax_code": purchase.tax_code,
        },
    }


def line_values(line, quantity: int, amount: int) -> dict:
    """One row of a document; the price is of one unit before discounts, as the buyer saw it."""
    return {
        "line": line.pk,
        "title": line.title,
        "sku": line.partner_sku,
        "quantity": quantity,
        "unit_price": int(line.unit_price_incl_tax or 0),
        "amount": amount,
    }


def lines_of(order) -> list[dict]:
    return [
        line_values(line, line.quantity, int(line.line_price_incl_tax))
        for line in order.lines.order_by("pk")
    ]


def issued(kind: Kind, number: str | int) -> Document | None:
    """Find what was issued of an order or, a delivery note, of a parcel; nothing is made."""
    return Document.objects.filter(key=f"{kind}-{number}").first()


def is_due(kind: Kind, order) -> bool:
    """Tell whether a confirmation or receipt can be issued: see those below."""
    if order.is_pending:
        return False
    if kind == Kind.CONFIRMATION:
        return True
    if CashCollection.objects.filter(order=order).exists():
        return order.is_delivered
    return order.purchase.paid_at is not None


def issue_confirmation(order) -> Document:
    """Confirm what was ordered, as soon as the order stands. Raises NotYetIssued."""
    if order.is_pending:
        raise NotYetIssued
    values = parties(order) | {
        "lines": lines_of(order),
        "delivery": int(order.shipping_incl_tax),
        "total": int(order.total_incl_tax),
    }
    return issue(
        key=f"{Kind.CONFIRMATION}-{order.number}",
        kind=Kind.CONFIRMATION,
        order=order,
        values=values,
    )


def issue_receipt(order) -> Document:
    """Attest what was paid for an order. In cash: once all of its parcels have arrived."""
    purchase = order.purchase
    cash = CashCollection.objects.filter(order=order)
    if cash.exists():
        if not order.is_delivered:
            raise NotYetIssued
        paid, lines = sum(row.amount for row in cash), arrived_lines(order)
        paid_at = max(row.collected_at for row in cash)
    else:
        if purchase.paid_at is None or order.is_pending:
            raise NotYetIssued
        paid, lines, paid_at = int(order.total_incl_tax), lines_of(order), purchase.paid_at
    payment = (
        purchase.payments.filter(state=Payment.State.SUCCEEDED, order__isnull=True)
        .order_by("pk")
        .first()
    )
    values = parties(order) | {
        "lines": lines,
        "delivery": paid - sum(line["amount"] for line in lines),
        "total": paid,
        "paid_at": paid_at.isoformat(),
        "payment_reference": payment.reference if payment else "",
    }
    return issue(
        key=f"{Kind.RECEIPT}-{order.number}", kind=Kind.RECEIPT, order=order, values=values
    )


def arrived_lines(order) -> list[dict]:
    """The lines of an order less what was cancelled or came back undelivered."""
    gone: dict[int, list[int]] = {}
    for reversal in order.reversals.exclude(cause=Reversal.Cause.RETURNED):
        for row in reversal.lines.all():
            have = gone.setdefault(row.line_id, [0, 0])
            have[0] += row.quantity
            have[1] += row.amount
    rows = []
    for line in order.lines.order_by("pk"):
        quantity, amount = gone.get(line.pk, [0, 0])
        if line.quantity > quantity:
            rows.append(
                line_values(line, line.quantity - quantity, int(line.line_price_incl_tax) - amount)
            )
    return rows


def issue_delivery_note(parcel: Parcel) -> Document:
    """List what is in a parcel, for whom packs it and who receives it."""
    order = parcel.order
    values = parties(order) | {
        "lines": [
            line_values(row.line, row.quantity, 0)
            for row in parcel.lines.select_related("line").order_by("line_id")
        ],
        "carrier": parcel.carrier,
        "tracking_code": parcel.tracking_code,
        "shipped_at": parcel.shipped_at.isoformat(),
        "note": order.purchase.note,
    }
    return issue(
        key=f"{Kind.DELIVERY_NOTE}-{parcel.pk}",
        kind=Kind.DELIVERY_NOTE,
        order=order,
        values=values,
    )


def issue_credit_note(reversal: Reversal) -> Document:
    """Attest what goes back to the buyer, with the receipt that it corrects."""
    order = reversal.order
    try:
        receipt = issue_receipt(order).code
    except NotYetIssued:
        receipt = ""
    values = parties(order) | {
        "lines": [
            line_values(row.line, row.quantity, row.amount)
            for row in reversal.lines.select_related("line")
        ],
        "delivery": reversal.delivery,
        "total": reversal.total,
        "cause": reversal.cause,
        "corrects": receipt,
    }
    return issue(
        key=f"{Kind.CREDIT_NOTE}-{reversal.pk}",
        kind=Kind.CREDIT_NOTE,
        order=order,
        values=values,
    )


def issue_due() -> int:
    """Issue what is due and was not asked for yet; return how many."""
    recent = timezone.now() - STILL_DUE
    orders = (
        get_model("order", "Order")
        .objects.filter(date_placed__gte=recent, purchase__isnull=False)
        .exclude(status=Status.PENDING)
    )
    made = 0
    for kind, make in ((Kind.CONFIRMATION, issue_confirmation), (Kind.RECEIPT, issue_receipt)):
        waiting = orders.exclude(documents__kind=kind).exclude(status=Status.CANCELLED)
        if kind == Kind.RECEIPT:
            waiting = waiting.filter(purchase__paid_at__isnull=False)
        for order in with_parties(waiting)[:100]:
            try:
                make(order)
                made += 1
            except NotYetIssued:
                continue
    return made


def with_parties(orders):
    return orders.select_related(
        "purchase", "producer__commune__province", "shipping_address__country"
    ).order_by("pk")


@transaction.atomic
def pdf_of(document: Document, language: str) -> bytes:
    """Give a document's PDF in a language; made once, the same bytes ever after."""
    language = language if language in LANGUAGES else "vi"
    kept = DocumentFile.objects.filter(document=document, language=language).first()
    if kept is None:
        content = render_pdf("sale", values_for(document, language))
        kept, _created = DocumentFile.objects.get_or_create(
            document=document,
            language=language,
            defaults={"content": content, "digest": hashlib.sha256(content).hexdigest()},
        )
    return bytes(kept.content)


def values_for(document: Document, language: str) -> dict:
    """Put a snapshot into words of one language: all texts ready, nothing left to compute."""
    values = document.values
    with override(language):
        money = lambda amount: format_dong(amount, language)  # noqa: E731
        day = lambda text: date_format(  # noqa: E731
            timezone.localtime(datetime.fromisoformat(text)), "DATE_FORMAT"
        )
        facts = [
            (_("Number"), document.code),
            (
                _("Issued on"),
                date_format(timezone.localtime(document.issued_at), "DATE_FORMAT"),
            ),
            (_("Order"), values["order"]),
            (_("Placed"), day(values["placed_at"])),
        ]
        facts += [
            (label, show(values[name]))
            for name, label, show in (
                ("paid_at", _("Paid on"), day),
                ("payment_reference", _("Payment reference"), str),
                ("corrects", _("Corrects receipt"), str),
                ("carrier", _("Carrier"), carrier_name),
                ("tracking_code", _("Tracking code"), str),
            )
            if values.get(name)
        ]
        is_note = document.kind == Kind.DELIVERY_NOTE
        sums = (
            []
            if is_note
            else [
                (_("Delivery"), money(values["delivery"])),
                (total_label(document.kind), money(values["total"])),
            ]
        )
        issued = timezone.localtime(document.issued_at)
        return {
            "language": language,
            "date": [issued.year, issued.month, issued.day],
            "shop": settings.OSCAR_SHOP_NAME,
            "title": str(Kind(document.kind).label),
            "facts": facts,
            "seller_label": _("Seller"),
            "buyer_label": _("Recipient") if is_note else _("Buyer"),
            "seller": party_lines(values["seller"]),
            "buyer": party_lines(values["buyer"]),
            "columns": [_("Item"), _("Quantity")] + ([] if is_note else [_("Price"), _("Amount")]),
            "rows": [
                [line["title"], str(line["quantity"])]
                + ([] if is_note else [money(line["unit_price"]), money(line["amount"])])
                for line in values["lines"]
            ],
            "sums": sums,
            "note": values.get("note", ""),
            "signs": [_("Packed by"), _("Handed over by"), _("Received by")] if is_note else [],
            "foot": foot_of(document.kind, values),
        }


def total_label(kind: str) -> str:
    return {
        Kind.CONFIRMATION: _("To pay"),
        Kind.RECEIPT: _("Paid"),
        Kind.CREDIT_NOTE: _("Given back"),
    }[Kind(kind)]


def party_lines(party: dict) -> list[str]:
    lines = [party["name"], party["address"], party.get("country", "")]
    lines += [party.get("company", ""), party.get("company_address", "")]
    if party.get("tax_code"):
        lines.append(_("Tax code: %(code)s") % {"code": party["tax_code"]})
    lines += [party.get("phone", ""), party.get("email", "")]
    return [line for line in lines if line and line != "VN"]


def foot_of(kind: str, values: dict) -> str:
    """What a reader must know of the paper: it is no tax invoice."""
    if kind == Kind.DELIVERY_NOTE:
        return _("Please check the parcel with this list. Returns start on your purchase's page.")
    return _(
        "Issued by %(platform)s for the seller. This is not a tax invoice; the seller issues that "
        "by the rules on electronic invoices."
    ) % {"platform": values["platform"]}


# What a reader may ask for by name; other papers are issued by a step.
ISSUE = {
    Document.Kind.CONFIRMATION: issue_confirmation,
    Document.Kind.RECEIPT: issue_receipt,
}
