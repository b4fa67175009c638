"""Paying producers what they are owed: where to, in which batch, and how each line ended."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands


class BankAccount(models.Model):
    """Where a producer is paid. A change is a new row; staff verify it before it is used."""

    class Provider(models.TextChoices):
        BANK = "bank", _("Bank transfer")
        STRIPE = "stripe", _("Stripe Connect")

    producer = models.ForeignKey("producers.Producer", models.PROTECT, related_name="bank_accounts")
    provider = models.CharField(max_length=10, choices=Provider, default=Provider.BANK)
    bank_bin = models.CharField(
        _("Bank"), max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$")]
    )
    bank_name = models.CharField(_("Bank's name"), max_length=80, blank=True)
    number = models.CharField(
        _("Account number"),
        max_length=40,
        validators=[
            RegexValidator(r"^[0-9A-Za-z_]{6,40}$", _("Only digits and letters, 6 at least."))
        ],
    )
    holder = models.CharField(_("Name on the account"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("Bank account")
        verbose_name_plural = _("Bank accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_account_per_producer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} ···{self.number[-4:]}"


class PayoutTerm(models.Model):
    """From a day on: how long money rests after an order arrived, and the least paid out.

    Without a producer it is for all that have no terms of their own. Rows are only added; the
    database refuses to change or delete one (guards.py).
    """

    producer = models.ForeignKey(
        "producers.Producer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payout_terms",
        verbose_name=_("Producer"),
    )
    valid_from = models.DateField(_("Valid from"))
    holding_days = models.PositiveSmallIntegerField(_("Days after delivery"))
    minimum = models.BigIntegerField(_("Least sum, dong"), default=0)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("Payout term")
        verbose_name_plural = _("Payout terms")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "valid_from"], name="one_payout_term_a_day_per_producer"
            ),
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(producer__isnull=True),
                name="one_payout_term_a_day_of_the_market",
            ),
        ]


class PayoutBatch(models.Model):
    """Payouts that one person proposed and another approved.

    The database lets a batch and its lines only move on (MOVES), the rest stays (guards.py).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved, to be paid")
        DONE = "done", _("Done")
        REJECTED = "rejected", _("Rejected")

    MOVES = {
        State.PROPOSED: {State.APPROVED, State.REJECTED},
        State.APPROVED: {State.DONE},
        State.DONE: set(),
        State.REJECTED: set(),
    }
    TONES = {
        State.PROPOSED: "wait",
        State.APPROVED: "wait",
        State.DONE: "ok",
        State.REJECTED: "bad",
    }

    is_proposed = Stands(State.PROPOSED)
    is_approved = Stands(State.APPROVED)
    is_done = Stands(State.DONE)
    was_approved = Stands(State.APPROVED, State.DONE)
    is_rejected = Stands(State.REJECTED)

    number = models.CharField(_("Batch"), max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    provider = models.CharField(
        max_length=10, choices=BankAccount.Provider, default=BankAccount.Provider.BANK
    )
    cutoff = models.DateTimeField(_("Orders that arrived before"))
    proposed_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Decided by"),
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("Payout batch")
        verbose_name_plural = _("Payout batches")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="payout_is_approved_by_another",
            )
        ]

    def __str__(self) -> str:
        return self.number


class PayoutLine(models.Model):
    """What one producer is paid in a batch. A producer has one open line at most."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("To be paid")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed, owed again")
        DROPPED = "dropped", _("Left out")

    MOVES = {
        State.PROPOSED: {State.APPROVED, State.DROPPED},
        State.APPROVED: {State.PAID, State.FAILED},
        State.PAID: set(),
        State.FAILED: set(),
        State.DROPPED: set(),
    }
    TONES = {
        State.PROPOSED: "wait",
        State.APPROVED: "wait",
        State.PAID: "ok",
        State.FAILED: "bad",
        State.DROPPED: "bad",
    }

    is_proposed = Stands(State.PROPOSED)
    is_approved = Stands(State.APPROVED)
    is_paid = Stands(State.PAID)
    has_failed = Stands(State.FAILED)
    is_dropped = Stands(State.DROPPED)

    # Why approving left a line out; a bank's own reasons stand as it told them.
    REASONS = {
        "less": _("less is due by now"),
        "account": _("the bank account changed"),
    }

    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="lines")
    producer = models.ForeignKey("producers.Producer", models.PROTECT, related_name="payouts")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="payouts")
    amount = models.BigIntegerField(_("Amount, dong"))
    # Of a producer with terms of its own; else the batch's.
    cutoff = models.DateTimeField(_("Orders that arrived before"), null=True, blank=True)
    reference = models.CharField(_("Reference"), max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    outside_reference = models.CharField(_("Bank's reference"), max_length=80, blank=True)
    reason = models.CharField(_("Why"), max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["batch", "id"]
        verbose_name = _("Payout")
        verbose_name_plural = _("Payouts")
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_open_payout_per_producer",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_is_positive"),
        ]

    @property
    def reason_text(self) -> str:
        return str(self.REASONS.get(self.reason, self.reason))


class Adjustment(models.Model):
    """A correction by hand: one person asks with a reason, another decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a second person")
        POSTED = "posted", _("Posted")
        REFUSED = "refused", _("Refused")

    MOVES = {
        State.ASKED: {State.POSTED, State.REFUSED},
        State.POSTED: set(),
        State.REFUSED: set(),
    }
    TONES = {State.ASKED: "wait", State.POSTED: "ok", State.REFUSED: "bad"}

    is_asked = Stands(State.ASKED)
    is_posted = Stands(State.POSTED)
    is_refused = Stands(State.REFUSED)

    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    against = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("Amount, dong"))  # owed to `account` more, or less
    reason = models.CharField(_("Reason"), max_length=300)
    order_number = models.CharField(_("Order"), max_length=24, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("Adjustment")
        verbose_name_plural = _("Adjustments")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="adjustment_changes_something"),
            models.CheckConstraint(
                condition=~Q(account=F("against")), name="adjustment_is_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="posted") | ~Q(decided_by=F("asked_by")),
                name="adjustment_is_decided_by_another",
            ),
        ]


class LedgerCheck(models.Model):
    """What the nightly check found, once a day."""

    day = models.DateField(unique=True)
    checked_at = models.DateTimeField(auto_now_add=True)
    entries = models.BigIntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]
