"""What buyers say of products: stars, words, aspects, pictures; the maker's answer; sums.

    written ──> public ─────────────────┐
        └─ a rule finds something ─> waiting ──> public | refused
                                        ^── written anew by its author ──┘

Moves are made by writing.py and moderating.py.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivatePictureField, PublicPictureField
from marketplace.frame.states import Stands
from marketplace.talks.models import BlockedPattern

LONGEST = 2000  # signs of a review
LONGEST_ANSWER = 1000
LONGEST_NAME = 40
LONGEST_WORDS = 500  # of who decides, of who reports
MOST_PICTURES = 4
SCORES = (1, 2, 3, 4, 5)
BETWEEN_ONE_AND_FIVE = models.Q(score__gte=1, score__lte=5)


class Aspect(models.TextChoices):
    """What may be told apart beside the whole; which kinds of goods ask for it stands in rows."""

    AS_DESCRIBED = "as_described", _("As described")
    TASTE = "taste", _("Taste")
    FRESHNESS = "freshness", _("Freshness")
    FINISH = "finish", _("Finish")
    PACKING = "packing", _("Packing")
    DELIVERY = "delivery", _("Delivery")
    HOST = "host", _("Host")


class AspectAsked(models.Model):
    """Buyers of a kind of goods are asked for an aspect."""

    ocop_group = models.ForeignKey(
        "catalogue.OcopGroup", models.CASCADE, related_name="aspects", verbose_name=_("OCOP group")
    )
    aspect = models.CharField(_("Aspect"), max_length=12, choices=Aspect)
    place = models.PositiveSmallIntegerField(_("Place in lists"), default=0)

    class Meta:
        ordering = ["ocop_group__number", "place", "pk"]
        verbose_name = _("Aspect of reviews")
        verbose_name_plural = _("Aspects of reviews")
        constraints = [
            models.UniqueConstraint(fields=["ocop_group", "aspect"], name="one_aspect_of_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.ocop_group_id}: {self.aspect}"


class Review(models.Model):
    """What one buyer says of one product that arrived.

    `line` is the sale that it was bought in; none of rows from before reviews were of the market
    itself. Without an account the buyer is the line's guest, and `name` what it wants to be called.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("The market reads it first")
        PUBLIC = "public", _("Everybody reads it")
        REFUSED = "refused", _("Not shown")

    MOVES = {
        State.WAITING: {State.PUBLIC, State.REFUSED},
        State.PUBLIC: {State.WAITING, State.REFUSED},
        State.REFUSED: {State.WAITING, State.PUBLIC},
    }
    TONES = {State.WAITING: "wait", State.PUBLIC: "ok", State.REFUSED: "bad"}
    is_waiting = Stands(State.WAITING)
    is_public = Stands(State.PUBLIC)
    is_refused = Stands(State.REFUSED)

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="buyer_reviews")
    line = models.OneToOneField(
        "order.Line", models.SET_NULL, null=True, blank=True, related_name="review"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="buyer_reviews",
    )
    name = models.CharField(_("Name that others read"), max_length=LONGEST_NAME, blank=True)
    score = models.PositiveSmallIntegerField(_("Stars"))
    text = models.TextField(_("Your review"), max_length=LONGEST, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.PUBLIC)
    found = models.CharField(max_length=60, blank=True)  # what a rule found, as it was written
    why = models.CharField(max_length=8, choices=BlockedPattern.Why, blank=True)
    words = models.CharField(_("Why"), max_length=LONGEST_WORDS, blank=True)  # of a refusal
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    helpful = models.PositiveIntegerField(default=0)  # a copy: how many found it so
    answer = models.TextField(_("Answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("Review")
        verbose_name_plural = _("Reviews")
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="one_review_a_buyer"),
            models.CheckConstraint(condition=BETWEEN_ONE_AND_FIVE, name="review_has_1_to_5_stars"),
            models.CheckConstraint(
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False),
                name="answer_of_a_review_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "-helpful", "-at"],
                condition=models.Q(state="public"),
                name="review_shown",
            ),
            models.Index(fields=["state", "at"], name="review_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.score}: {self.text[:40]}"

    @property
    def is_verified(self) -> bool:
        """Tell whether the market knows the sale."""
        return self.line_id is not None

    @property
    def author(self) -> Any:
        """Give the account of who wrote it; a guest may have made one since."""
        if self.user or self.line is None:
            return self.user
        return self.line.order.user

    @property
    def shown_name(self) -> str:
        """Give what others read as its author's name; nothing where none is known."""
        return self.name or (self.user.first_name if self.user else "")


class AspectScore(models.Model):
    """Stars for one aspect."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="aspects")
    aspect = models.CharField(max_length=12, choices=Aspect)
    score = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "aspect"], name="one_score_an_aspect"),
            models.CheckConstraint(condition=BETWEEN_ONE_AND_FIVE, name="aspect_has_1_to_5_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.aspect}: {self.score}"


class ReviewPicture(models.Model):
    """A picture of a review; `shown` is its public copy, there as long as the review is public."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField(default=0)
    kept = PrivatePictureField(upload_to="reviews/")
    shown = PublicPictureField(upload_to="reviews/", blank=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.place}"


class Helpful(models.Model):
    """A reader whom a review helped."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="helped")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="helped_by_reviews"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="helpful_once_a_reader")
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.user_id}"


class ReviewSums(models.Model):
    """What a product's public reviews come to, as its page shows it; a copy, counted anew.

    `aspects` {"packing": [23, 5]} is 23 stars in 5 reviews, `languages` {"vi": 4}.
    """

    product = models.OneToOneField(
        "catalogue.Product", models.CASCADE, primary_key=True, related_name="review_sums"
    )
    ones = models.PositiveIntegerField(default=0)
    twos = models.PositiveIntegerField(default=0)
    threes = models.PositiveIntegerField(default=0)
    fours = models.PositiveIntegerField(default=0)
    fives = models.PositiveIntegerField(default=0)
    with_pictures = models.PositiveIntegerField(default=0)
    aspects = models.JSONField(default=dict)
    languages = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.counts}"

    @property
    def counts(self) -> list[int]:
        """How many reviews gave one star, two, … five."""
        return [self.ones, self.twos, self.threes, self.fours, self.fives]


class ReviewAct(models.Model):
    """What a moderator did about a review; rows stay."""

    class What(models.TextChoices):
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("Refused")
        KEPT = "kept", _("Kept")  # reports were dismissed

    review = models.ForeignKey(Review, models.CASCADE, related_name="acts")
    what = models.CharField(_("What"), max_length=9, choices=What)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_what_display())


class ReviewReport(models.Model):
    """What somebody finds wrong with a review that everybody reads."""

    class State(models.TextChoices):
        OPEN = "open", _("To look at")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    MOVES = {
        State.OPEN: {State.UPHELD, State.DISMISSED},
        State.UPHELD: set(),
        State.DISMISSED: set(),
    }
    TONES = {State.OPEN: "wait", State.UPHELD: "bad", State.DISMISSED: ""}
    is_open = Stands(State.OPEN)
    is_upheld = Stands(State.UPHELD)

    class Reason(models.TextChoices):
        OFF_TOPIC = "topic", _("Is not about the product")
        RUDE = "rude", _("Insults or threatens")
        SPAM = "spam", _("Advertises something else")
        PRIVATE = "private", _("Tells somebody's number or address")
        PICTURE = "picture", _("The picture should not be here")
        FALSE = "false", _("Is not true")
        OTHER = "other", _("Something else")

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="review_reports",
    )
    by_maker = models.BooleanField(default=False)
    reason = models.CharField(_("Reason"), max_length=8, choices=Reason)
    note = models.CharField(_("In your words"), max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "by"],
                condition=models.Q(state="open"),
                name="one_open_report_a_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
