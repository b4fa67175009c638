"""A dossier of one product for an assessment round: what it claims, proves, and where it lies.

Dossier    draft -> at the commune -> at the province
                      ^  asked back ^    a request with items, each with its day
                                    at the province -> rated | not rated
           withdrawn from anywhere before it has its result
Claim      the points that the maker claims in a line of the score sheet (form 02)
Document   of the producer: uploaded once, or taken from the shop; its versions stay
Citation   that a version proves a line, or belongs to the dossier as a whole ("")
Opinion    form 03: what the commune finds
Snapshot   what was handed over, signed and chained; DossierEvent: who did what (records.py)
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField
from marketplace.frame.states import Stands
from marketplace.producers.models import Producer
from marketplace.programme.dossiers.records import DossierEvent as DossierEvent
from marketplace.programme.dossiers.records import Snapshot as Snapshot
from marketplace.programme.offices.models import Office


class Dossier(models.Model):
    """One product's way to its stars, from the first word to the province's desk."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First rating")
        UPGRADE = "upgrade", _("For more stars")
        RERATING = "rerating", _("Rated again")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        AT_COMMUNE = "at_commune", _("At the commune")
        WITH_HOLDER = "with_holder", _("Asked back")
        AT_PROVINCE = "at_province", _("At the province")
        RATED = "rated", _("Rated")
        NOT_RATED = "not_rated", _("Not rated")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        State.DRAFT: {State.AT_COMMUNE, State.WITHDRAWN},
        State.AT_COMMUNE: {State.WITH_HOLDER, State.AT_PROVINCE, State.WITHDRAWN},
        State.WITH_HOLDER: {State.AT_COMMUNE, State.AT_PROVINCE, State.WITHDRAWN},
        State.AT_PROVINCE: {
            State.WITH_HOLDER,
            State.RATED,
            State.NOT_RATED,
            State.WITHDRAWN,
        },
        State.RATED: set(),
        State.NOT_RATED: set(),
        State.WITHDRAWN: set(),
    }
    TONES = {
        State.DRAFT: "",
        State.AT_COMMUNE: "wait",
        State.WITH_HOLDER: "bad",
        State.AT_PROVINCE: "wait",
        State.RATED: "ok",
        State.NOT_RATED: "bad",
        State.WITHDRAWN: "",
    }
    is_draft = Stands(State.DRAFT)
    is_asked_back = Stands(State.WITH_HOLDER)
    is_at_province = Stands(State.AT_PROVINCE)
    is_rated = Stands(State.RATED)
    is_withdrawn = Stands(State.WITHDRAWN)
    is_over = Stands(State.RATED, State.NOT_RATED, State.WITHDRAWN)
    is_at_commune = Stands(State.AT_COMMUNE)
    is_open = Stands(State.DRAFT, State.WITH_HOLDER)  # its maker writes in it
    is_at_office = Stands(State.AT_COMMUNE, State.AT_PROVINCE)  # an office has to act

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="dossiers")
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="dossiers")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.DRAFT)
    number = models.PositiveSmallIntegerField(_("Score sheet"))
    variant = models.CharField(max_length=20, blank=True)
    not_so = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)  # form 01: texts by the name of the field
    round_on = models.DateField(_("Round"))  # by when the province takes dossiers of the round
    # Where it lies, or whom an answer goes to; empty while it was never filed.
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="dossiers")
    commune_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # rated, not rated or withdrawn
    due_on = models.DateField(null=True)  # of the commune's opinion; none while the maker has it
    days_left = models.PositiveSmallIntegerField(null=True)  # working days when it was asked back
    reminded_on = models.DateField(null=True)
    search_text = models.TextField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Dossier")
        verbose_name_plural = _("Dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(ended_at=None), name="one_open_dossier_a_product"
            )
        ]
        indexes = [models.Index(fields=["office", "state", "due_on"], name="dossiers_at_an_office")]

    def __str__(self) -> str:
        return f"{self.product} · {self.round_on}"


