"""Payments and what gateways told us; the same tables for every way to pay."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands
from marketplace.gateways.vietqr.banks import NAMES
from marketplace.purchases.models import Purchase


class Payment(models.Model):
    """An attempt to pay one purchase through one gateway.

    `reference` is the gateway's own id (a PaymentIntent, a transfer's reference, a parcel paid
    in cash). `order` is set where the money is for one order only: cash. `refunded` is what is
    promised back, whether or not it has left yet; `disputed` what the buyer's bank took back.
    """

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    # A refused card leaves it started (`failure` says why): the buyer may try another. Money
    # that arrives after all counts, whatever was noted before.
    MOVES = {
        State.STARTED: {State.SUCCEEDED, State.CANCELLED},
        State.SUCCEEDED: set(),
        State.FAILED: {State.SUCCEEDED},
        State.CANCELLED: {State.SUCCEEDED},
    }

    is_started = Stands(State.STARTED)
    has_succeeded = Stands(State.SUCCEEDED)
    has_failed = Stands(State.FAILED)
    is_cancelled = Stands(State.CANCELLED)

    purchase = models.ForeignKey("purchases.Purchase", models.PROTECT, related_name="payments")
    order = models.ForeignKey(
        "order.Order", models.PROTECT, null=True, blank=True, related_name="payments"
    )
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=120)
    amount = models.BigIntegerField(_("Amount, dong"))
    refunded = models.BigIntegerField(_("Refunded, dong"), default=0)
    disputed = models.BigIntegerField(_("Disputed, dong"), default=0)
    fee = models.BigIntegerField(_("Gateway's fee, dong"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "reference"], name="one_payment_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")),
                name="refunds_never_exceed_the_payment",
            ),
            models.CheckConstraint(
                condition=Q(disputed__gte=0, disputed__lte=F("amount")),
                name="disputes_never_exceed_the_payment",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"

    @property
    def refundable(self) -> int:
        """What may still be promised back, in dong."""
        return max(self.amount - self.refunded - self.disputed, 0)


class WebhookEvent(models.Model):
    """A verified message from a gateway: stored first, handled once."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="one_row_per_event")
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(handled_at__isnull=True), name="webhook_waiting"
            )
        ]


class BankTransfer(models.Model):
    """Money seen on the market's bank account, matched to a purchase by its reference.

    `credited` went to the purchase, `returned` is promised back to the sender; what is left of
    `amount` waits for a person.
    """

    class State(models.TextChoices):
        MATCHED = "matched", _("Matched")
        OPEN = "open", _("To be looked at")
        CLOSED = "closed", _("Settled by hand")

    MOVES = {
        State.OPEN: {State.MATCHED, State.CLOSED},
        State.MATCHED: set(),
        State.CLOSED: set(),
    }
    TONES = {State.OPEN: "bad", State.MATCHED: "ok", State.CLOSED: "ok"}

    is_open = Stands(State.OPEN)
    is_matched = Stands(State.MATCHED)
    is_closed = Stands(State.CLOSED)

    class Reason(models.TextChoices):
        NO_REFERENCE = "no_reference", _("No purchase is named")
        SHORT = "short", _("Less than the purchase costs")
        OVER = "over", _("More than the purchase costs")
        ALREADY = "already", _("The purchase was paid before")
        TOO_LATE = "too_late", _("The purchase had run out or was cancelled")
        IN_CASH = "in_cash", _("The purchase is paid in cash")

    GOES_BACK = (Reason.OVER, Reason.ALREADY, Reason.IN_CASH)  # without a person's word

    class Source(models.TextChoices):
        WEBHOOK = "webhook", _("Bank's notice")
        STATEMENT = "statement", _("Bank statement")

    ROW = "row:"  # begins the reference of a statement's row to which the bank gave none

    bank_reference = models.CharField(_("Bank's reference"), max_length=80, unique=True)
    # Of a notice that came after such a row: both tell of one transfer.
    notice_reference = models.CharField(max_length=80, unique=True, null=True, editable=False)  # noqa: DJ001
    amount = models.BigIntegerField(_("Amount, dong"))
    credited = models.BigIntegerField(_("Credited, dong"), default=0)
    returned = models.BigIntegerField(_("Sent back, dong"), default=0)
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)
    booked_at = models.DateTimeField(_("Booked at"))
    source = models.CharField(
        _("Known from"), max_length=10, choices=Source, default=Source.WEBHOOK
    )
    statement = models.ForeignKey(
        "gateways.StatementImport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
    )
    purchase = models.ForeignKey(
        "purchases.Purchase", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("Why it is open"), max_length=40, choices=Reason, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-booked_at"]
        verbose_name = _("Bank transfer")
        verbose_name_plural = _("Bank transfers")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_is_positive"),
            models.CheckConstraint(
                condition=Q(
                    credited__gte=0, returned__gte=0, credited__lte=F("amount") - F("returned")
                ),
                name="transfer_is_spent_once",
            ),
        ]

    def __str__(self) -> str:
        return self.bank_reference

    @property
    def left(self) -> int:
        return self.amount - self.credited - self.returned


