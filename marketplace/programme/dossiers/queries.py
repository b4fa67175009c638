"""Dossiers as makers and offices list them."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import FileAccess
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part
from marketplace.programme.dossiers.models import DocumentVersion, Dossier
from marketplace.programme.offices.queries import offices_of

State = Dossier.State
AT_OFFICE = (State.AT_COMMUNE, State.AT_PROVINCE)
OVER = (State.RATED, State.NOT_RATED, State.WITHDRAWN)


def dossiers_at(user: Any) -> QuerySet[Dossier]:
    """Dossiers that were filed and came to an office where somebody has a post today."""
    own = offices_of(user).values("pk")
    rows = Dossier.objects.exclude(filed_at=None)
    rows = rows.filter(Q(office__in=own) | Q(commune_office__in=own))
    return rows.select_related(
        "producer", "product", "office__commune", "office__province", "commune_office__commune"
    )


def parts_for(user: Any) -> dict[str, Part]:
    """The parts of an officer's queue: what is to be done first, by its day."""
    own = offices_of(user).values("pk")
    here = Q(office__in=own)
    return {
        "todo": Part(
            _("Waits for you"), here & Q(state__in=AT_OFFICE), ("due_on", "filed_at", "pk")
        ),
        "asked": Part(_("Asked back"), here & Q(state=State.WITH_HOLDER), ("changed_at", "pk")),
        "passed": Part(
            _("Passed on"),
            ~here & ~Q(state__in=OVER),
            ("-changed_at", "-pk"),
        ),
        "over": Part(_("Ended"), Q(state__in=OVER), ("-ended_at", "-pk")),
    }


def matching(rows: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Dossiers whose product, code or maker has every word."""
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def is_late(dossier: Dossier, today: datetime.date) -> bool:
    return dossier.due_on is not None and dossier.due_on < today


def opened_name(dossier: Dossier) -> str:
    """Name a dossier where views of what is private are written down."""
    return f"dossier {dossier.pk}"


def looks_at(dossier: Dossier) -> QuerySet[FileAccess]:
    """Who of the offices opened a dossier or one of its documents, and when; the last on top."""
    names = DocumentVersion.objects.filter(citations__dossier=dossier).values("file")
    rows = FileAccess.objects.filter(
        Q(name__in=names) | Q(name=opened_name(dossier)), page__startswith="programme:dossier"
    )
    return rows.select_related("user").order_by("-pk")
