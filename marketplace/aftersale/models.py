"""What happens after a sale: returns and their words, what was taken back, cash, documents."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.aftersale.rules import ReturnReason
from marketplace.frame.states import Stands


class ReturnRule(models.Model):
    """The terms on which one kind of return is taken, in force between two days.

    The newest rule in force on the day of delivery counts. `source` names the law, or says
    that it is the market's own promise; `is_checked` that a person compared it with the text.
    """

    reason = models.CharField(_("Reason"), max_length=20, choices=ReturnReason)
    days = models.PositiveSmallIntegerField(_("Days from delivery"))
    answer_days = models.PositiveSmallIntegerField(_("Days for the producer's answer"), default=3)
    send_back_days = models.PositiveSmallIntegerField(_("Days to send it back"), default=10)
    refund_days = models.PositiveSmallIntegerField(
        _("Days from asking until the money is back"), default=30
    )
    is_always_accepted = models.BooleanField(_("The producer cannot say no"), default=False)
    is_producers_fault = models.BooleanField(_("Producer pays both ways"), default=True)
    takes_food = models.BooleanField(_("Also food and drink"), default=True)
    takes_made_to_order = models.BooleanField(_("Also what is made to order"), default=True)
    source = models.CharField(_("Source"), max_length=240)
    is_checked = models.BooleanField(_("Compared with the text of the law"), default=False)
    valid_from = models.DateField(_("In force from"))
    valid_until = models.DateField(_("In force until"), null=True, blank=True)

    class Meta:
        ordering = ["reason", "-valid_from"]
        verbose_name = _("Return rule")
        verbose_name_plural = _("Return rules")
        constraints = [
            models.UniqueConstraint(fields=["reason", "valid_from"], name="one_rule_a_day"),
            models.CheckConstraint(
                condition=~Q(reason=ReturnReason.NOT_AS_DESCRIBED)
                | Q(
                    is_always_accepted=True,
                    is_producers_fault=True,
                    takes_food=True,
                    takes_made_to_order=True,
                ),
                name="not_as_described_is_always_accepted",
                violation_error_message=_(
                    "The law gives this return: it cannot be refused, for no kind of goods."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.valid_from}"


class Return(models.Model):
    """A buyer wants to give something back, or get another one; one order each."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the producer")
        APPROVED = "approved", _("To be sent back")
        RECEIVED = "received", _("Back at the producer")
        DISPUTED = "disputed", _("The market decides")
        REFUSED = "refused", _("Refused")
        REFUNDED = "refunded", _("Taken back, refunded")
        EXCHANGED = "exchanged", _("Exchanged")
        CAME_BACK = "came_back", _("The new one came back undelivered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        State.ASKED: {
            State.APPROVED,
            State.REFUSED,
            State.DISPUTED,
            State.REFUNDED,
            State.WITHDRAWN,
        },
        State.APPROVED: {State.RECEIVED, State.REFUNDED, State.DISPUTED, State.WITHDRAWN},
        State.RECEIVED: {State.REFUNDED, State.EXCHANGED, State.DISPUTED},
        State.REFUSED: {State.DISPUTED},
        State.DISPUTED: {State.REFUNDED, State.REFUSED, State.APPROVED, State.WITHDRAWN},
        State.REFUNDED: set(),
        State.EXCHANGED: {State.CAME_BACK},
        State.CAME_BACK: {State.EXCHANGED, State.REFUNDED, State.DISPUTED},
        State.WITHDRAWN: set(),
    }
    TONES = {
        State.ASKED: "wait",
        State.APPROVED: "wait",
        State.RECEIVED: "wait",
        State.REFUNDED: "ok",
        State.EXCHANGED: "ok",
        State.REFUSED: "bad",
        State.DISPUTED: "bad",
        State.CAME_BACK: "bad",
    }
    OPEN = (State.ASKED, State.APPROVED, State.RECEIVED, State.CAME_BACK, State.DISPUTED)

    is_open = Stands(*OPEN)
    is_disputable = Stands(
        State.APPROVED, State.RECEIVED, State.REFUSED, State.CAME_BACK, State.DISPUTED
    )
    is_to_be_answered = Stands(State.ASKED, State.CAME_BACK)  # by the producer, until `answer_by`
    is_asked = Stands(State.ASKED)
    is_approved = Stands(State.APPROVED)
    is_received = Stands(State.RECEIVED)
    is_disputed = Stands(State.DISPUTED)
    is_refused = Stands(State.REFUSED)
    is_refunded = Stands(State.REFUNDED)
    is_exchanged = Stands(State.EXCHANGED)
    has_come_back = Stands(State.CAME_BACK)
    is_withdrawn = Stands(State.WITHDRAWN)
    is_withdrawable = Stands(State.ASKED, State.APPROVED)  # by its buyer

    class Wish(models.TextChoices):
        REFUND = "refund", _("My money back")
        EXCHANGE = "exchange", _("The same thing, whole")

    token = models.UUIDField(unique=True, default=uuid.uuid4)  # of the form: asked once
    number = models.CharField(_("Return"), max_length=30, unique=True)
    order = models.ForeignKey("order.Order", models.PROTECT, related_name="returns")
    rule = models.ForeignKey(ReturnRule, models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=20, choices=ReturnReason)
    wish = models.CharField(_("What you would like"), max_length=10, choices=Wish)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField(_("Producer's answer by"))
    send_back_by = models.DateTimeField(_("To be sent back by"), null=True, blank=True)
    refund_by = models.DateTimeField(_("Money back by"), null=True, blank=True)
    tracking_code = models.CharField(_("Tracking code"), max_length=80, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # of an exchange: it left then
    exchange_arrived_at = models.DateTimeField(null=True, blank=True)
    exchanges_sent = models.PositiveSmallIntegerField(default=0)  # one that came back counts, too
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reversal = models.OneToOneField(
        "purchases.Reversal", models.PROTECT, null=True, blank=True, related_name="claim"
    )
    # What staff awarded in place of the full amount; None: all that was paid for the goods.
    awarded = models.BigIntegerField(_("Awarded, dong"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("Return")
        verbose_name_plural = _("Returns")
        indexes = [models.Index(fields=["state", "answer_by"], name="return_waits_for_answer")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("aftersale:return", args=[self.order.purchase.token, self.number])

    @property
    def wants_exchange(self) -> bool:
        return self.wish == self.Wish.EXCHANGE

    @property
    def has_goods_under_way(self) -> bool:
        """New goods left for the buyer, and nobody has said that they arrived."""
        return bool(self.is_exchanged and not self.exchange_arrived_at)

    @property
    def next_exchange(self) -> int:
        """The number of the parcel of new goods that would be sent next."""
        return self.exchanges_sent + 1

    @property
    def has_nothing(self) -> bool:
        """The buyer sent the goods back and the new ones never arrived: only money is left."""
        return bool(self.is_open and self.exchanges_sent)

    @property
    def is_late(self) -> bool:
        """The money should be back by now."""
        return bool(self.is_open and self.refund_by and self.refund_by < timezone.now())


class ReturnLine(models.Model):
    """How many of an order line a return is about; how many of them may be sold again.

    `exchange_lot` is the lot of what was sent in exchange, where one is known.
    """

    claim = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    fit_to_sell = models.PositiveIntegerField(null=True, blank=True)
    exchange_lot = models.ForeignKey(
        "origin.Lot", models.PROTECT, null=True, blank=True, related_name="exchange_lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "line"], name="one_line_once_per_return"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_is_not_empty"),
            models.CheckConstraint(
                condition=Q(fit_to_sell__isnull=True) | Q(fit_to_sell__lte=models.F("quantity")),
                name="fit_is_part_of_returned",
            ),
        ]


class ReturnPicture(models.Model):
    """A picture a buyer or producer adds to a return; kept out of the public media."""

    claim = models.ForeignKey(Return, models.CASCADE, related_name="pictures")
    content = models.BinaryField()  # a JPEG, drawn anew from what was sent
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class ReturnMessage(models.Model):
    """What a side said or did, in its own words; rows are only ever added."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        PRODUCER = "producer", _("Producer")
        STAFF = "staff", _("Market")
        CLOCK = "clock", _("Deadline")

    # What the side did, as its name is followed by it; a message of any other step was just said.
    STEPS = {
        "asked": _("asked to return it"),
        "approved": _("accepted"),
        "refused": _("refused"),
        "sent": _("sent it back"),
        "received": _("has it back"),
        "refunded": _("refunded"),
        "exchanged": _("sent a new one"),
        "arrived": _("noted that the new one has arrived"),
        "came_back": _("noted that the new one came back undelivered"),
        "disputed": _("called the market"),
        "decided": _("decided"),
        "withdrawn": _("closed it"),
    }

    claim = models.ForeignKey(Return, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    step = models.CharField(max_length=20)  # asked, approved, refused, disputed, decided, said...
    text = models.TextField(_("In your words"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]

    @property
    def step_text(self) -> str:
        return str(self.STEPS.get(self.step, _("said")))


class CashCollection(models.Model):
    """Cash that was handed over for one parcel, and when it reached whom it belongs to."""

    class Collector(models.TextChoices):
        CARRIER = "carrier", _("Carrier")
        PRODUCER = "producer", _("Producer")

    parcel = models.OneToOneField("purchases.Parcel", models.PROTECT, related_name="collection")
    order = models.ForeignKey("order.Order", models.PROTECT, related_name="collections")
    amount = models.BigIntegerField(_("Collected, dong"))
    collector = models.CharField(_("Collected by"), max_length=10, choices=Collector)
    collected_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    remittance = models.ForeignKey(
        "aftersale.CashRemittance",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collections",
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("Cash collected")
        verbose_name_plural = _("Cash collected")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="collection_not_negative")
        ]


class CashRemittance(models.Model):
    """A carrier hands collected cash on to the market, many parcels at a time."""

    carrier = models.CharField(_("Carrier"), max_length=80)
    reference = models.CharField(_("Bank's reference"), max_length=80, unique=True)
    amount = models.BigIntegerField(_("Amount, dong"))
    received_on = models.DateField(_("Received on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name = _("Remittance")
        verbose_name_plural = _("Remittances")

    def __str__(self) -> str:
        return self.reference


class DocumentSeries(models.Model):
    """The last number given in a series and year; locked while a number is taken, so no gaps."""

    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="one_counter_per_series_and_year")
        ]


class Document(models.Model):
    """A document as it was issued: its values are a snapshot; the database keeps it (guards.py)."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Order confirmation")
        RECEIPT = "receipt", _("Receipt")
        DELIVERY_NOTE = "delivery_note", _("Delivery note")
        CREDIT_NOTE = "credit_note", _("Credit note")

    SERIES = {
        Kind.CONFIRMATION: "XN",
        Kind.RECEIPT: "BN",
        Kind.DELIVERY_NOTE: "PX",
        Kind.CREDIT_NOTE: "GC",
    }

    key = models.CharField(max_length=80, unique=True)  # what it is about: issued once
    kind = models.CharField(max_length=15, choices=Kind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    order = models.ForeignKey("order.Order", models.PROTECT, related_name="documents")
    issued_at = models.DateTimeField(default=timezone.now)
    values = models.JSONField()

    class Meta:
        ordering = ["issued_at", "id"]
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "number"], name="one_document_a_number")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"{self.SERIES[self.Kind(self.kind)]}{self.year % 100:02d}-{self.number:06d}"


class DocumentFile(models.Model):
    """A document's PDF in one language, kept from its first download on."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    language = models.CharField(max_length=5)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "language"], name="one_file_a_language")
        ]