class StatementFormat(models.Model):
    """Which columns a bank's file has, mapped once by a person and kept: one a kind of file.

    `headers` are the file's own column names, folded; a file with the same ones is read alike.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Bank statement")
        PAYOUTS = "payouts", _("Results of payouts")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STATEMENT)
    bank = models.CharField(_("Bank"), max_length=80)
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # {"booked_at": "ngay giao dich", ...}
    # Of results: how the bank says that it paid or did not, folded: {"paid": ["thanh cong"], ...}
    words = models.JSONField(default=dict, blank=True)
    date_format = models.CharField(_("How dates are written"), max_length=30, default="%d/%m/%Y")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["bank"]
        verbose_name = _("Statement format")
        verbose_name_plural = _("Statement formats")
        constraints = [
            models.UniqueConstraint(fields=["bank", "kind"], name="one_format_of_a_kind_per_bank")
        ]

    def __str__(self) -> str:
        return self.bank


class StatementImport(models.Model):
    """One bank statement: read and shown first (a draft), then imported, once per content."""

    class State(models.TextChoices):
        DRAFT = "draft", _("To be checked")
        IMPORTED = "imported", _("Imported")

    MOVES = {State.DRAFT: {State.IMPORTED}, State.IMPORTED: set()}
    TONES = {State.DRAFT: "wait", State.IMPORTED: "ok"}

    is_draft = Stands(State.DRAFT)
    is_imported = Stands(State.IMPORTED)

    file_name = models.CharField(_("File"), max_length=160)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the file
    format = models.ForeignKey(StatementFormat, models.PROTECT, null=True, related_name="imports")
    above = models.JSONField(default=list)  # the file's rows above its header, as texts
    table = models.JSONField(default=list)  # its other rows, the header row first
    rows = models.JSONField(default=list)  # what was read of them: reference, amount, ...
    # What the file says it began and ended with, and what its rows moved, in dong; {}: not both.
    balance = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Bank statement")
        verbose_name_plural = _("Bank statements")

    def __str__(self) -> str:
        return self.file_name


class PayoutResultImport(models.Model):
    """A bank's file that says how a batch of payouts ended: looked at first, then applied.

    `applied_at` is when that was first done; what a line is now stands at the line itself.
    """

    batch = models.ForeignKey("ledger.PayoutBatch", models.PROTECT, related_name="result_files")
    file_name = models.CharField(_("File"), max_length=160)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    format = models.ForeignKey(StatementFormat, models.PROTECT, null=True, related_name="+")
    table = models.JSONField(default=list)  # the file's rows as texts, the header row first
    rows = models.JSONField(default=list)  # what was read of them: text, account, amount, ...
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Results of payouts")
        verbose_name_plural = _("Results of payouts")
        constraints = [
            models.UniqueConstraint(fields=["batch", "digest"], name="one_result_file_a_batch")
        ]

    def __str__(self) -> str:
        return self.file_name


class Refund(models.Model):
    """Money that goes back to a buyer or a sender, the way it came, once per `key`.

    A card gets it through Stripe; who paid by transfer or in cash names a bank account, staff
    pay and confirm. The amount is taken from the payment's ceiling when the row is written.
    """

    class Way(models.TextChoices):
        CARD = "card", _("Back to the card")
        BANK = "bank", _("Bank transfer")

    class State(models.TextChoices):
        NEEDS_ACCOUNT = "needs_account", _("Waits for a bank account")
        READY = "ready", _("To be paid")
        SENT = "sent", _("On its way")
        PAID = "paid", _("Paid back")
        FAILED = "failed", _("Failed, to be looked at")

    MOVES = {
        State.NEEDS_ACCOUNT: {State.READY},
        State.READY: {State.SENT, State.PAID, State.FAILED, State.NEEDS_ACCOUNT},
        State.SENT: {State.PAID, State.FAILED, State.NEEDS_ACCOUNT},
        # Stripe may tell of a failure after it told of success, and so may a bank.
        State.PAID: {State.FAILED, State.NEEDS_ACCOUNT},
        # Refused to one caller while another was given it: then it never failed.
        State.FAILED: {State.READY, State.NEEDS_ACCOUNT, State.SENT, State.PAID},
    }

    needs_account = Stands(State.NEEDS_ACCOUNT)
    is_ready = Stands(State.READY)
    is_sent = Stands(State.SENT)
    is_paid = Stands(State.PAID)
    has_failed = Stands(State.FAILED)

    key = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    transfer = models.ForeignKey(
        BankTransfer, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    order = models.ForeignKey(
        "order.Order", models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    reversal = models.ForeignKey(
        "purchases.Reversal", models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    amount = models.BigIntegerField(_("Amount, dong"))
    way = models.CharField(_("Way"), max_length=10, choices=Way)
    state = models.CharField(_("State"), max_length=15, choices=State)
    reason = models.CharField(_("Reason"), max_length=40)
    reference = models.CharField(_("Reference"), max_length=120, blank=True)
    failure = models.CharField(_("Failure"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Part of the key at the gateway: raised only when a person asks for another try.
    round = models.PositiveSmallIntegerField(default=1)
    bank_bin = models.CharField(_("Bank"), max_length=6, blank=True)
    account = models.CharField(_("Account number"), max_length=19, blank=True)
    account_name = models.CharField(_("Account holder"), max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(_("To be paid by"), null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("Refund")
        verbose_name_plural = _("Refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=Q(payment__isnull=False) ^ Q(transfer__isnull=False),
                name="refund_has_one_source",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state="paid"), name="refund_not_yet_paid")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def purchase(self) -> Purchase | None:
        """The purchase it belongs to; None for a transfer nobody could place."""
        if self.payment:
            return self.payment.purchase
        return self.transfer.purchase if self.transfer else None

    @property
    def is_by_bank(self) -> bool:
        return self.way == self.Way.BANK

    @property
    def bank_name(self) -> str:
        """The bank's name, or its code if it is none that we know."""
        return NAMES.get(self.bank_bin, self.bank_bin)

    @property
    def takes_account(self) -> bool:
        """Its buyer may name the bank account, or another one."""
        return self.needs_account or (self.is_by_bank and self.is_ready)

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_at and not self.is_paid and self.due_at < timezone.now())


