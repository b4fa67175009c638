"""OCOP certificates: dated facts about one product, and the law they were granted under.

Nobody types a certificate's state. It follows from dates and events:

    granted 2024-05-10, expires 2027-05-10, no event
        2024-05-09  not in force yet, if it was entered ahead of its day
        2026-10-01  valid
        2026-11-15  renewal window (180 to 120 days before expiry: 11 Nov to 10 Jan)
        2027-02-01  valid (the window has passed unused, the certificate still holds)
        2027-05-11  expired
    with an extension until 2027-08-01 (a late re-rating is under way)
        2027-05-11  extended, then expired from 2027-08-02
    with a revocation on 2026-12-01
        revoked from that day, whatever the dates say

What was entered wrong is mended by two people (Correction): both values stay with the event.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.certificates.decision_models import (
    Decision as Decision,  # Django looks for models here
)
from catalogue.certificates.decision_models import OfficeLevel
from catalogue.certificates.proposal_models import Proposal as Proposal
from catalogue.certificates.proposal_models import ProposalRow as ProposalRow
from catalogue.certificates.proposal_models import RatedEvent as RatedEvent
from catalogue.certificates.rated_models import RatedLink as RatedLink
from catalogue.certificates.rated_models import RatedProduct as RatedProduct
from catalogue.certificates.snapshot_models import RegisterSnapshot as RegisterSnapshot
from marketplace.frame.states import Stands


class RatingLaw(models.Model):
    """A decision that set the score sheets and terms, with the days it was in force."""

    code = models.CharField(_("Decision"), max_length=40, unique=True)
    in_force_from = models.DateField(_("In force from"))
    in_force_to = models.DateField(_("In force to"), null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField(_("Validity, months"), default=36)
    renewal_opens_days = models.PositiveSmallIntegerField(
        _("Re-rating opens, days before expiry"), default=180
    )
    renewal_closes_days = models.PositiveSmallIntegerField(
        _("Re-rating closes, days before expiry"), default=120
    )
    extension_max_days = models.PositiveSmallIntegerField(
        _("Longest extension, days past expiry"), default=180
    )
    source = models.URLField(_("Source"), blank=True)

    class Meta:
        ordering = ["-in_force_from"]
        verbose_name = _("Rating law")
        verbose_name_plural = _("Rating laws")

    def __str__(self) -> str:
        return self.code


class Certificate(models.Model):
    """The certificate of one product; never of its producer, never typed as a state."""

    Level = OfficeLevel

    class State(models.TextChoices):
        AHEAD = "ahead", _("Not in force yet")
        VALID = "valid", _("Valid")
        RENEWAL = "renewal", _("In the renewal window")
        EXTENDED = "extended", _("Extended")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

        @property
        def is_in_renewal(self) -> bool:
            return self is self.RENEWAL

        @property
        def is_extended(self) -> bool:
            return self is self.EXTENDED

        @property
        def is_expired(self) -> bool:
            return self is self.EXPIRED

        @property
        def is_revoked(self) -> bool:
            return self is self.REVOKED

    TONES = {
        State.AHEAD: "wait",
        State.VALID: "ok",
        State.RENEWAL: "wait",
        State.EXTENDED: "wait",
        State.EXPIRED: "bad",
        State.REVOKED: "bad",
    }

    rated = models.ForeignKey(
        RatedProduct,
        models.PROTECT,
        related_name="certificates",
        verbose_name=_("Rated product"),
    )
    # Of one that is sold here: a copy of the rated product's, which only services write.
    product = models.ForeignKey(
        "catalogue.Product",
        models.PROTECT,
        null=True,
        related_name="certificates",
        verbose_name=_("Product"),
    )
    product_code = models.CharField(_("OCOP product code"), max_length=40, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="certificates", verbose_name=_("Decision")
    )
    # Copies of the decision's, which only services write.
    decision_number = models.CharField(_("Decision number"), max_length=60)
    decision_date = models.DateField(_("Decision date"))
    authority = models.CharField(_("Authority"), max_length=160)
    level = models.CharField(_("Level"), max_length=10, choices=OfficeLevel)
    stars = models.PositiveSmallIntegerField(_("Stars"))
    score = models.DecimalField(_("Score"), max_digits=5, decimal_places=2)
    law = models.ForeignKey(
        RatingLaw, models.PROTECT, related_name="certificates", verbose_name=_("Scored under")
    )
    issued_on = models.DateField(_("Issued on"))
    expires_on = models.DateField(_("Expires on"), db_index=True)
    extended_until = models.DateField(_("Extended until"), null=True, blank=True, editable=False)
    revoked_on = models.DateField(_("Revoked on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-issued_on", "-id"]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="certificate_latest_first")]
        verbose_name = _("Certificate")
        verbose_name_plural = _("Certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=3, stars__lte=5), name="certificate_has_3_to_5_stars"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")), name="certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="certificate_score_0_to_100"
            ),
            models.UniqueConstraint(
                fields=["rated", "decision_number"], name="one_certificate_per_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_number} ({self.stars})"

    @property
    def valid_until(self) -> datetime.date:
        """The last day the stars show if nothing more happens."""
        return self.extended_until or self.expires_on

    @property
    def ends_on(self) -> datetime.date:
        """The last day the stars showed or will show, a revocation counted."""
        if self.revoked_on:
            return min(self.valid_until, self.revoked_on - datetime.timedelta(days=1))
        return self.valid_until

    def state_on(self, day: datetime.date | None = None) -> "Certificate.State":
        """Tell the state on `day` (today). The law's own terms set the renewal window."""
        day = day or timezone.localdate()
        if self.revoked_on and day >= self.revoked_on:
            return self.State.REVOKED
        if day < self.issued_on:
            return self.State.AHEAD
        if day > self.valid_until:
            return self.State.EXPIRED
        if day > self.expires_on:
            return self.State.EXTENDED
        days_left = (self.expires_on - day).days
        if self.law.renewal_closes_days <= days_left <= self.law.renewal_opens_days:
            return self.State.RENEWAL
        return self.State.VALID

    @property
    def is_revoked_ahead(self) -> bool:
        """Tell whether it is revoked from a day that has not come."""
        return self.revoked_on is not None and self.revoked_on > timezone.localdate()

    @property
    def window_closes_on(self) -> datetime.date:
        """The last day on which a re-rating is filed in time."""
        return self.expires_on - datetime.timedelta(days=self.law.renewal_closes_days)

    @property
    def longest_extension(self) -> datetime.date:
        """The last day that the law lets an extension reach."""
        return self.expires_on + datetime.timedelta(days=self.law.extension_max_days)

    @property
    def last_event(self) -> "CertificateEvent.Kind":
        """Name the event that stands, by what it left in the dates."""
        if self.revoked_on:
            return CertificateEvent.Kind.REVOKED
        if self.extended_until:
            return CertificateEvent.Kind.EXTENDED
        return CertificateEvent.Kind.GRANTED

    def may_be(self, kind: "CertificateEvent.Kind") -> bool:
        """Tell whether that may happen to the certificate now (CertificateEvent.FOLLOWS)."""
        return kind in CertificateEvent.FOLLOWS[self.last_event]

    def is_valid_on(self, day: datetime.date | None = None) -> bool:
        """Tell whether the stars may show on `day` (today)."""
        day = day or timezone.localdate()
        return self.issued_on <= day <= self.ends_on


