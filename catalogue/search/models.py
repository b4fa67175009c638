"""What can be found, the words of it, and what people looked for."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KINDS = ("set", "village", "producer", "story", "product", "occasion")


class Entry(models.Model):
    """A thing that search finds: folded text to match, titles and paths to show.

    `titles` and `paths` are {language: text}.
    """

    kind = models.CharField(max_length=12)
    object_pk = models.BigIntegerField()
    titles = models.JSONField()
    paths = models.JSONField()
    title_text = models.TextField()
    body_text = models.TextField()
    codes_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_pk"], name="one_entry_per_object")
        ]


class Posting(models.Model):
    """What matching and ranking read of an entry: thin, for a broad word reads many.

    The full text stands beside it: a tsvector column of this table on PostgreSQL, an FTS5
    table with the same row ids on SQLite. `kind` is a place in KINDS; `size` is how long the
    title is: of equals the shorter comes first.
    """

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, db_constraint=False, related_name="posting"
    )
    kind = models.PositiveSmallIntegerField()
    object_pk = models.BigIntegerField()
    weight = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveSmallIntegerField(default=0)


class Word(models.Model):
    """A word of the index and how many entries have it; what spelling is held against."""

    text = models.CharField(max_length=60, primary_key=True)
    entries = models.PositiveIntegerField(default=0)


class Waiting(models.Model):
    """A thing that changed and is not in the index yet. Written with the change itself.

    A row for every change, twice the same too: a row that is there already may be taken
    away by a worker that has not seen this change.
    """

    kind = models.CharField(max_length=12)
    object_pk = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Waits for the index")
        verbose_name_plural = _("Waits for the index")
        indexes = [models.Index(fields=["since"], name="search_waiting_since")]


class Synonym(models.Model):
    """Phrases that mean the same, edited by staff: one phrase a line, any language."""

    phrases = models.TextField(
        _("Phrases that mean the same"),
        help_text=_("One a line, for example: nón lá / conical hat / topi kerucut"),
    )

    class Meta:
        verbose_name = _("Synonyms")
        verbose_name_plural = _("Synonyms")

    def __str__(self) -> str:
        return " = ".join(self.lines())

    def lines(self) -> list[str]:
        return [line.strip() for line in self.phrases.splitlines() if line.strip()]


class Asked(models.Model):
    """How many readers looked for a text on a day, as search read it, and what they found.

    `spelling` is the text with the marks that somebody typed it with, for others to read.
    """

    day = models.DateField()
    text = models.CharField(_("Text"), max_length=80)
    spelling = models.CharField(_("Spelling"), max_length=80, blank=True, default="")
    times = models.PositiveIntegerField(_("Times"), default=0)
    found = models.PositiveIntegerField(_("Found"), default=0)

    class Meta:
        verbose_name = _("Looked for")
        verbose_name_plural = _("Looked for")
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="one_count_a_day")]


class HiddenSearch(models.Model):
    """A text that staff do not want offered to readers as what others look for."""

    text = models.CharField(_("Text"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("Search not offered to readers")
        verbose_name_plural = _("Searches not offered to readers")

    def __str__(self) -> str:
        return self.text


class Version(models.Model):
    """The number of the last change, one row. Who writes the index holds its lock.

    Numbers are therefore committed in their order: a reader that has seen number n has
    seen every change up to n. The log keeps changes from `oldest` on. Stars that ended
    before `day` have left the ranking.
    """

    number = models.BigIntegerField(default=0)
    oldest = models.BigIntegerField(default=0)
    day = models.DateField(null=True)


class Change(models.Model):
    """What changed with which number; processes that hold a picture of things follow it.

    Kind "words" tells that words or synonyms changed, "all" that everything may have.
    """

    number = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    object_pk = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="search_change_number"),
            models.Index(fields=["kind", "number"], name="search_change_kind"),
        ]
