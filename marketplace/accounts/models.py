"""The one kind of user: signs in by e-mail, has a language."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """A person who signs in: buyer, producer's member, promoter, officer or staff."""

    language = models.CharField(
        _("Language"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    phone = models.CharField(_("Phone"), max_length=20, blank=True)

    # What the role at the producer allows; the portal's door tells it for its pages.
    may_here: frozenset[str] = frozenset()
    # The producers that the person works for; told by the same door.
    makers_here: Sequence[Any] = ()
    # How many notices wait at the producer for whom the person works now; told by it, too.
    unseen_here: int = 0


class FactorReset(models.Model):
    """Two people of the staff take off the second factor of somebody who lost it.

    One asks and says how the person was recognised, another confirms; after a day's wait, in
    which the person may still stop it by the link of a mail, it is done. Rows stay.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("How the person was recognised"), max_length=300)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("confirmed_by"))
                | models.Q(confirmed_by=None),
                name="factor_reset_takes_two",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(done_at=None, stopped_at=None),
                name="one_open_factor_reset",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.stopped_at is None

    @property
    def waits_for_second(self) -> bool:
        return self.is_open and self.confirmed_by_id is None


class FormKey(models.Model):
    """A form that was sent: with the same answers it counts once (marketplace/accounts/once.py)."""

    LONGEST = 500  # signs of an address

    key = models.CharField(max_length=64, primary_key=True)  # of the form and what it says
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True, db_index=True)
    answered_at = models.DateTimeField(null=True)
    location = models.CharField(max_length=LONGEST, blank=True)  # where its answer led
