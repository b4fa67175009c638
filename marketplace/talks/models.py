"""Questions on products with public answers, messages of two sides, what nobody may write here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands
from marketplace.producers.models import Producer

LONGEST = 1000  # signs of what is written


class BlockedPattern(models.Model):
    """What is not sent: a shape that the matcher knows, or words. Moderators edit the rows."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone numbers")
        EMAIL = "email", _("E-mail addresses")
        LINK = "link", _("Links to other sites")
        ACCOUNT = "account", _("Account numbers")
        WORDS = "words", _("Words")

    class Why(models.TextChoices):
        PAYMENT = "payment", _("Payment elsewhere")
        CONTACT = "contact", _("Ways to each other past the market")
        LINK = "link", _("Leads away")
        MANNERS = "manners", _("Rude")

    kind = models.CharField(_("Kind"), max_length=8, choices=Kind, default=Kind.WORDS)
    text = models.CharField(_("Words"), max_length=60, blank=True)
    why = models.CharField(_("Reason"), max_length=8, choices=Why)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "why", "text"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "text"], name="one_row_a_blocked_pattern"),
            models.CheckConstraint(
                condition=models.Q(kind="words") ^ models.Q(text=""),
                name="blocked_words_have_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.get_kind_display())


class PatternChange(models.Model):
    """Who put a pattern in force or out of it, and when; rows stay."""

    pattern = models.ForeignKey(BlockedPattern, models.CASCADE, related_name="changes")
    is_active = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pattern}: {self.is_active}"


class Question(models.Model):
    """What somebody asks of a product; everybody reads it once the producer has answered."""

    class State(models.TextChoices):
        OPEN = "open", _("Without an answer")
        ANSWERED = "answered", _("Answered")
        HIDDEN = "hidden", _("Hidden by the market")

    MOVES = {
        State.OPEN: {State.ANSWERED, State.HIDDEN},
        State.ANSWERED: {State.OPEN, State.HIDDEN},
        State.HIDDEN: {State.OPEN, State.ANSWERED},
    }
    TONES = {State.OPEN: "wait", State.ANSWERED: "ok", State.HIDDEN: "bad"}
    is_open = Stands(State.OPEN)
    is_answered = Stands(State.ANSWERED)
    is_hidden = Stands(State.HIDDEN)

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="questions"
    )
    text = models.TextField(_("Question"), max_length=LONGEST)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(_("Answer"), max_length=LONGEST, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="answered")
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="answered_question_has_an_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "-answered_at"],
                condition=models.Q(state="answered"),
                name="question_shown",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Thread(models.Model):
    """What a buyer and a producer write to each other about an order or a product.

    The buyer of an order is its purchase's, an account or a guest; of a product it is an account.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for the producer")
        ANSWERED = "answered", _("Answered")

    MOVES = {State.WAITING: {State.ANSWERED}, State.ANSWERED: {State.WAITING}}
    TONES = {State.WAITING: "wait", State.ANSWERED: "ok"}
    is_waiting = Stands(State.WAITING)
    is_answered = Stands(State.ANSWERED)

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="threads")
    order = models.OneToOneField(
        "order.Order", models.CASCADE, null=True, blank=True, related_name="thread"
    )
    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, null=True, blank=True, related_name="threads"
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="threads"
    )
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.WAITING)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) ^ models.Q(product__isnull=True),
                name="thread_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) | models.Q(buyer__isnull=True),
                name="buyer_of_an_order_is_its_purchases",
            ),
            models.UniqueConstraint(fields=["product", "buyer"], name="one_thread_a_buyer"),
        ]
        indexes = [models.Index(fields=["producer", "state", "-last_at"], name="thread_listed")]

    def __str__(self) -> str:
        return self.about

    @property
    def about(self) -> str:
        """Name the order or the product."""
        return self.order.number if self.order else self.product.title  # type: ignore[union-attr]

    @property
    def account(self):
        """The buyer's account; nobody of a guest's order."""
        return self.order.purchase.user if self.order else self.buyer

    @property
    def first_name(self) -> str:
        return self.account.first_name if self.account else ""


class Message(models.Model):
    """What one side wrote."""

    class State(models.TextChoices):
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Hidden by the market")

    MOVES = {State.SHOWN: {State.HIDDEN}, State.HIDDEN: {State.SHOWN}}
    TONES = {State.SHOWN: "", State.HIDDEN: "bad"}
    is_hidden = Stands(State.HIDDEN)

    class Side(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        PRODUCER = "producer", _("Producer")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("Text"), max_length=LONGEST)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.SHOWN)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Report(models.Model):
    """What somebody finds abused: a message, a question or the answer to it."""

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

    class Part(models.TextChoices):
        MESSAGE = "message", _("Message")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")

    class Reason(models.TextChoices):
        PAYMENT = "payment", _("Wants payment outside the market")
        RUDE = "rude", _("Insults or threatens")
        SPAM = "spam", _("Advertises something else")
        PRIVATE = "private", _("Tells somebody's number or address")
        FALSE = "false", _("Is not true")
        OTHER = "other", _("Something else")

    part = models.CharField(_("What"), max_length=8, choices=Part)
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    by = models.ForeignKey(  # nobody: the guest of the message's order
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="abuse_reports",
    )
    reason = models.CharField(_("Reason"), max_length=8, choices=Reason)
    note = models.CharField(_("In your words"), max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part="message", message__isnull=False, question__isnull=True)
                | models.Q(
                    part__in=["question", "answer"], message__isnull=True, question__isnull=False
                ),
                name="report_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(state="open"), name="report_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.message_id or self.question_id}"

    @property
    def text(self) -> str:
        """What is reported."""
        if self.message:
            return self.message.text
        is_answer = self.part == self.Part.ANSWER
        return self.question.answer if is_answer else self.question.text  # type: ignore[union-attr]

    @property
    def author(self):
        """Who wrote it; nobody where a guest did, or who left."""
        if self.message:
            return self.message.by
        is_answer = self.part == self.Part.ANSWER
        found: Question = self.question  # type: ignore[assignment]
        return found.answered_by if is_answer else found.asked_by

    @property
    def guest(self) -> str:
        """The address of the guest who wrote it; empty where somebody with an account did."""
        if self.message is None or self.message.by_id or self.message.side != Message.Side.BUYER:
            return ""
        order = self.message.thread.order
        return "" if order is None or order.purchase.user_id else order.purchase.email


class Act(models.Model):
    """What a moderator did about a report; rows stay. A mute holds until its day or is lifted."""

    class What(models.TextChoices):
        HIDDEN = "hidden", _("Hidden")
        SHOWN = "shown", _("Shown again")
        WARNED = "warned", _("Warned")
        MUTED = "muted", _("Muted")
        LIFTED = "lifted", _("Mute lifted")
        DISMISSED = "dismissed", _("Dismissed")

    report = models.ForeignKey(Report, models.CASCADE, related_name="acts")
    what = models.CharField(_("What"), max_length=9, choices=What)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="talk_acts"
    )
    email = models.EmailField(blank=True)  # of a guest, in small letters
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["user"], condition=models.Q(what="muted"), name="mute_of_a_person"
            ),
            models.Index(
                fields=["email"], condition=models.Q(what="muted"), name="mute_of_a_guest"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_what_display())


from marketplace.talks.complaint_models import (  # noqa: E402, F401 - Django looks for models here
    Complaint,
    ComplaintWord,
)
