"""What producers proposed, as the editors find it: by what is to be done, and by words."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.folding import fold
from marketplace.frame.screens import LONGEST_ASKED, Part, asked_text, page_of_part
from marketplace.listings.models import ProposalBatch, Revision

FIRST = "waiting"
FIRST_BATCHES = 3  # on the queue; the rest has a list of its own
OPEN = (ProposalBatch.State.WAITING, ProposalBatch.State.PUBLISHING)
WAITS = Q(state=Revision.State.SUBMITTED)
LONGEST_WAITING, NEWEST = ("submitted_at", "pk"), ("-reviewed_at", "-pk")
PARTS = {
    "waiting": Part(_("Waiting"), WAITS, LONGEST_WAITING),
    "new": Part(_("New products"), WAITS & Q(product=None), LONGEST_WAITING),
    "changed": Part(_("Changed texts"), WAITS & Q(product__isnull=False), LONGEST_WAITING),
    "returned": Part(_("Sent back"), Q(state=Revision.State.RETURNED), NEWEST),
    "published": Part(_("Published"), Q(state=Revision.State.PUBLISHED), NEWEST),
}


def parts_for(user: User) -> dict[str, Part]:
    """The parts of the queue for an editor, with those that are theirs after all that waits."""
    mine = Part(_("I look at"), WAITS & Q(taken_by=user), LONGEST_WAITING)
    return {"waiting": PARTS["waiting"], "mine": mine, **PARTS}


def matching(revisions: QuerySet[Revision], asked: str) -> QuerySet[Revision]:
    """Proposals of a producer or of a product with the text in its name."""
    text = asked.strip()
    if not text:
        return revisions
    named = Q(content__title_vi__icontains=text) | Q(producer__name__icontains=text)
    return revisions.filter(named | Q(product__search_text__contains=fold(text)))


def waiting_batches() -> QuerySet[ProposalBatch]:
    """Batches that are not decided, the longest waiting first."""
    return with_counts(ProposalBatch.objects.filter(state__in=OPEN)).order_by("submitted_at", "pk")


def with_counts(rows: QuerySet[ProposalBatch]) -> QuerySet[ProposalBatch]:
    """Say of each batch how many of its proposals are `waiting`, and of how many in all."""
    rows = rows.select_related("producer", "table", "decided_by")
    return rows.annotate(
        waiting=Count("proposals", filter=Q(proposals__state=Revision.State.SUBMITTED)),
        all=Count("proposals"),
    )


@moderators_only
@require_safe
def review_queue(request: PersonRequest) -> HttpResponse:
    """List proposals by part and text; those of a batch are one entry unless words ask for them."""
    alone = Revision.objects.exclude(WAITS & Q(batch__isnull=False))
    rows = Revision.objects.all() if asked_text(request, LONGEST_ASKED) else alone
    rows = rows.select_related("producer", "product", "reviewed_by", "taken_by")
    context = page_of_part(request, rows, parts_for(request.user), matching=matching, counted=alone)
    is_first = context["show"] == FIRST and not context["q"]
    context["batches"] = waiting_batches()[:FIRST_BATCHES] if is_first else []
    context["batch_count"] = ProposalBatch.objects.filter(state__in=OPEN).count()
    return render(request, "moderation/queue.html", context)
