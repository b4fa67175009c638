"""Notices of the portal: one for each member that reads of something, and how each wishes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.notices.topics import How, Topic
from marketplace.producers.models import Membership, Producer


class Notice(models.Model):
    """One piece of news for one member; its words come of its kind, in the reader's language."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)  # of the order, return, proposal or payout
    name = models.CharField(max_length=200, blank=True)  # of a product, where the words have it
    key = models.CharField(max_length=100)  # of the occasion: told again, it is no second notice
    at = models.DateTimeField(_("When"), auto_now_add=True)
    seen_at = models.DateTimeField(_("Seen"), null=True, blank=True)
    waits_for_digest = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("Notice")
        verbose_name_plural = _("Notices")
        constraints = [
            models.UniqueConstraint(fields=["membership", "key"], name="one_notice_an_occasion")
        ]
        indexes = [
            models.Index(
                fields=["membership"],
                condition=models.Q(seen_at__isnull=True),
                name="notice_unseen",
            ),
            models.Index(
                fields=["membership"],
                condition=models.Q(waits_for_digest=True),
                name="notice_for_digest",
            ),
            models.Index(
                fields=["number"],
                condition=models.Q(seen_at__isnull=True),
                name="notice_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Wish(models.Model):
    """How a topic is to reach one member, or everybody of a role that wishes nothing itself."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="notice_wishes")
    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="notice_wishes"
    )
    role = models.CharField(max_length=10, choices=Membership.Role, blank=True)
    topic = models.CharField(max_length=10, choices=Topic)
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "topic"],
                condition=models.Q(membership__isnull=False),
                name="one_wish_of_a_member",
            ),
            models.UniqueConstraint(
                fields=["producer", "role", "topic"],
                condition=models.Q(membership__isnull=True),
                name="one_wish_of_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False, role="")
                | (models.Q(membership__isnull=True) & ~models.Q(role="")),
                name="wish_of_member_or_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.how}"
