"""Offices that dossiers pass through, and the posts at them from which rights come.

Office   a commune's, a province's; a level is a row, for levels come and go (districts
         went on 1 July 2025)
Post     a person at an office from a day on; a right is a post that holds today, no group
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """Who looks at dossiers of a commune or of a province."""

    class Level(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        PROVINCE = "province", _("Province")

    level = models.CharField(_("Level"), max_length=10, choices=Level)
    province = models.ForeignKey("places.Province", models.PROTECT, related_name="+")
    commune = models.ForeignKey("places.Commune", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["level", "pk"]
        verbose_name = _("Office")
        verbose_name_plural = _("Offices")
        constraints = [
            models.UniqueConstraint(
                fields=["commune"], condition=Q(level="commune"), name="one_office_a_commune"
            ),
            models.UniqueConstraint(
                fields=["province"], condition=Q(level="province"), name="one_office_a_province"
            ),
            models.CheckConstraint(
                condition=Q(level="commune", commune__isnull=False)
                | Q(level="province", commune__isnull=True),
                name="office_of_its_level",
            ),
        ]

    def __str__(self) -> str:
        return str(self.commune or self.province)

    @property
    def is_commune_s(self) -> bool:
        return self.level == self.Level.COMMUNE


class Post(models.Model):
    """That a person works at an office, from a day to a day or until further notice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    first_on = models.DateField(_("From"))
    last_on = models.DateField(_("To"), null=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Post")
        verbose_name_plural = _("Posts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office"],
                condition=Q(last_on=None),
                name="one_open_post_a_person_and_office",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.office}"