class StripeCustomer(models.Model):
    """Which of Stripe's customers a signed-in buyer is. Cards stay at Stripe."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="stripe_customer"
    )
    customer_id = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.customer_id


class CardDispute(models.Model):
    """A buyer's bank asks for its money back; as Stripe tells it."""

    dispute_id = models.CharField(max_length=60, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    amount = models.BigIntegerField(_("Amount, dong"))
    fee = models.BigIntegerField(_("Fee, dong"), default=0)
    reason = models.CharField(_("Reason"), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=40)
    answer_by = models.DateTimeField(_("To be answered by"), null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("Note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("Card dispute")
        verbose_name_plural = _("Card disputes")

    def __str__(self) -> str:
        return self.dispute_id

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ExchangeRate(models.Model):
    """What one unit of a foreign currency was worth on a day; for information only."""

    class Currency(models.TextChoices):
        USD = "USD", _("US dollar")
        IDR = "IDR", _("Indonesian rupiah")

    currency = models.CharField(_("Currency"), max_length=3, choices=Currency)
    dong = models.DecimalField(_("Dong for one unit"), max_digits=14, decimal_places=4)
    valid_on = models.DateField(_("Day"))
    source = models.CharField(_("Source"), max_length=160)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-valid_on", "currency"]
        verbose_name = _("Exchange rate")
        verbose_name_plural = _("Exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_on"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(dong__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_on}"

    @property
    def dong_text(self) -> str:
        """What it is worth as a reader writes it: 25.450, or with four decimals if it has any."""
        places = 0 if self.dong % 1 == 0 else 4
        return number_format(self.dong, places, force_grouping=True)
