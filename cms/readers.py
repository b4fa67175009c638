"""How often each page is opened on a day, as the office shows it; of whom nobody knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum
from django.utils import timezone
from wagtail.models import Page, Site

from marketplace.frame.readers import Counted

KEPT = timedelta(days=800)  # two years can be compared
LANGUAGES = dict(settings.LANGUAGES)


class Reading(models.Model):
    """How often a page was opened on a day."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="one_reading_a_page_and_day")
        ]
        indexes = [models.Index(fields=["day"], name="reading_day")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}: {self.times}"


def pages_at(paths: Iterable[str]) -> dict[str, int]:
    """Find the pages behind addresses, by language and path: two queries."""
    root = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    homes = dict(
        Page.objects.filter(translation_key__in=root).values_list(
            "locale__language_code", "url_path"
        )
    )
    wanted = {
        homes[path[1:3]] + path[4:]: path
        for path in paths
        if path[1:3] in LANGUAGES and path[1:3] in homes
    }
    found = Page.objects.filter(url_path__in=wanted, live=True).values_list("url_path", "pk")
    return {wanted[url_path]: pk for url_path, pk in found}


@transaction.atomic
def keep(counted: Counted) -> None:
    """Add what was counted to the rows of its days."""
    pages = pages_at({path for _day, path in counted})
    for (day, path), times in sorted(counted.items()):
        if path in pages:
            add(pages[path], day, times)


def add(page: int, day: str, times: int) -> None:
    row, is_new = Reading.objects.get_or_create(page_id=page, day=day, defaults={"times": times})
    if not is_new:
        Reading.objects.filter(pk=row.pk).update(times=F("times") + times)


def readings_of(pages: Iterable[int], days: int) -> Mapping[int, int]:
    """How often each of the pages was opened in the last days, today among them; 0 where never."""
    first = timezone.localdate() - timedelta(days=days - 1)
    rows = Reading.objects.filter(page__in=list(pages), day__gte=first).values("page")
    return defaultdict(int, rows.annotate(sum=Sum("times")).values_list("page", "sum"))


def forget_readings() -> int:
    """Clock job: delete the days that nobody compares any more."""
    old = Reading.objects.filter(day__lt=timezone.localdate() - KEPT)
    return old.delete()[0]
