"""Words that facts are told in, which kinds of goods are asked for which facts, and their values.

A value belongs to a product and speaks for all its variants.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import BY_CODE as KINDS
from catalogue.facts.kinds import CHOICES, WORDED, Type
from catalogue.models import OcopSet, Product


class FactWord(models.Model):
    """A word to choose: a material, a glaze, an allergen. Its code stands in addresses."""

    fact = models.CharField(
        _("Fact"), max_length=20, choices=[pair for pair in CHOICES if pair[0] in WORDED]
    )
    code = models.SlugField(_("Code"), max_length=40)
    name = models.CharField(_("Name"), max_length=80)
    ocop_set = models.ForeignKey(
        OcopSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fact_words",
        verbose_name=_("Set"),
        help_text=_("Offered for this set only; empty: for every set."),
    )
    place = models.PositiveSmallIntegerField(_("Place in lists"), default=0)

    class Meta:
        ordering = ["fact", "place", "pk"]
        verbose_name = _("Word of a fact")
        verbose_name_plural = _("Words of facts")
        constraints = [
            models.UniqueConstraint(fields=["fact", "code"], name="one_word_a_code_of_a_fact")
        ]

    def __str__(self) -> str:
        return self.name


class FactAsked(models.Model):
    """A kind of goods is asked for a fact; `law` says which text asks it, if one does."""

    ocop_set = models.ForeignKey(
        OcopSet, models.CASCADE, related_name="facts_asked", verbose_name=_("Set")
    )
    fact = models.CharField(_("Fact"), max_length=20, choices=CHOICES)
    law = models.CharField(
        _("Law that asks it"),
        max_length=160,
        blank=True,
        help_text=_("Document and article; empty: the market asks, no law does."),
    )
    starts_on = models.DateField(_("Valid from"), null=True, blank=True)
    ends_on = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        ordering = ["ocop_set__number", "pk"]
        verbose_name = _("Fact that is asked")
        verbose_name_plural = _("Facts that are asked")
        constraints = [
            models.UniqueConstraint(fields=["ocop_set", "fact"], name="one_fact_asked_of_a_set")
        ]

    def __str__(self) -> str:
        return f"{self.ocop_set_id}: {self.fact}"


class ProductFact(models.Model):
    """One thing that is known of a product: a measure, a word, or a text; of words a row each."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="facts")
    fact = models.CharField(_("Fact"), max_length=20, choices=CHOICES)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    word = models.ForeignKey(
        FactWord, models.PROTECT, null=True, blank=True, related_name="products"
    )
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "fact"],
                condition=models.Q(word__isnull=True),
                name="one_value_of_a_fact",
            ),
            models.UniqueConstraint(
                fields=["product", "fact", "word"],
                condition=models.Q(word__isnull=False),
                name="one_word_of_a_fact_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.fact}"

    @property
    def type(self) -> Type:
        return KINDS[self.fact].type
