"""Who makes and sells: the producer (OCOP's "chủ thể"), its members and their roles."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.listing.absences import Absence, told_absence
from marketplace.files.fields import PublicPictureField
from marketplace.frame.alphabet import in_order
from marketplace.frame.states import Stands


class Producer(models.Model):
    """A household, cooperative or firm that sells; one Oscar partner stands for it."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("Household business")
        COOPERATIVE = "cooperative", _("Cooperative")
        COOPERATIVE_GROUP = "cooperative_group", _("Cooperative group")
        ENTERPRISE = "enterprise", _("Enterprise")
        FARM = "farm", _("Farm")

    class State(models.TextChoices):
        REGISTERING = "registering", _("In registration")
        VERIFIED = "verified", _("Verified")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

    # Moved by marketplace/joining alone, each move with a row of history.
    MOVES = {
        State.REGISTERING: {State.VERIFIED},
        State.VERIFIED: {State.SUSPENDED, State.CLOSED},
        State.SUSPENDED: {State.VERIFIED, State.CLOSED},
        State.CLOSED: set(),
    }
    TONES = {
        State.REGISTERING: "wait",
        State.VERIFIED: "ok",
        State.SUSPENDED: "bad",
        State.CLOSED: "",
    }
    is_registering = Stands(State.REGISTERING)
    is_suspended = Stands(State.SUSPENDED)
    is_closed = Stands(State.CLOSED)
    # Law on E-commerce 122/2025/QH15: a platform verifies a seller before it sells.
    may_sell = Stands(State.VERIFIED)

    partner = models.OneToOneField("partner.Partner", models.PROTECT, related_name="producer")
    slug = models.SlugField(_("Slug"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=160)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    village = models.ForeignKey(
        "places.Village", models.PROTECT, null=True, blank=True, related_name="producers"
    )
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="producers")
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    since = models.PositiveSmallIntegerField(_("Since (year)"), null=True, blank=True)
    story = models.TextField(_("Story"), blank=True)
    picture = PublicPictureField(_("Picture"), upload_to="producers/", blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True)
    state = models.CharField(
        _("State"), max_length=12, choices=State, default=State.REGISTERING, editable=False
    )
    verified_at = models.DateTimeField(_("Verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(default=False, editable=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="producers"
    )

    class Meta:
        ordering = [in_order("name")]
        verbose_name = _("Producer")
        verbose_name_plural = _("Producers")
        indexes = [  # the list of those who sell, page by page
            models.Index(
                fields=["name", "id"],
                condition=models.Q(state="verified"),
                name="producer_selling",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("producers:detail", args=[self.slug])

    @property
    def absence(self) -> tuple[str, str]:
        """What buyers are told today of its days away, and its word; read with `holidays`."""
        days = [Absence(each.first, each.last, each.note) for each in self.holidays.all()]
        return told_absence(days, timezone.localdate())


class Holiday(models.Model):
    """Days on which a producer prepares nothing; set and ended by holidays.py."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="holidays")
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    note = models.CharField(_("A word to buyers"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="holiday_has_days"
            ),
            models.UniqueConstraint(fields=["producer", "first"], name="holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


# The one rule of who sells, for rows; of one row it is `may_sell`.
SELLING = models.Q(state=Producer.State.VERIFIED)


class Membership(models.Model):
    """A user who works for a producer; what a role may stands in marketplace/accounts/roles.py."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        SELLER = "seller", _("Seller")
        PACKER = "packer", _("Packer")
        ACCOUNTANT = "accountant", _("Accountant")

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("Role"), max_length=10, choices=Role, default=Role.SELLER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["producer", "user"], name="one_role_per_member")
        ]


class MemberChange(models.Model):
    """What changed among a producer's members, who did it and when; rows stay."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        JOINED = "joined", _("Joined")
        CHANGED = "changed", _("Role changed")
        REMOVED = "removed", _("Taken out")

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="member_changes")
    kind = models.CharField(_("What"), max_length=10, choices=Kind)
    email = models.EmailField(_("E-mail"))
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def told(self) -> str:
        """Say what changed: "Role changed: Seller → Packer"."""
        roles = dict(Membership.Role.choices)
        named = [str(roles.get(role, role)) for role in (self.before, self.after) if role]
        return f"{self.get_kind_display()}: {' → '.join(named)}"
