"""A quote: what somebody wants many of, what its maker offers it for, and what came of it.

    30 bowls at 80 000 ₫, 10 vases at 200 000 ₫, delivery 60 000 ₫
    goods 2 400 000 + 2 000 000 = 4 400 000, to pay 4 460 000, ready on 20 December

One row is both: what is asked stands as it was asked, what is offered may be offered anew while
nobody has accepted it; `revision` tells the offers apart. Accepted, it is a purchase of exactly
these sums (accepting.py).
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalogue.products.variants import named
from marketplace.frame.states import Stands
from marketplace.producers.models import Producer
from marketplace.purchases.models import LONGEST_MESSAGE, LONGEST_SENDER
from marketplace.shipping.places import Place, place_named
from marketplace.talks.models import LONGEST

LONGEST_REASON = 500


class Quote(models.Model):
    """What somebody asks one maker for, and what it is offered for."""

    class Kind(models.TextChoices):
        FIRM = "firm", _("A firm")
        SCHOOL = "school", _("A school")
        OFFICE = "office", _("An office or a club")
        OTHER = "other", _("Somebody else")

    class State(models.TextChoices):
        UNPROVEN = "unproven", _("The address is not proven")
        OPEN = "open", _("Waits for a quote")
        QUOTED = "quoted", _("Quoted")
        ACCEPTED = "accepted", _("Quote accepted")
        DECLINED = "declined", _("Declined by the maker")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    MOVES = {
        State.UNPROVEN: {State.OPEN},
        State.OPEN: {State.QUOTED, State.DECLINED, State.WITHDRAWN, State.LAPSED},
        State.QUOTED: {
            State.OPEN,  # the maker takes it back
            State.ACCEPTED,
            State.WITHDRAWN,
            State.LAPSED,
        },
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
        State.LAPSED: set(),
    }
    TONES = {
        State.UNPROVEN: "",
        State.OPEN: "wait",
        State.QUOTED: "wait",
        State.ACCEPTED: "ok",
        State.DECLINED: "bad",
        State.WITHDRAWN: "",
        State.LAPSED: "",
    }
    is_unproven = Stands(State.UNPROVEN)
    is_open = Stands(State.OPEN)
    is_quoted = Stands(State.QUOTED)
    is_accepted = Stands(State.ACCEPTED)
    is_declined = Stands(State.DECLINED)
    is_withdrawn = Stands(State.WITHDRAWN)
    is_lapsed = Stands(State.LAPSED)
    goes_on = Stands(State.OPEN, State.QUOTED)

    number = models.CharField(_("Quote number"), max_length=20, unique=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # its purchase's
    producer = models.ForeignKey(Producer, models.CASCADE, related_name="quotes")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="quotes"
    )
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.UNPROVEN)
    kind = models.CharField(_("Who asks"), max_length=6, choices=Kind)
    name = models.CharField(_("Name"), max_length=80)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Phone"), max_length=20)
    company = models.CharField(_("Company"), max_length=200, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True)
    company_address = models.CharField(_("Company's address"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES)
    # Where to, as the shop writes places: "VN-01" is a province, "AU" a country.
    going_to = models.CharField(_("Deliver to"), max_length=5)
    wanted_on = models.DateField(_("By when"), null=True, blank=True)
    text = models.TextField(_("Your wishes"), max_length=LONGEST, blank=True)
    gift_sender = models.CharField(_("From"), max_length=LONGEST_SENDER, blank=True)
    gift_message = models.CharField(_("Words on the card"), max_length=LONGEST_MESSAGE, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()
    # The offer: 0 while there is none; each one that replaces another counts one up.
    revision = models.PositiveSmallIntegerField(default=0)
    delivery = models.BigIntegerField(_("Delivery, dong"), null=True, blank=True)
    ready_on = models.DateField(_("Ready on"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)  # that day included
    words = models.TextField(_("Your words"), max_length=LONGEST, blank=True)
    quoted_at = models.DateTimeField(null=True, blank=True)
    quoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("Why"), max_length=LONGEST_REASON, blank=True)
    purchase = models.OneToOneField(
        "purchases.Purchase", models.SET_NULL, null=True, blank=True, related_name="quote"
    )

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("Quote")
        verbose_name_plural = _("Quotes")
        constraints = [
            models.CheckConstraint(
                condition=Q(revision=0)
                | Q(
                    delivery__gte=0,
                    delivery__isnull=False,
                    ready_on__isnull=False,
                    valid_until__isnull=False,
                ),
                name="quote_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(revision__gt=0) | ~Q(state__in=["quoted", "accepted"]),
                name="quote_was_offered",
            ),
        ]
        indexes = [
            models.Index(fields=["producer", "state", "-last_at"], name="quote_of_producer"),
            models.Index(fields=["email"], name="quote_of_address"),
            models.Index(fields=["last_at"], name="quote_old"),
            models.Index(
                fields=["valid_until"], condition=Q(state="quoted"), name="quote_running_out"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def goods(self) -> int:
        """What all pieces cost as they are offered, in dong."""
        return sum(line.total or 0 for line in self.lines.all())

    @property
    def total(self) -> int:
        return self.goods + (self.delivery or 0)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines.all())

    @cached_property
    def place(self) -> Place:
        """Where it goes."""
        return place_named(self.going_to) or Place()

    @property
    def has_offer(self) -> bool:
        """Tell whether it is offered, or was when it ended; not what its maker took back."""
        return bool(self.revision) and not self.is_open and not self.reason

    def is_over(self, day: datetime.date | None = None) -> bool:
        """Tell whether the last day of the offer has passed, counted by the clock or not yet."""
        day = day or timezone.localdate()
        return self.valid_until is not None and self.valid_until < day


class QuoteLine(models.Model):
    """So many of one product, or of its variant; `price` is what one is offered for, in dong."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="+")
    stockrecord = models.ForeignKey("partner.StockRecord", models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("Quantity"))
    list_price = models.BigIntegerField(_("Price in the shop"))  # when it was asked for
    price = models.BigIntegerField(_("Price for one"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "stockrecord"], name="one_line_once_a_quote"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, list_price__gte=0), name="quote_line_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0), name="quote_line_costs_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def title(self) -> str:
        return named(self.product.title, self.stockrecord)

    @property
    def total(self) -> int | None:
        return None if self.price is None else self.price * self.quantity

    @property
    def available(self) -> int | None:
        """How many can be had now; None: made to order, no bound."""
        return None if self.product.made_to_order else self.stockrecord.net_stock_level
