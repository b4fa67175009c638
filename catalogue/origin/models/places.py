"""Places that events may name: a producer's workshop, field or store."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.alphabet import in_order


class TracePlace(models.Model):
    """A place of one producer under a permanent code; with a GLN once it has one.

    Villages, communes and the producers themselves are known without a row here
    (catalogue.origin.events.places).
    """

    producer = models.ForeignKey("producers.Producer", models.PROTECT, related_name="trace_places")
    code = models.CharField(
        _("Code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]{0,19}\Z")],
    )
    name = models.CharField(_("Name"), max_length=120)
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", verbose_name=_("Commune")
    )
    latitude = models.DecimalField(
        _("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    gln = models.CharField("GLN", max_length=13, blank=True)
    gln_extension = models.CharField(_("GLN extension"), max_length=20, blank=True)

    class Meta:
        ordering = [in_order("name")]
        verbose_name = _("Place of work")
        verbose_name_plural = _("Places of work")
        constraints = [
            models.UniqueConstraint(
                fields=["gln", "gln_extension"],
                condition=~Q(gln=""),
                name="one_place_per_gln_and_extension",
            )
        ]

    def __str__(self) -> str:
        return self.name
