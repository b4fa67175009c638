"""Posts of people at villages, how they are invited to them, and what is noted of it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from catalogue.places.models import Village
from marketplace.frame.states import Stands

VALID = timedelta(days=14)  # of the link in an invitation


class Role(models.TextChoices):
    """What somebody does for a village; an approver also writes."""

    PROMOTER = "promoter", _("Promoter")
    APPROVER = "approver", _("Approver")


class VillageOffice(models.Model):
    """Wagtail's groups and collection of a village, known by row and not by what they are called.

    Kept by rights.py alone; what somebody deletes in Wagtail is made anew there.
    """

    village = models.OneToOneField(Village, models.CASCADE, related_name="office")
    promoters = models.OneToOneField(Group, models.SET_NULL, null=True, related_name="+")
    approvers = models.OneToOneField(Group, models.SET_NULL, null=True, related_name="+")
    collection = models.OneToOneField(Collection, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.village)

    @property
    def groups(self) -> dict[str, Any]:
        return {Role.PROMOTER: self.promoters, Role.APPROVER: self.approvers}


class Post(models.Model):
    """Somebody's work for a village; given and taken by services.py."""

    village = models.ForeignKey(Village, models.CASCADE, related_name="posts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="village_posts")
    role = models.CharField(_("Role"), max_length=10, choices=Role, default=Role.PROMOTER)
    since = models.DateTimeField(_("Since"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["village", "user"], name="one_post_at_a_village")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.village}"  # type: ignore[attr-defined]


class Invitation(models.Model):
    """A mail that offers a post; its link is good for `VALID` after it was sent last."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Post accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        State.WAITING: {State.TAKEN, State.WITHDRAWN},
        State.TAKEN: set(),
        State.WITHDRAWN: set(),
    }
    TONES = {State.WAITING: "wait", State.TAKEN: "ok", State.WITHDRAWN: ""}
    is_waiting = Stands(State.WAITING)

    village = models.ForeignKey(Village, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-mail"))
    role = models.CharField(_("Role"), max_length=10, choices=Role)
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES)
    instead_of = models.ForeignKey(
        Post, models.SET_NULL, null=True, related_name="successors", verbose_name=_("Instead of")
    )
    state = models.CharField(
        _("State"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("Sent at"), default=timezone.now)
    times = models.PositiveSmallIntegerField(default=1)  # sent; an older link is over

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "email"],
                condition=Q(state="waiting"),
                name="one_open_invitation_to_a_village",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}, {self.village}"  # type: ignore[attr-defined]

    @property
    def is_over(self) -> bool:
        """Tell whether nobody followed the link in time."""
        return self.is_waiting and self.sent_at + VALID <= timezone.now()

    @property
    def ends_at(self) -> datetime:
        return self.sent_at + VALID


class PostChange(models.Model):
    """What changed among the people of a village, who did it and when; rows stay."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        AGAIN = "again", _("Invited again")
        WITHDRAWN = "withdrawn", _("Invitation withdrawn")
        JOINED = "joined", _("Post accepted")
        APPOINTED = "appointed", _("Appointed")
        CHANGED = "changed", _("Role changed")
        REMOVED = "removed", _("Taken out")
        HANDED = "handed", _("Handed over")

    village = models.ForeignKey(Village, models.SET_NULL, null=True, related_name="post_changes")
    place = models.CharField(max_length=80)  # the village's name then
    kind = models.CharField(_("What"), max_length=10, choices=Kind)
    email = models.EmailField(_("E-mail"))
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.place}: {self.told}"

    @property
    def told(self) -> str:
        """Say what changed: "Role changed: Promoter → Approver"."""
        roles = dict(Role.choices)
        named = [str(roles.get(role, role)) for role in (self.before, self.after) if role]
        return ": ".join(filter(None, [self.get_kind_display(), " → ".join(named)]))  # type: ignore[attr-defined]
