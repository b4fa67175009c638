"""What producers propose: looked at beside what is, then published or sent back with words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.facts.queries import asked_of, missing
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.desk.moderation.changes import changes_of
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import posted_text
from marketplace.listings.content import FACTS, PICTURE, label_of
from marketplace.listings.doubts import about_names
from marketplace.listings.judging import Taken, let_go, mark_of, name_of, take
from marketplace.listings.models import Revision, RevisionPicture, RevisionStep
from marketplace.listings.publishing import PictureUnreadable
from marketplace.listings.services import (
    CHANGED,
    UNVERIFIED,
    RevisionRefused,
    publish_revision,
    send_back,
    values_of,
)

LONGEST_NOTE, LONGEST_REASON = 2000, 500
MOST_SHOWN = 12  # pictures of the product as it is
REASON = "reason-"


def set_of(revision: Revision) -> int | None:
    """The number of the set that a proposal's product is of, or is to be of."""
    ocop_set = revision.product.ocop_set if revision.product else None
    return ocop_set.number if ocop_set else revision.content.get("ocop_set")


def reasons_in(request: PersonRequest, revision: Revision) -> dict[str, str]:
    """Read what an editor wrote beside the fields and pictures that a proposal changes."""
    current = values_of(revision.product)
    fields = [change.field for change in changes_of(revision, current)]
    fields += [f"{PICTURE}{picture.pk}" for picture in revision.pictures.all()]
    found = {each: posted_text(request, f"{REASON}{each}", LONGEST_REASON) for each in fields}
    return {field: text for field, text in found.items() if text}


def decide(request: PersonRequest, revision: Revision) -> bool:
    """Do what a button of the page says and tell of it; False when one has to look again."""
    if "publish" in request.POST:
        seen = posted_text(request, "seen", 24)
        publish_revision(revision=revision, by=request.user, seen=seen)
        messages.success(request, _("Published."))
        return True
    note = posted_text(request, "note", LONGEST_NOTE)
    reasons = reasons_in(request, revision)
    if not note and not reasons:
        messages.error(request, _("Please say what has to change."))
        return False
    send_back(revision=revision, note=note, by=request.user, reasons=reasons)
    messages.success(request, _("Sent back with your note."))
    return True


REFUSALS = {
    UNVERIFIED: gettext_lazy("This producer is not verified yet: it may not sell."),
    CHANGED: gettext_lazy("It changed while you looked at it. Here is how it stands now."),
}


@moderators_only
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Compare what is and what is proposed; publish it or send it back with reasons."""
    revision = get_object_or_404(
        Revision.objects.select_related(
            "producer__village", "product__ocop_set", "product__village", "taken_by"
        ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            is_done = decide(request, revision)
        except PictureUnreadable as refusal:
            messages.error(request, str(refusal))
            is_done = False
        except RevisionRefused as refusal:
            is_done = str(refusal) not in REFUSALS
            decided = _("Somebody has decided on this already.")
            messages.error(request, REFUSALS.get(str(refusal), decided))
        return redirect("moderation:queue") if is_done else redirect("moderation:review", pk=pk)
    return render(request, "moderation/review.html", shown(request, revision))


def shown(request: PersonRequest, revision: Revision) -> dict[str, Any]:
    """What the page of a proposal shows."""
    current = values_of(revision.product)
    proposed = revision.content.get(FACTS, current.get(FACTS, {}))
    pictures = revision.product.images.all()[:MOST_SHOWN] if revision.product else []
    return {
        "revision": revision,
        "changes": changes_of(revision, current),
        "seen": mark_of(revision, current),
        "missing": missing(asked_of(set_of(revision)), proposed),
        "doubts": about_names(revision.producer, revision.product, revision.content),
        "pictures_now": pictures,
        "is_mine": revision.taken_by_id == request.user.pk,
        "taken_by": name_of(revision.taken_by),
        "history_rows": [
            (step, name_of(step.by), [(label_of(name), why) for name, why in step.reasons.items()])
            for step in RevisionStep.objects.filter(revision=revision).select_related("by")
        ],
    }


@moderators_only
@require_POST
def assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a proposal, take it over from another editor, or let it go."""
    revision = get_object_or_404(Revision, pk=pk)
    if "leave" in request.POST:
        let_go(revision=revision, by=request.user)
    else:
        try:
            take(revision=revision, by=request.user, over="over" in request.POST)
        except Taken as refusal:
            messages.error(request, str(refusal))
    return redirect("moderation:review", pk=pk)


@moderators_only
@require_safe
def picture(request: PersonRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Show a picture of a proposal to who decides on it; nobody else sees it before."""
    found = get_object_or_404(RevisionPicture, pk=picture_pk, revision__pk=pk)
    return hand_out(request, found.image, name=f"{pk}-{picture_pk}")
