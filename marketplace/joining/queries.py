"""Applications as the desk lists them: by where they stand, by what is searched."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import FileAccess
from marketplace.frame.folding import fold
from marketplace.joining.models import Application, Paper
from marketplace.producers.models import Producer

State, Standing = Application.State, Producer.State
WAITING = "waiting"


def of_producers(state: str) -> Q:
    return Q(state=State.VERIFIED, producer__state=state)


NEWER = Paper.objects.filter(
    application=OuterRef("pk"), replaced_at=None, state=Paper.State.WAITING
)
VIEWS: dict[str, tuple[Promise, Q]] = {
    WAITING: (_("To decide"), Q(state=State.SENT)),
    "newer": (_("Newer papers"), Q(Exists(NEWER), state=State.VERIFIED)),
    "back": (_("Asked back"), Q(state=State.ASKED)),
    "begun": (_("Being filled in"), Q(state=State.DRAFT)),
    "selling": (_("Verified"), of_producers(Standing.VERIFIED)),
    "stopped": (_("Suspended"), of_producers(Standing.SUSPENDED)),
    "no": (_("Refused"), Q(state=State.REFUSED)),
    "ended": (_("Closed"), of_producers(Standing.CLOSED)),
}


@dataclass(frozen=True)
class View:
    """One part of the list: its name in the address, its title, how many stand in it."""

    name: str
    title: Promise
    total: int


def views_of() -> list[View]:
    """Count every part of the list in one query."""
    counts = Application.objects.aggregate(
        **{name: Count("pk", filter=condition) for name, (_title, condition) in VIEWS.items()}
    )
    return [View(name, title, counts[name]) for name, (title, _condition) in VIEWS.items()]


def listed(name: str, text: str) -> QuerySet[Application]:
    """Applications of one part, those that wait longest first; a search looks in all of them."""
    rows = Application.objects.select_related("producer", "commune__province", "village")
    if text:
        for word in fold(text).split():
            rows = rows.filter(search_text__contains=word)
        return rows.order_by("-pk")
    condition = VIEWS[name][1] if name in VIEWS else VIEWS[WAITING][1]
    order = ["sent_at", "pk"] if name in (WAITING, "back") else ["-changed_at", "-pk"]
    return rows.filter(condition).order_by(*order)


def views_of_files(application: Application) -> QuerySet[FileAccess]:
    """Who of the staff was given which paper of an application, or its citizen number, and when."""
    names = [name for name in application.papers.values_list("file", flat=True) if name]
    names.append(citizen_name(application))
    rows = FileAccess.objects.filter(name__in=names, page__startswith="verification:")
    return rows.select_related("user").order_by("-pk")


def citizen_name(application: Application) -> str:
    """Name an application's citizen number where views of private files are written down."""
    return f"citizen number of application {application.pk}"


def namesakes_of(application: Application) -> QuerySet[Application]:
    """Others with the same tax code or telephone: perhaps the same producer a second time."""
    same = Q(pk=None)
    if application.tax_code:
        same |= Q(tax_code=application.tax_code)
    if application.phone:
        same |= Q(phone=application.phone)
    rows = Application.objects.filter(same).exclude(pk=application.pk)
    return rows.select_related("producer").order_by("pk")
