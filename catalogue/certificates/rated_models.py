"""Rated products: what a decision names, sold on this market or not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands


class HolderKind(models.TextChoices):
    """Who may hold a certificate; for tourism associations and centres, too."""

    HOUSEHOLD = "household", _("Household business")
    COOPERATIVE = "cooperative", _("Cooperative")
    COOPERATIVE_GROUP = "cooperative_group", _("Cooperative group")
    ENTERPRISE = "enterprise", _("Enterprise")
    FARM = "farm", _("Farm")
    ASSOCIATION = "association", _("Association")
    CENTRE = "centre", _("Tourism centre")


class RatedProduct(models.Model):
    """A product that has a certificate, by the code it is asked for by.

    `code` is the programme's, 01-00577-1-2026 by province, commune, serial and year; of what was
    entered for a product of the shop, the shop's own. `name` and holder are as they were entered:
    of one that is sold here, `title` and `holder` say what the shop says. `product` is written by
    catalogue/certificates/rated.py alone, with the copies on its certificates.
    """

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=255)
    holder_name = models.CharField(_("Holder"), max_length=160)
    holder_kind = models.CharField(_("Kind of holder"), max_length=20, choices=HolderKind)
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", verbose_name=_("Commune")
    )
    ocop_set = models.ForeignKey(
        "catalogue.OcopSet",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Product set"),
    )
    product = models.OneToOneField(
        "catalogue.Product", models.PROTECT, null=True, related_name="rated"
    )
    search_text = models.TextField(editable=False)  # name, holder and code, folded
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("Rated product")
        verbose_name_plural = _("Rated products")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def title(self) -> str:
        return self.product.title if self.product else self.name

    @property
    def holder(self) -> str:
        maker = self.product.producer if self.product else None
        return maker.name if maker else self.holder_name


class RatedLink(models.Model):
    """That a rated product is one of the shop, or no longer: asked by one, decided by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a second person")
        MADE = "tied", _("Done")
        REFUSED = "refused", _("Not done")

    MOVES = {
        State.ASKED: {State.MADE, State.REFUSED},
        State.MADE: set(),
        State.REFUSED: set(),
    }
    TONES = {State.ASKED: "wait", State.MADE: "ok", State.REFUSED: "bad"}
    is_asked = Stands(State.ASKED)

    rated = models.ForeignKey(RatedProduct, models.PROTECT, related_name="links")
    product = models.ForeignKey("catalogue.Product", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.TextField(_("How you know"))
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
                fields=["rated"], condition=Q(state="asked"), name="one_open_link"
            ),
            models.CheckConstraint(
                condition=~Q(state="tied") | ~Q(asked_by=F("decided_by")), name="link_takes_two"
            ),
        ]