class Claim(models.Model):
    """The points that a maker claims in a line, and a word about it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="claims")
    code = models.CharField(max_length=12)
    points = models.PositiveSmallIntegerField(_("Points"))
    note = models.CharField(_("A word about it"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "code"], name="one_claim_a_line")]

    def __str__(self) -> str:
        return f"{self.code}: {self.points}"


class Document(models.Model):
    """A document of a producer: a paper that was uploaded, or what the shop's records said."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("Business registration")
        SAFETY = "safety", _("Food safety certificate")
        QUALITY = "quality", _("Declared quality of the product")
        TESTS = "tests", _("Test results")
        MATERIALS = "materials", _("Where materials come from")
        LINKAGE = "linkage", _("Contract with suppliers or buyers")
        LABOUR = "labour", _("List of people who work here")
        TRADEMARK = "trademark", _("Trademark")
        ENVIRONMENT = "environment", _("Protection of the environment")
        LABEL = "label", _("Label or pack")
        STORY = "story", _("Story of the product")
        SALES = "sales", _("Sales figures")
        PROMOTION = "promotion", _("Promotion")
        LOTS = "lots", _("Lots and their steps")
        CERTIFICATE = "certificate", _("OCOP certificate")
        OTHER = "other", _("Another document")

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="ocop_documents")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    name = models.CharField(_("Name"), max_length=120)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    issuer = models.CharField(_("Issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True)
    expires_on = models.DateField(_("Valid until"), null=True)
    # Of what the shop's records say: which of them, about which product.
    source = models.CharField(max_length=12, blank=True)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Document")
        verbose_name_plural = _("Documents")

    def __str__(self) -> str:
        return self.name


class DocumentVersion(models.Model):
    """A document as it was on a day; a newer one never takes its place in what was handed over."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    file = PrivateFileField(_("File"), upload_to="dossiers/")
    sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(max_length=64, blank=True)  # of what the shop's records said
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["document", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["document", "n"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.n}"


class Citation(models.Model):
    """That a version of a document proves a line; with "" it belongs to the dossier as a whole."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="citations")
    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="citations")
    code = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "version", "code"], name="one_citation_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} → {self.code or '·'}"


class Request(models.Model):
    """What an office asks of the maker; its items have their days."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="requests")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_at=None), name="one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.pk}"


class RequestItem(models.Model):
    """One thing that is asked: about which line (or the dossier as a whole), until which day."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="items")
    code = models.CharField(max_length=12, blank=True)
    words = models.CharField(_("What is asked"), max_length=500)
    due_on = models.DateField(_("Until"))
    answer = models.CharField(_("Answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(answered_at=None), name="request_items_open"
            )
        ]

    def __str__(self) -> str:
        return self.words


class Opinion(models.Model):
    """Form 03: what the commune finds on four points, and what it says of the whole."""

    class Finding(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    # Decision 26/2026/QĐ-TTg: the commune looks at these four.
    POINTS = ("materials", "labour", "idea", "identity")

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="opinion")
    materials = models.CharField(_("Materials come from here"), max_length=8, choices=Finding)
    labour = models.CharField(_("People from here work on it"), max_length=8, choices=Finding)
    idea = models.CharField(_("The idea comes from here"), max_length=8, choices=Finding)
    identity = models.CharField(_("It is typical of the place"), max_length=8, choices=Finding)
    words = models.TextField(_("Opinion"), max_length=3000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.dossier_id}"

    @classmethod
    def label_of(cls, point: str) -> str:
        """Name one of the four points in words."""
        field: Any = cls._meta.get_field(point)
        return str(field.verbose_name)

    @property
    def findings(self) -> list[tuple[str, str]]:
        """List the four points with what was found, in words."""
        return [
            (
                self.label_of(name),
                str(self.Finding(getattr(self, name)).label),
            )
            for name in self.POINTS
        ]
