"""What producers propose: looked at beside what is, then published or sent back with words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.facts.queries import asked_of, facts_of, missing
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import posted_text
from marketplace.listings.content import FACTS, LABELS, as_read, changed_facts, named_words
from marketplace.listings.doubts import about_names
from marketplace.listings.models import Revision, RevisionPicture
from marketplace.listings.publishing import PictureUnreadable
from marketplace.listings.services import (
    UNVERIFIED,
    RevisionRefused,
    publish_revision,
    send_back,
    texts_of,
)


def in_order(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """Give what a proposal holds in the order of its form: PostgreSQL keeps none of its own."""
    places = {name: place for place, name in enumerate(LABELS)}
    return sorted(content.items(), key=lambda pair: (places.get(pair[0], len(places)), pair[0]))


def set_of(revision: Revision) -> int | None:
    """The number of the set that a proposal's product is of, or is to be of."""
    ocop_set = revision.product.ocop_set if revision.product else None
    return ocop_set.number if ocop_set else revision.content.get("ocop_set")


@moderators_only
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Compare what is and what is proposed; publish it or send it back with a reason."""
    revision = get_object_or_404(
        Revision.objects.select_related(
            "producer__village", "product__ocop_set", "product__village"
        ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            if "publish" in request.POST:
                publish_revision(revision=revision, by=request.user)
                messages.success(request, _("Published."))
            elif note := posted_text(request, "note", 2000):
                send_back(revision=revision, note=note, by=request.user)
                messages.success(request, _("Sent back with your note."))
            else:
                messages.error(request, _("Please say what has to change."))
                return redirect("moderation:review", pk=pk)
        except PictureUnreadable as refusal:
            messages.error(request, str(refusal))
            return redirect("moderation:review", pk=pk)
        except RevisionRefused as refusal:
            if str(refusal) == UNVERIFIED:
                messages.error(request, _("This producer is not verified yet: it may not sell."))
                return redirect("moderation:review", pk=pk)
            messages.error(request, _("Somebody has decided on this already."))
        return redirect("moderation:queue")
    current = texts_of(revision.product) if revision.product else {}
    changes = [
        (LABELS.get(name, name), current.get(name, ""), as_read(name, value))
        for name, value in in_order(revision.content)
        if name != FACTS and current.get(name, "") != value
    ]
    told = facts_of([revision.product_id])[revision.product_id] if revision.product_id else {}
    proposed = revision.content.get(FACTS, told)
    changes += changed_facts(told, proposed, named_words())
    context = {
        "revision": revision,
        "changes": changes,
        "missing": missing(asked_of(set_of(revision)), proposed),
        "doubts": about_names(revision.producer, revision.product, revision.content),
    }
    return render(request, "moderation/review.html", context)


@moderators_only
@require_safe
def picture(request: PersonRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Show a picture of a proposal to who decides on it; nobody else sees it before."""
    found = get_object_or_404(RevisionPicture, pk=picture_pk, revision__pk=pk)
    return hand_out(request, found.image, name=f"{pk}-{picture_pk}")
