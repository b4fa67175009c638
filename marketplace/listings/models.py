"""What a producer proposes: a draft of a new product or of new texts, until published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivatePictureField
from marketplace.frame.states import Stands


class Revision(models.Model):
    """One proposal. `content` holds the proposed values, `base` those it was made from.

    content/base: {"title_vi": str, "title_en": str, "title_ind": str, "summary_…",
    "story_…", "unit_…", "ocop_set": number, "weight_g": int, "made_to_order": bool,
    "price": dong, "stock": int}; a key that is absent is not proposed to change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Sent back")

    # A proposal is submitted as it is written; what is sent back may be proposed anew.
    MOVES = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.PUBLISHED, State.RETURNED},
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
    note = models.TextField(_("Note from the reviewer"), blank=True)
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
    def title(self) -> str:
        """Name what it is about: the product as it is, or as it is to be."""
        return (self.product.title if self.product else "") or self.content.get("title_vi", "")


class RevisionPicture(models.Model):
    """A picture proposed with a revision; publishing moves it to the product."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="pictures")
    image = PrivatePictureField(upload_to="revisions/%Y/%m/")
    caption = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
