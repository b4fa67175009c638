"""Where things come from: provinces, communes with their history, craft villages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.alphabet import in_order


class Province(models.Model):
    """A province or a city under the central government, by the state's unit code."""

    code = models.CharField(_("Code"), max_length=2, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        ordering = [in_order("name")]
        verbose_name = _("Province")
        verbose_name_plural = _("Provinces")

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet):
    def of_today(self) -> "CommuneQuerySet":
        return self.filter(valid_to__isnull=True)


class Commune(models.Model):
    """A ward, commune or special zone; old and new units stand beside each other.

    Units change: on 1 July 2025 the districts went and most communes merged
    (resolution 1656/NQ-UBTVQH15 for Hanoi, codes by decision 19/2025/QĐ-TTg). An old
    unit keeps its code and name with the day it ended; the same code may serve an old
    and a new unit, so a code is unique only among the units of one time.
    """

    class Kind(models.TextChoices):
        WARD = "ward", _("Ward")
        COMMUNE = "commune", _("Commune")
        TOWN = "town", _("Town")
        SPECIAL_ZONE = "special_zone", _("Special zone")

    province = models.ForeignKey(Province, models.PROTECT, related_name="communes")
    code = models.CharField(_("Code"), max_length=5, db_index=True)
    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    district_name = models.CharField(_("District until 2025"), max_length=80, blank=True)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        ordering = [in_order("name")]
        verbose_name = _("Commune")
        verbose_name_plural = _("Communes")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to__isnull=True),
                name="one_commune_of_today_per_code",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """A craft village: the knot that stories, producers, products and visits share."""

    slug = models.SlugField(_("Slug"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    craft = models.CharField(_("Craft"), max_length=120)
    summary = models.CharField(_("In one sentence"), max_length=255, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="villages")
    old_commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="+", null=True, blank=True
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        ordering = [in_order("name")]
        verbose_name = _("Village")
        verbose_name_plural = _("Villages")

    def __str__(self) -> str:
        return self.name
