"""Who looked: scans without a person in them, their counts, and reports of suspicion.

Law 91/2025/QH15 on personal data: no address is kept, the place is a province, the time an
hour, the browser a keyed hash that changes daily. After 90 days only counts remain.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What the origin page said; it never says a bare "genuine"."""

    NEW = "new", _("First scan")
    SEEN = "seen", _("Seen before")
    AGAIN = "again", _("Seen before by the same phone alone")
    FAR = "far", _("Seen in distant places")
    LOT = "lot", _("A lot, no unit code")
    PRODUCT = "product", _("A product, no lot")
    OPENED = "opened", _("Already opened")
    NOT_ACTIVATED = "not_activated", _("Not in use yet")
    REVOKED = "revoked", _("Revoked")
    KEY_REVOKED = "key_revoked", _("Of a revoked key")
    RECALLED = "recalled", _("Recalled")
    UNKNOWN_LOT = "unknown_lot", _("Unknown lot")
    WITHDRAWN = "withdrawn", _("No longer sold")
    FORGED = "forged", _("Not ours")


class Scan(models.Model):
    """One look at an origin page that counts."""

    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, null=True, related_name="scans"
    )
    lot = models.ForeignKey("origin.Lot", models.CASCADE, null=True, related_name="scans")
    label = models.ForeignKey("origin.Label", models.CASCADE, null=True, related_name="scans")
    hour = models.DateTimeField(_("Hour"))
    province = models.ForeignKey(
        "places.Province", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reader = models.CharField(max_length=32, blank=True)
    verdict = models.CharField(_("Answer"), max_length=14, choices=Verdict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Scan")
        verbose_name_plural = _("Scans")
        indexes = [
            models.Index(fields=["label", "hour"], name="scan_of_label"),
            models.Index(fields=["product", "hour"], name="scan_of_product"),
            models.Index(fields=["hour"], name="scan_by_hour"),
        ]


class ScanCount(models.Model):
    """What is left of old scans: how many a week, per lot, province and answer."""

    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, null=True, related_name="scan_counts"
    )
    lot = models.ForeignKey("origin.Lot", models.CASCADE, null=True, related_name="scan_counts")
    province = models.ForeignKey("places.Province", models.PROTECT, null=True, related_name="+")
    week = models.DateField(_("Week from"))  # its Monday
    verdict = models.CharField(_("Answer"), max_length=14, choices=Verdict)
    count = models.PositiveIntegerField(_("Scans"))

    class Meta:
        ordering = ["-week"]
        verbose_name = _("Count of scans")
        verbose_name_plural = _("Counts of scans")
        indexes = [models.Index(fields=["product", "week"], name="scan_count_of_product")]


class Suspicion(models.Model):
    """What somebody who holds a pack told us; contact details are for staff alone."""

    address = models.CharField(_("Code"), max_length=160)
    product = models.ForeignKey(
        "catalogue.Product", models.SET_NULL, null=True, related_name="suspicions"
    )
    lot = models.ForeignKey("origin.Lot", models.SET_NULL, null=True, related_name="suspicions")
    label = models.ForeignKey("origin.Label", models.SET_NULL, null=True, related_name="suspicions")
    message = models.TextField(_("What is wrong"), max_length=2000)
    bought_at = models.CharField(_("Where it was bought"), max_length=160, blank=True)
    email = models.EmailField(_("E-mail, if we may ask back"), blank=True)
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField(_("Reported"), auto_now_add=True)
    handled_at = models.DateTimeField(_("Handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("Outcome"), blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Report of a suspicion")
        verbose_name_plural = _("Reports of suspicions")

    def __str__(self) -> str:
        return self.address
