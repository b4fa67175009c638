"""How editors judge a proposal: who looks at it, what it changes, what happened to it before."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from marketplace.accounts.models import User
from marketplace.listings.models import Revision, RevisionStep

Kind = RevisionStep.Kind


class Taken(Exception):
    """Another editor looks at a proposal; str() says who and since when it is so."""

    def __init__(self, revision: Revision) -> None:
        super().__init__()
        self.revision = revision

    def __str__(self) -> str:
        return gettext("%(who)s looks at this already.") % {"who": name_of(self.revision.taken_by)}


def name_of(user: User | None) -> str:
    """Name an editor to the other editors."""
    return (user.get_full_name() or user.email) if user else ""


@transaction.atomic
def take(*, revision: Revision, by: User, over: bool = False) -> None:
    """Note that an editor looks at a proposal that waits; `over` takes it from another one.

    What is decided meanwhile stays as it is. Raises Taken.
    """
    found = Revision.objects.select_for_update().get(pk=revision.pk)
    if not found.is_submitted or found.taken_by_id == by.pk:
        return
    if found.taken_by_id and not over:
        raise Taken(found)
    found.taken_by, found.taken_at = by, timezone.now()
    found.save(update_fields=["taken_by", "taken_at"])


def let_go(*, revision: Revision, by: User) -> None:
    """Give a proposal back to all editors; another one's is left alone."""
    mine = Revision.objects.filter(pk=revision.pk, taken_by=by)
    mine.update(taken_by=None, taken_at=None)


def note_steps(
    revisions: Iterable[Revision],
    kind: Kind,
    by: User | None,
    note: str = "",
    reasons: Mapping[str, str] | None = None,
) -> None:
    """Write down what happened to proposals."""
    RevisionStep.objects.bulk_create(
        RevisionStep(revision=each, kind=kind, by=by, note=note, reasons=dict(reasons or {}))
        for each in revisions
    )


def is_changed(revision: Revision, name: str) -> bool:
    """Tell whether a proposal changes a value of the product that it was written from.

    Who changes a name sends the story along as it was: what the market wrote into that story
    meanwhile stays.
    """
    if name not in revision.content:
        return False
    return name not in revision.base or revision.content[name] != revision.base[name]


def mark_of(revision: Revision, current: Mapping[str, Any]) -> str:
    """Name what an editor looks at: another name when proposal or product change meanwhile."""
    looked_at = [revision.pk, revision.updated_at.isoformat(), revision.content, dict(current)]
    text = json.dumps(looked_at, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:24]
