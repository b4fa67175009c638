"""What the market takes and what the law has it withhold: dated rows, never constants.

Rows are only ever added; the database refuses to change or delete one (guards.py).
Rates are in basis points: 500 is 5 %.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BASIS_POINTS = 10_000


class CommissionRule(models.Model):
    """The market's share of a sale. The narrowest rule of the day wins (see terms.py)."""

    producer = models.ForeignKey(
        "producers.Producer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commission_rules",
        verbose_name=_("Producer"),
    )
    group = models.ForeignKey(
        "catalogue.OcopGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("OCOP group"),
    )
    turnover_from = models.BigIntegerField(
        _("From this turnover in the month before, dong"), default=0
    )
    rate = models.PositiveIntegerField(_("Rate, hundredths of a percent"))
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from", "id"]
        verbose_name = _("Commission rule")
        verbose_name_plural = _("Commission rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__lte=BASIS_POINTS), name="commission_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(turnover_from__gte=0), name="turnover_is_not_negative"
            ),
        ]

    @property
    def percent(self) -> str:
        """The rate for people: 5, 0.5."""
        return f"{self.rate / 100:g}"


class TaxRate(models.Model):
    """A rate of tax with the text that sets it."""

    class Tax(models.TextChoices):
        COMMISSION_VAT = "commission_vat", _("VAT on the commission")
        WITHHELD_VAT = "withheld_vat", _("VAT withheld")
        WITHHELD_INCOME = "withheld_income", _("Income tax withheld")

    class Activity(models.TextChoices):
        ANY = "any", _("Any")
        GOODS = "goods", _("Goods")
        SERVICE = "service", _("Service")
        DELIVERY = "delivery", _("Delivery")

    tax = models.CharField(_("Tax"), max_length=16, choices=Tax)
    activity = models.CharField(_("Activity"), max_length=8, choices=Activity, default=Activity.ANY)
    rate = models.PositiveIntegerField(_("Rate, hundredths of a percent"))
    # Kinds of producer that it is withheld from; empty: no matter who.
    producer_kinds = models.JSONField(_("Kinds of producer"), default=list, blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300)

    class Meta:
        ordering = ["tax", "activity", "-valid_from"]
        verbose_name = _("Tax rate")
        verbose_name_plural = _("Tax rates")
        constraints = [
            models.CheckConstraint(condition=Q(rate__lte=BASIS_POINTS), name="tax_is_a_share")
        ]

    @property
    def percent(self) -> str:
        """The rate for people: 5, 0.5."""
        return f"{self.rate / 100:g}"
