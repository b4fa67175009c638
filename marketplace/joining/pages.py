"""The public page of a producer: proposed by its people, published or sent back by staff."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.files.pictures import Picture, as_kept
from marketplace.files.sizes import await_sizes
from marketplace.frame.states import move
from marketplace.joining.mail import tell
from marketplace.joining.models import Change, PageProposal
from marketplace.joining.services import JoiningRefused, note_change, refuse_own
from marketplace.joining.standing import application_of
from marketplace.producers.models import Producer

State, Kind = PageProposal.State, Change.Kind
STORIES = ("story_vi", "story_en", "story_ind")


def page_of_producer(producer: Producer) -> dict[str, Any]:
    """What the public page says now, as a proposal holds it."""
    return {name: getattr(producer, name) or "" for name in STORIES} | {"since": producer.since}


@transaction.atomic
def propose_page(
    *, producer: Producer, by: User, content: dict[str, Any], picture: Picture | None = None
) -> PageProposal:
    """Propose a page; the one that waits or was sent back takes the new words.

    Without a new picture the proposed one of before stays.
    """
    producer = Producer.objects.select_for_update().get(pk=producer.pk)
    rows = PageProposal.objects.select_for_update().filter(producer=producer)
    found = rows.exclude(state=State.PUBLISHED).first()
    words: dict[str, Any] = {"content": content, "by": by, "submitted_at": timezone.now()}
    if picture is not None:
        words["picture"] = picture
        if found and found.picture:  # nobody was shown it: nothing keeps it
            storage, name = found.picture.storage, str(found.picture.name)
            transaction.on_commit(partial(storage.delete, name), robust=True)
    if found is None:
        found = PageProposal.objects.create(producer=producer, **words)
        note_change(application_of(producer), Kind.PAGE_SENT, by=by)
    elif found.is_returned:
        move(found, State.SUBMITTED, **words)
        note_change(application_of(producer), Kind.PAGE_SENT, by=by)
    else:
        for name, value in words.items():
            setattr(found, name, value)
        found.save(update_fields=[*words])
    return found


def lock_page(proposal: PageProposal) -> PageProposal:
    rows = PageProposal.objects.select_for_update(of=("self",)).select_related("producer")
    return rows.get(pk=proposal.pk)


@transaction.atomic
def publish_page(*, proposal: PageProposal, by: User) -> Producer:
    """Put a proposal on the public page; a second time changes nothing. Raises JoiningRefused."""
    found = lock_page(proposal)
    producer = found.producer
    if found.is_published:
        return producer
    if not found.is_submitted:
        raise JoiningRefused(_("Somebody has decided on this already."))
    if not producer.may_sell:
        raise JoiningRefused(_("This producer is not verified yet."))
    application = application_of(producer)
    refuse_own(application, by)
    for name, value in found.content.items():
        setattr(producer, name, value)
    names = list(found.content)
    if found.picture:
        producer.picture = public_copy(found)
        names.append("picture")
    producer.save(update_fields=names)
    if found.picture:
        await_sizes(str(producer.picture.name))
    move(found, State.PUBLISHED, decided_by=by, decided_at=timezone.now(), note="")
    tell(note_change(application, Kind.PAGE_OUT, by=by, of_staff=True))
    return producer


def public_copy(proposal: PageProposal) -> Picture:
    """Copy the proposed picture for everybody to see. Raises JoiningRefused."""
    try:
        with proposal.picture.open() as file:
            return as_kept(file)
    except (OSError, ValidationError) as error:
        raise JoiningRefused(_("The picture cannot be read: send it back.")) from error


@transaction.atomic
def return_page(*, proposal: PageProposal, by: User, words: str) -> PageProposal:
    """Send a proposal back with words. Raises JoiningRefused."""
    found = lock_page(proposal)
    if found.is_returned:
        return found
    if not words:
        raise JoiningRefused(_("Please say what has to change."))
    if not found.is_submitted:
        raise JoiningRefused(_("Somebody has decided on this already."))
    move(found, State.RETURNED, decided_by=by, decided_at=timezone.now(), note=words)
    application = application_of(found.producer)
    tell(note_change(application, Kind.PAGE_BACK, by=by, words=words, of_staff=True))
    return found
