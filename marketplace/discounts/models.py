"""Vouchers: what a code takes off, who pays for it, and how often it may be used."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.frame.folding import as_code

# What the one who pays agrees to; the rest (code, name, paused) makes nothing dearer.
TERMS = (
    "producer",
    "group",
    "platform_share",
    "kind",
    "percent",
    "amount",
    "most",
    "minimum_goods",
    "starts_at",
    "ends_at",
    "max_uses",
    "max_uses_per_buyer",
    "budget",
)


def normal_code(text: str) -> str:
    """Write a code as it is kept: capitals, nothing between them."""
    return as_code(text)[:30]


class Voucher(models.Model):
    """A code and its caps. `uses` and `spent` count what is held; the database bounds them."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percent of the goods")
        AMOUNT = "amount", _("Fixed sum")

    code = models.CharField(_("Code"), max_length=30, unique=True)
    name = models.CharField(_("Name, as buyers see it"), max_length=120)
    producer = models.ForeignKey(
        "producers.Producer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="product_vouchers",
        verbose_name=_("Only goods of"),
    )
    group = models.ForeignKey(
        "catalogue.OcopGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Only this OCOP group"),
    )
    kind = models.CharField(_("Takes off"), max_length=8, choices=Kind)
    percent = models.PositiveSmallIntegerField(_("Percent"), null=True, blank=True)
    amount = models.BigIntegerField(_("Sum, dong"), null=True, blank=True)
    most = models.BigIntegerField(_("At most, dong"), null=True, blank=True)
    minimum_goods = models.BigIntegerField(_("From goods for, dong"), default=0)
    # 100: the market pays, 0: the producer, between: both.
    platform_share = models.PositiveSmallIntegerField(_("The market pays, percent"), default=100)
    starts_at = models.DateTimeField(_("Starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("Ends"))
    max_uses = models.PositiveIntegerField(_("Uses in all"), null=True, blank=True)
    max_uses_per_buyer = models.PositiveIntegerField(
        _("Uses per buyer"), null=True, blank=True, default=1
    )
    budget = models.BigIntegerField(_("Budget in all, dong"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0, editable=False)
    spent = models.BigIntegerField(default=0, editable=False)
    is_active = models.BooleanField(_("In use"), default=True)
    # A producer that pays a part has said yes; its own vouchers say so from the start.
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("Voucher")
        verbose_name_plural = _("Vouchers")
        constraints = [
            models.CheckConstraint(
                # A comparison with nothing is no refusal to a database: say that it is there.
                condition=Q(
                    kind="percent",
                    percent__isnull=False,
                    percent__gte=1,
                    percent__lte=100,
                    amount__isnull=True,
                )
                | Q(kind="amount", amount__isnull=False, amount__gte=1, percent__isnull=True),
                name="voucher_takes_percent_or_sum",
            ),
            models.CheckConstraint(
                condition=Q(platform_share__lte=100)
                & (Q(platform_share=100) | Q(producer__isnull=False)),
                name="voucher_names_who_pays",
            ),
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(uses__lte=F("max_uses")),
                name="voucher_uses_are_capped",
            ),
            models.CheckConstraint(
                condition=Q(spent__gte=0) & (Q(budget__isnull=True) | Q(spent__lte=F("budget"))),
                name="voucher_budget_is_capped",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="voucher_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_counted(self) -> bool:
        """Tell whether its uses are counted for each buyer."""
        return self.max_uses_per_buyer is not None

    @property
    def is_paid_by_market(self) -> bool:
        return self.platform_share == 100

    @property
    def is_paid_by_producer(self) -> bool:
        return self.platform_share == 0

    @property
    def terms_key(self) -> str:
        """Name what the one who pays agrees to, in 16 hex digits: other terms, another name."""
        terms = (str(self.serializable_value(name)) for name in TERMS)
        return sha256("\0".join(terms).encode()).hexdigest()[:16]

    @property
    def needs_agreement(self) -> bool:
        return not self.is_paid_by_market and self.agreed_at is None

    @property
    def is_running(self) -> bool:
        return (
            self.is_active
            and not self.needs_agreement
            and self.starts_at <= timezone.now() < self.ends_at
        )


class VoucherUse(models.Model):
    """A voucher held by a purchase; given back when the purchase falls away."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="held")
    purchase_number = models.CharField(max_length=20, db_index=True)
    buyer = models.CharField(max_length=254)  # "user:7", or a guest's e-mail
    amount = models.BigIntegerField()
    held_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voucher", "purchase_number"], name="voucher_once_per_purchase"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="use_takes_something_off"),
        ]
        indexes = [models.Index(fields=["voucher", "buyer"], name="voucher_uses_of_buyer")]