class CertificateEvent(models.Model):
    """What happened to a certificate, by whom and why.

    Rows are only ever added: the database refuses anything else (guards.py). `changes` holds
    what a correction or a cancelled revocation changed, by field, [old, new] as in Correction;
    of an extension {"filed_on": day} of the re-rating that it waits for.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("Granted")
        EXTENDED = "extended", _("Extended")
        REVOKED = "revoked", _("Revoked")
        CANCELLED = "cancelled", _("Revocation cancelled")
        CORRECTED = "corrected", _("Corrected")

    class Ground(models.TextChoices):
        """The six grounds of revocation (decision 26/2026/QĐ-TTg)."""

        FALSE_FILE = "false_file", _("False statements in the file")
        CRITERIA_LOST = "criteria_lost", _("Criteria no longer met")
        BREACH_OF_LAW = "breach_of_law", _("Breach of law")
        MISUSE = "misuse", _("Misuse of the OCOP mark")
        STOPPED = "stopped", _("Production stopped")
        OTHER = "other", _("Other")

    # What may follow what. A certificate's own dates tell which event stands
    # (Certificate.last_event); what mends them never stands, so nothing follows from it.
    FOLLOWS = {
        Kind.GRANTED: {Kind.EXTENDED, Kind.REVOKED, Kind.CORRECTED},
        Kind.EXTENDED: {Kind.EXTENDED, Kind.REVOKED, Kind.CORRECTED},
        Kind.REVOKED: {Kind.CANCELLED, Kind.CORRECTED},
        Kind.CANCELLED: set(),
        Kind.CORRECTED: set(),
    }

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField(_("On"))
    until = models.DateField(_("Until"), null=True, blank=True)
    ground = models.CharField(_("Ground"), max_length=16, choices=Ground, blank=True)
    note = models.TextField(_("Note"), blank=True)
    changes = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # of a correction: who found it
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]


class Correction(models.Model):
    """What one person asks to mend of a certificate, until another decides.

    `changes`: {field: [old, new]} as JSON keeps them: days as 2026-11-28, scores as "78.50",
    the law by its code, the product by its code; None for a day that is not set.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a second person")
        MADE = "corrected", _("Corrected")
        REFUSED = "refused", _("Not corrected")

    MOVES = {
        State.ASKED: {State.MADE, State.REFUSED},
        State.MADE: set(),
        State.REFUSED: set(),
    }
    TONES = {State.ASKED: "wait", State.MADE: "ok", State.REFUSED: "bad"}
    is_asked = Stands(State.ASKED)

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    changes = models.JSONField()
    reason = models.TextField(_("What was entered wrong"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state="asked"),
                name="one_open_correction",
            ),
            models.CheckConstraint(
                condition=~Q(state="corrected") | ~Q(asked_by=F("decided_by")),
                name="correction_takes_two",
            ),
        ]
