"""What a producer proposes: a draft of a new product or of new texts, until published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivatePictureField
from marketplace.frame.states import Stands
from marketplace.listings.content import label_of
from marketplace.listings.imports.models import (  # noqa: F401 - Django looks for models here
    ImportRow,
    ProductImport,
    ProposalBatch,
)


class Revision(models.Model):
    """One proposal. `content` holds the proposed values, `base` those it was made from.

    content/base: {"title_vi": str, "title_en": str, "title_ind": str, "summary_…",
    "story_…", "unit_…", "ocop_set": number, "weight_g": int, "made_to_order": bool,
    "price": dong, "stock": int, "facts": {all that is to be told, see catalogue/facts/kinds.py},
    "variants": {all there are to be, see variants.py}};
    a key that is absent is not proposed to change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Sent back")

    # A proposal is submitted as it is written; what is sent back may be proposed anew.
    MOVES = {
        State.DRAFT: {State.SUBMITTED},
        # A draft again when the table that sent it is undone.
        State.SUBMITTED: {State.PUBLISHED, State.RETURNED, State.DRAFT},
        State.RETURNED: {State.SUBMITTED},
        State.PUBLISHED: set(),
    }

    is_draft = Stands(State.DRAFT)
    is_submitted = Stands(State.SUBMITTED)
    is_published = Stands(State.PUBLISHED)
    is_returned = Stands(State.RETURNED)

    producer = models.ForeignKey("producers.Producer", models.CASCADE, related_name="revisions")
    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField(default=dict)
    base = models.JSONField(default=dict, blank=True)
    # With which it came and is decided; what is written anew comes alone.
    batch = models.ForeignKey(
        "listings.ProposalBatch", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    note = models.TextField(_("Note from the reviewer"), blank=True)
    # What has to change by the name of its field in the form: {"title_vi": str, "picture-7": str}.
    reasons = models.JSONField(default=dict, blank=True)
    # Who of the editors looks at it, so that no two do.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["state", "submitted_at"], name="revision_queue")]

    @property
    def state_text(self) -> str:
        return self.get_state_display()

    @property
    def title(self) -> str:
        """Name what it is about: the product as it is, or as it is to be."""
        return (self.product.title if self.product else "") or self.content.get("title_vi", "")

    @property
    def asked(self) -> dict[str, str]:
        """What has to change, by the name of its field; nothing but of what was sent back."""
        return self.reasons if self.is_returned else {}

    @property
    def told_reasons(self) -> list[tuple[str, str]]:
        """What has to change, by the label of its field."""
        return [(label_of(field), why) for field, why in self.asked.items()]

    @property
    def is_told_in_steps(self) -> bool:
        """Tell whether it is a new product that is not sent: it goes on step by step."""
        return self.product_id is None and (self.is_draft or self.is_returned)


class RevisionStep(models.Model):
    """What happened to a proposal, when and by whom; rows are only added."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Sent to the editors")
        RETURNED = "returned", _("Sent back")
        PUBLISHED = "published", _("Published")

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    reasons = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    @property
    def told(self) -> str:
        return self.get_kind_display()


class RevisionPicture(models.Model):
    """A picture proposed with a revision; publishing moves it to the product."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="pictures")
    image = PrivatePictureField(upload_to="revisions/%Y/%m/")
    caption = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class OfferChange(models.Model):
    """One change of a product's price, stock or GTIN at somebody's word; rows are only added."""

    class What(models.TextChoices):
        PRICE = "price", _("Price")
        STOCK = "stock", _("Stock")
        GTIN = "gtin", "GTIN"

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="offer_changes")
    variant = models.ForeignKey(
        "catalogue.Variant", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=10, choices=What)
    before = models.BigIntegerField(null=True)  # dong, pieces, or a GTIN; 0 is none
    after = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)  # of the form that was sent: sent twice, it counts once

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["product", "-at"], name="offer_history")]


class StockWatch(models.Model):
    """A producer wants to know when few of a product are left; told once until there are more."""

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="stock_watch")
    fewest = models.PositiveIntegerField(_("Tell me at this many"))
    told_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.fewest}"


class Wanted(models.Model):
    """Somebody wants to know when a product is back; who has no account proves the address."""

    class State(models.TextChoices):
        ASKED = "asked", _("Not confirmed yet")
        WAITING = "waiting", _("Waiting")
        TOLD = "told", _("Told")
        STOPPED = "stopped", _("Stopped")

    MOVES = {
        State.ASKED: {State.WAITING},
        State.WAITING: {State.TOLD, State.STOPPED},
        State.TOLD: set(),
        State.STOPPED: set(),
    }
    is_asked = Stands(State.ASKED)
    is_waiting = Stands(State.WAITING)

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="wanted_by")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="wanted"
    )
    email = models.EmailField(_("E-mail"))
    language = models.CharField(max_length=5, default="vi")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("Wish to be told")
        verbose_name_plural = _("Wishes to be told")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "email"],
                condition=models.Q(state__in=["asked", "waiting"]),
                name="one_wish_to_be_told",
            )
        ]
        indexes = [
            models.Index(
                fields=["product"], condition=models.Q(state="waiting"), name="wanted_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.state}"


class Opening(models.Model):
    """How often a product's page was opened on a day."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="+")
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["product", "day"], name="one_opening_a_product_and_day")
        ]
        indexes = [models.Index(fields=["day"], name="opening_day")]

    def __str__(self) -> str:
        return f"{self.product_id}, {self.day}: {self.times}"
