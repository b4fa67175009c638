"""A new product is told in steps: each is kept as a draft, which loses nothing until it is sent."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.files.pictures import Picture
from marketplace.listings.content import LABELS, VARIANTS
from marketplace.listings.models import Revision, RevisionPicture
from marketplace.listings.services import RevisionRefused
from marketplace.listings.variants import is_whole
from marketplace.producers.models import Producer

STEPS = {
    "pictures": _("Pictures"),
    "name": _("Name"),
    "kind": _("Kind and facts"),
    "price": _("Price and stock"),
    "story": _("Story"),
}
# At which step that is told which a proposal of a new product cannot do without.
STEP_OF = {"title_vi": "name", "summary_vi": "name", "ocop_set": "kind", "price": "price"}
MOST_PICTURES = 8


class Lacking(NamedTuple):
    """Something that a draft lacks before it can be sent, and the step that asks for it."""

    label: Any
    step: str


class Arranged(NamedTuple):
    """What becomes of a picture that is there: its caption, another in its place, or none."""

    pk: int
    caption: str
    picture: Picture | None = None
    is_removed: bool = False


def lacking(content: Mapping[str, Any]) -> list[Lacking]:
    """Say what a new product's draft lacks."""
    found = [Lacking(LABELS[name], STEP_OF[name]) for name in STEP_OF if not content.get(name)]
    if content.get("price") and not is_whole(content.get(VARIANTS) or {}):
        found.append(Lacking(_("Variants"), "price"))
    return found


@transaction.atomic
def save_draft(
    *, producer: Producer, revision: Revision | None, content: Mapping[str, Any], by: User
) -> Revision:
    """Keep what a step says; the first step makes the draft.

    Raises RevisionRefused once it was sent: what the editors look at does not move.
    """
    Producer.objects.select_for_update().get(pk=producer.pk)
    if revision is None:
        return Revision.objects.create(producer=producer, content=dict(content), created_by=by)
    found = locked_draft(revision)
    found.content = {**found.content, **content}
    found.save(update_fields=["content", "updated_at"])
    return found


@transaction.atomic
def locked_draft(revision: Revision) -> Revision:
    found = Revision.objects.select_for_update().get(pk=revision.pk)
    if not (found.is_draft or found.is_returned):
        raise RevisionRefused(found.state)
    return found


@transaction.atomic
def arrange_pictures(
    *, revision: Revision, there: Iterable[Arranged], added: Iterable[Picture], moved: int = 0
) -> None:
    """Caption, replace and take away a draft's pictures, add others behind them.

    `moved` is the key of one that goes a place forward, or minus the key of one that goes back.
    Raises RevisionRefused once it was sent.
    """
    revision = locked_draft(revision)
    pictures = {picture.pk: picture for picture in revision.pictures.all()}
    for said in there:
        picture = pictures.get(said.pk)
        if picture is None:
            continue
        if said.is_removed:
            forget_file(picture)
            picture.delete()
            del pictures[said.pk]
            continue
        picture.caption = said.caption
        if said.picture is not None:
            forget_file(picture)
            picture.image = said.picture
        picture.save()
    order = in_new_order(list(pictures), moved)
    for place, pk in enumerate(order):
        RevisionPicture.objects.filter(pk=pk).update(order=place)
    room = MOST_PICTURES - len(order)
    for place, file in enumerate(list(added)[:room], start=len(order)):
        revision.pictures.create(image=file, order=place)
    revision.save(update_fields=["updated_at"])


def forget_file(picture: RevisionPicture) -> None:
    """Delete a picture's file once that is committed."""
    storage, name = picture.image.storage, picture.image.name
    if name:
        transaction.on_commit(partial(storage.delete, name), robust=True)


def in_new_order(pks: list[int], moved: int) -> list[int]:
    """Move one a place: [3, 5, 8] with 5 is [5, 3, 8], with -5 [3, 8, 5]."""
    if abs(moved) not in pks:
        return pks
    at = pks.index(abs(moved))
    to = max(0, at - 1) if moved > 0 else min(len(pks) - 1, at + 1)
    pks.insert(to, pks.pop(at))
    return pks
