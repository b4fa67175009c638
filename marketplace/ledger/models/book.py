"""Append-only double entry in whole dong: accounts, transactions and their entries.

An amount above zero means that the market owes the account's holder more, below zero
less; the entries of a transaction sum to zero, so all accounts together do. A balance is
what is owed, worked out as a sum of entries whenever it is asked for. Nobody's money is
kept: a buyer has no balance to spend, a producer's is a debt that payouts settle.

A sale of goods for 500 000 ₫ with delivery for 22 000 ₫, a voucher of the market over
50 000 ₫, commission of 5 % with 10 % VAT on it, 1 % VAT and 0.5 % income tax withheld on
goods and delivery:

    buyer               -472 000     pays this
    producer            +500 000     sale
    producer             +22 000     delivery
    platform/discounts   -50 000     the market's voucher
    producer             -25 000     commission        platform/commission     +25 000
    producer              -2 500     VAT on it         tax/commission_vat       +2 500
    producer              -5 220     VAT withheld      tax/withheld_vat         +5 220
    producer              -2 610     income tax        tax/withheld_income      +2 610

The producer is owed 486 670 ₫. When the bank tells of the money: buyer +472 000,
gateway/vietqr -472 000. When it is paid out: producer -486 670, gateway/vietqr +486 670.

Rows of these tables are only ever added: the database refuses to change or delete them,
and to commit entries that do not sum to zero (guards.py).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """Whom something is owed to, or who owes it; `key` is "kind:reference"."""

    class Kind(models.TextChoices):
        PRODUCER = "producer", _("Producer")
        BUYER = "buyer", _("Buyer")
        PLATFORM = "platform", _("Market")
        TAX = "tax", _("Tax office")
        GATEWAY = "gateway", _("Bank or payment service")
        CARRIER = "carrier", _("Carrier")
        TRANSIT = "transit", _("On its way to the producer")

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    reference = models.CharField(_("Reference"), max_length=80)
    producer = models.ForeignKey(
        "producers.Producer", models.PROTECT, null=True, blank=True, related_name="accounts"
    )

    class Meta:
        ordering = ["key"]
        verbose_name = _("Account")
        verbose_name_plural = _("Accounts")

    def __str__(self) -> str:
        return self.key


class Transaction(models.Model):
    """One thing that happened, once: `kind` for the source that it names.

    `amount` is the headline figure in dong (an order's total, a refund), for lists and to
    notice when the same source comes again with another figure; it is not an entry.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        CANCELLATION = "cancellation", _("Cancellation")
        RETURN = "return", _("Return")
        REFUND = "refund", _("Price reduced")
        GOODWILL = "goodwill", _("Goodwill of the market")
        PAYMENT = "payment", _("Payment received")
        CASH = "cash", _("Cash collected")
        REMITTANCE = "remittance", _("Cash handed over")
        REFUND_PAID = "refund_paid", _("Money paid back")
        FEE = "fee", _("Payment fee")
        CHARGEBACK = "chargeback", _("Chargeback")
        CHARGEBACK_WON = "chargeback_won", _("Chargeback reversed")
        LOSS = "loss", _("Loss taken by the market")
        PAYOUT = "payout", _("Payout")
        PAYOUT_PAID = "payout_paid", _("Payout confirmed")
        PAYOUT_FAILED = "payout_failed", _("Payout failed")
        SETTLEMENT = "settlement", _("Paid to the market")
        TAX_PAID = "tax_paid", _("Tax paid over")
        ADJUSTMENT = "adjustment", _("Adjustment")

    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    source_kind = models.CharField(max_length=20)
    source_reference = models.CharField(_("Reference"), max_length=120)
    amount = models.BigIntegerField(_("Amount, dong"))
    producer = models.ForeignKey(
        "producers.Producer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_number = models.CharField(_("Order"), max_length=24, blank=True)
    purchase_number = models.CharField(_("Purchase"), max_length=20, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_at = models.DateTimeField(_("Booked"), default=timezone.now)

    class Meta:
        ordering = ["booked_at", "id"]
        verbose_name = _("Transaction")
        verbose_name_plural = _("Transactions")
        constraints = [
            models.UniqueConstraint(
                fields=["source_reference", "source_kind", "kind"], name="one_posting_per_source"
            ),
            models.CheckConstraint(
                condition=~Q(kind="adjustment")
                | (Q(by__isnull=False, second_by__isnull=False) & ~Q(by=models.F("second_by"))),
                name="adjustment_has_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["order_number", "id"], name="ledger_by_order"),
            models.Index(fields=["purchase_number", "id"], name="ledger_by_purchase"),
            models.Index(fields=["producer", "kind", "booked_at"], name="ledger_by_producer"),
            models.Index(fields=["booked_at", "id"], name="ledger_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_reference}"


class Entry(models.Model):
    """A part of a transaction on one account, in whole dong, never zero."""

    class Code(models.TextChoices):
        SALE = "sale", _("Goods")
        DELIVERY = "delivery", _("Delivery")
        DISCOUNT_PLATFORM = "disc_platform", _("Discount paid by the market")
        DISCOUNT_PRODUCER = "disc_producer", _("Discount paid by the producer")
        COMMISSION = "commission", _("Commission")
        COMMISSION_VAT = "commission_vat", _("VAT on the commission")
        WITHHELD_VAT = "withheld_vat", _("VAT withheld")
        WITHHELD_INCOME = "withheld_income", _("Income tax withheld")
        OWED = "owed", _("Owed by or to the buyer")
        MONEY = "money", _("Money moved")
        FEE = "fee", _("Payment fee")
        LOSS = "loss", _("Loss taken by the market")
        PAYOUT = "payout", _("Payout")
        ADJUSTMENT = "adjustment", _("Adjustment")

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", db_index=False)
    code = models.CharField(_("What"), max_length=16, choices=Code)
    amount = models.BigIntegerField(_("Amount, dong"))
    booked_at = models.DateTimeField(_("Booked"))  # the transaction's, for the index

    class Meta:
        ordering = ["booked_at", "id"]
        verbose_name = _("Entry")
        verbose_name_plural = _("Entries")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something")]
        # Holds all that a balance or a month's sum needs: the table itself is not read.
        indexes = [
            models.Index(fields=["account", "booked_at", "amount", "id"], name="entry_of_account")
        ]


class SoldLine(models.Model):
    """What a sale posted for one order line, or for the delivery: the ceiling of refunds."""

    class Activity(models.TextChoices):
        GOODS = "goods", _("Goods")
        SERVICE = "service", _("Service")
        DELIVERY = "delivery", _("Delivery")

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="sold_lines")
    line_reference = models.CharField(max_length=20)  # the order line's id, or "delivery"
    activity = models.CharField(max_length=8, choices=Activity)
    quantity = models.PositiveIntegerField(default=1)
    price = models.BigIntegerField()  # before discounts, dong
    discount_platform = models.BigIntegerField(default=0)
    discount_producer = models.BigIntegerField(default=0)
    commission = models.BigIntegerField(default=0)
    commission_vat = models.BigIntegerField(default=0)
    withheld_vat = models.BigIntegerField(default=0)
    withheld_income = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "line_reference"], name="one_sale_per_line"
            ),
            models.CheckConstraint(
                condition=Q(
                    price__gte=models.F("discount_platform") + models.F("discount_producer"),
                    discount_platform__gte=0,
                    discount_producer__gte=0,
                ),
                name="line_is_not_below_zero",
            ),
        ]

    @property
    def paid(self) -> int:
        """What the buyer paid for it, dong."""
        return self.price - self.discount_platform - self.discount_producer


class RefundedLine(models.Model):
    """How much of a sold line a refund took back; sums never pass what was paid."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="refunded_lines")
    sold = models.ForeignKey(SoldLine, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="refund_is_not_negative")
        ]


class Fulfilment(models.Model):
    """That an order arrived: the time from which its money may be paid out runs."""

    order_number = models.CharField(max_length=24, unique=True)
    producer = models.ForeignKey("producers.Producer", models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()


class Snapshot(models.Model):
    """An account's sum before a moment, worked out from its entries to save adding them again.

    Nothing depends on it being there; the nightly check compares each with its entries.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="snapshots")
    before = models.DateTimeField()
    balance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "before"], name="one_snapshot_per_moment")
        ]
