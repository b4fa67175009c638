"""How a producer joins: its application, the papers that are asked, and what became of both.

    Application   draft -> sent -> verified          the producer is Producer.state from then on
                          `-> asked back -> sent
                          `-> refused -> draft
    Paper         waiting -> accepted | asked | waived, one current row for each that is asked

Every producer has an application; that of one from before this room was made by a migration.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField, PrivatePictureField
from marketplace.frame.states import Stands, tone
from marketplace.producers.models import Producer


class Application(models.Model):
    """What somebody says of a producer before it is one, saved step by step."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        SENT = "sent", _("Waiting for staff")
        ASKED = "asked", _("Asked back")
        REFUSED = "refused", _("Refused")
        VERIFIED = "verified", _("Verified")

    MOVES = {
        State.DRAFT: {State.SENT},
        State.SENT: {State.ASKED, State.REFUSED, State.VERIFIED},
        State.ASKED: {State.SENT, State.REFUSED},
        State.REFUSED: {State.DRAFT},
        State.VERIFIED: set(),
    }
    TONES = {
        State.DRAFT: "",
        State.SENT: "wait",
        State.ASKED: "wait",
        State.REFUSED: "bad",
        State.VERIFIED: "ok",
    }
    is_draft = Stands(State.DRAFT)
    is_sent = Stands(State.SENT)
    is_asked = Stands(State.ASKED)
    is_refused = Stands(State.REFUSED)
    is_verified = Stands(State.VERIFIED)
    is_open = Stands(State.DRAFT, State.ASKED)  # its applicant writes in it

    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
    )  # empty: staff founded it
    producer = models.OneToOneField(
        Producer, models.PROTECT, null=True, blank=True, related_name="application"
    )
    name = models.CharField(_("Name"), max_length=160, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Producer.Kind, blank=True)
    representative = models.CharField(_("Who answers for it"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    groups = models.JSONField(default=list, blank=True)  # numbers of OCOP groups
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, null=True, blank=True, related_name="+"
    )
    village = models.ForeignKey(
        "places.Village", models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("Address"), max_length=200, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True)
    # Closed under a key of the market (sealed.py): the number of a person, an account.
    citizen_sealed = models.TextField(blank=True, editable=False)
    bank_sealed = models.TextField(blank=True, editable=False)
    bank_ending = models.CharField(max_length=4, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Application")
        verbose_name_plural = _("Applications")
        indexes = [models.Index(fields=["state", "sent_at"], name="applications_waiting")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def standing(self) -> str:
        """Say in words where it stands: a verified one as its producer does."""
        if self.producer and self.is_verified:
            return self.producer.get_state_display()
        return self.get_state_display()

    @property
    def standing_tone(self) -> str:
        return tone(self.producer if self.producer and self.is_verified else self)


class Requirement(models.Model):
    """A paper that the operator asks for, of which producers and of which goods.

    An empty list of `kinds` or `groups` means all of them.
    """

    name = models.CharField(_("Name"), max_length=120)
    hint = models.CharField(_("Hint"), max_length=300, blank=True)
    example = models.CharField(_("Example of a number"), max_length=60, blank=True)
    kinds = models.JSONField(_("Kinds of producer"), default=list, blank=True)
    groups = models.JSONField(_("Kinds of goods"), default=list, blank=True)
    is_needed = models.BooleanField(_("Needed to be verified"), default=True)
    has_end = models.BooleanField(_("Has a day on which it ends"), default=False)
    is_asked = models.BooleanField(_("Is asked for"), default=True)
    place = models.PositiveSmallIntegerField(_("Place in the list"), default=10)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("Paper that is asked for")
        verbose_name_plural = _("Papers that are asked for")

    def __str__(self) -> str:
        return self.name

    def concerns(self, application: Application) -> bool:
        """Tell whether this producer, with these goods, is asked for it."""
        of_kind = not self.kinds or application.kind in self.kinds
        of_goods = not self.groups or bool(set(self.groups) & set(application.groups))
        return self.is_asked and of_kind and of_goods


class Paper(models.Model):
    """One paper of an application and what staff made of it; a newer one replaces it.

    A row without a file says that staff asked for it or does without.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Handed in")
        ACCEPTED = "accepted", _("Accepted")
        ASKED = "asked", _("Asked back")
        WAIVED = "waived", _("Not needed")

    MOVES = {
        State.WAITING: {State.ACCEPTED, State.ASKED, State.WAIVED},
        State.ACCEPTED: {State.ASKED},
        State.ASKED: {State.ACCEPTED, State.WAIVED},
        State.WAIVED: {State.ASKED},
    }
    TONES = {
        State.WAITING: "wait",
        State.ACCEPTED: "ok",
        State.ASKED: "bad",
        State.WAIVED: "ok",
    }
    is_waiting = Stands(State.WAITING)
    is_accepted = Stands(State.ACCEPTED)
    is_asked = Stands(State.ASKED)
    is_waived = Stands(State.WAIVED)
    is_settled = Stands(State.ACCEPTED, State.WAIVED)

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="papers")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.WAITING)
    file = PrivateFileField(_("File"), upload_to="joining/", blank=True)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    issuer = models.CharField(_("Issued by"), max_length=120, blank=True)
    expires_on = models.DateField(_("Valid until"), null=True, blank=True)
    words = models.TextField(_("What staff say"), blank=True)
    handed_in_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["requirement__place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement"],
                condition=Q(replaced_at=None),
                name="one_current_paper_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_on"], condition=Q(replaced_at=None), name="papers_that_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement} {self.number}".strip()


class Change(models.Model):
    """What happened to an application or its producer, by whom; both sides read it, rows stay."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Begun")
        SENT = "sent", _("Sent to staff")
        ASKED = "asked", _("Asked back")
        REFUSED = "refused", _("Refused")
        REOPENED = "reopened", _("Taken up again")
        VERIFIED = "verified", _("Verified")
        SUSPENDED = "suspended", _("Suspended")
        LIFTED = "lifted", _("Suspension lifted")
        CLOSED = "closed", _("Closed")
        MENDED = "mended", _("Data mended by staff")
        HANDED_IN = "handed_in", _("Paper handed in")
        ACCEPTED = "accepted", _("Paper accepted")
        PAPER_ASKED = "paper_asked", _("Paper asked back")
        WAIVED = "waived", _("Paper not needed")
        PAGE_SENT = "page_sent", _("Public page proposed")
        PAGE_OUT = "page_out", _("Public page published")
        PAGE_BACK = "page_back", _("Public page sent back")

    application = models.ForeignKey(Application, models.CASCADE, related_name="changes")
    kind = models.CharField(_("What"), max_length=12, choices=Kind)
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_staff_s = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class PageProposal(models.Model):
    """What a producer wants its public page to say; nothing shows before staff agree.

    `content` holds story_vi, story_en, story_ind and since (a year or None).
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for staff")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Sent back")

    MOVES = {
        State.SUBMITTED: {State.PUBLISHED, State.RETURNED},
        State.RETURNED: {State.SUBMITTED},
        State.PUBLISHED: set(),
    }
    TONES = {State.SUBMITTED: "wait", State.PUBLISHED: "ok", State.RETURNED: "bad"}
    is_submitted = Stands(State.SUBMITTED)
    is_published = Stands(State.PUBLISHED)
    is_returned = Stands(State.RETURNED)

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="page_proposals")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.SUBMITTED)
    content = models.JSONField(default=dict)
    picture = PrivatePictureField(_("Picture"), upload_to="joining/pages/", blank=True)
    note = models.TextField(_("What staff say"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(state__in=["submitted", "returned"]),
                name="one_open_page_proposal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.state}"
