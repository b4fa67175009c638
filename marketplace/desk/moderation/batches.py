"""Proposals that came in one table: a sample of them, single ones back, the rest in one go."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from catalogue.facts.queries import facts_of
from catalogue.models import OcopSet
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.desk.moderation.queue import (
    LONGEST_ASKED,
    OPEN,
    matching,
    waiting_batches,
    with_counts,
)
from marketplace.frame.screens import asked_text, ids_in, page_of, posted_text
from marketplace.listings.content import FACTS, LABELS, as_read, changed_facts, named_words
from marketplace.listings.imports import batches
from marketplace.listings.imports.batches import BatchRefused
from marketplace.listings.models import ProposalBatch, Revision
from marketplace.listings.services import RevisionRefused, texts_of

BATCHES_A_PAGE, PROPOSALS_A_PAGE = 20, 20
SAMPLED = 10  # proposals of a batch that are shown first, from its beginning to its end
LONGEST_TEXT = 200  # signs of a text that is shown in the list
LONGEST_NOTE = 2000
State = Revision.State
WAITS = Q(state=State.SUBMITTED)
PARTS: dict[str, tuple[Any, Q]] = {
    "sample": (gettext_lazy("A sample"), WAITS),
    "new": (gettext_lazy("New products"), WAITS & Q(product=None)),
    "changed": (gettext_lazy("Changed texts"), WAITS & Q(product__isnull=False)),
    "returned": (gettext_lazy("Sent back"), Q(state=State.RETURNED)),
    "published": (gettext_lazy("Published"), Q(state=State.PUBLISHED)),
}


class Judged(NamedTuple):
    """A proposal of a batch: (field, now, proposed) of what it would change."""

    revision: Revision
    changes: list[tuple[Any, str, str]]


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List batches: those that wait, or those that are decided."""
    is_decided = request.GET.get("show") == "all-decided"
    decided = ProposalBatch.objects.filter(state=ProposalBatch.State.DECIDED)
    rows = with_counts(decided).order_by("-decided_at", "-pk") if is_decided else waiting_batches()
    asked = asked_text(request, LONGEST_ASKED)
    if asked:
        named = Q(producer__name__icontains=asked) | Q(table__file_name__icontains=asked)
        rows = rows.filter(named)
    waiting = ProposalBatch.objects.filter(state__in=OPEN).count()
    context = {
        "page": page_of(request, rows, BATCHES_A_PAGE),
        "parts": [
            (_("Waiting"), "?show=", not is_decided, waiting),
            (_("Decided"), "?show=all-decided", is_decided, decided.count()),
        ],
        "show": "all-decided" if is_decided else "",
        "q": asked,
    }
    return render(request, "moderation/batches.html", context)


@moderators_only
def batch(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a batch by parts; send ticked proposals back with a reason, publish what waits."""
    found = get_object_or_404(with_counts(ProposalBatch.objects.all()), pk=pk)
    if request.method == "POST":
        said, is_done = decide(request, found)
        (messages.success if is_done else messages.error)(request, said)
        return redirect("moderation:batch", pk=pk)
    counts = found.proposals.order_by().aggregate(
        **{name: Count("pk", filter=where) for name, (_title, where) in PARTS.items()}
    )
    shown = request.GET.get("show", "")
    first = "sample" if counts["sample"] else "published"
    shown = shown if shown in PARTS else first
    asked = asked_text(request, LONGEST_ASKED)
    rows = matching(found.proposals.filter(PARTS[shown][1]), asked).select_related("product")
    rows = rows.order_by("pk")
    if shown == "sample":
        rows = rows.filter(pk__in=sample_of(rows.values_list("pk", flat=True)))
    page = page_of(request, rows, PROPOSALS_A_PAGE)
    context = {
        "batch": found,
        "page": page,
        "rows": judged(list(page)),
        "parts": [
            (title, f"?show={name}", name == shown, None if name == "sample" else counts[name])
            for name, (title, _where) in PARTS.items()
            if counts[name] or name == shown
        ],
        "show": shown,
        "q": asked,
        "counts": counts,
        "may_decide": found.is_waiting and counts["sample"],
        "progress": progress_text(found),
    }
    return render(request, "moderation/batch.html", context)


def decide(request: PersonRequest, found: ProposalBatch) -> tuple[str, bool]:
    """Do what a button of the page says; give what is told, and whether it was done."""
    note = posted_text(request, "note", LONGEST_NOTE)
    try:
        if "publish" in request.POST:
            batches.publish(batch=found, by=request.user)
            return _("It is being published. You can leave this page."), True
        if not note:
            return _("Please say what has to change."), False
        pks = None if "all" in request.POST else ids_in(request, "row")
        if pks == []:
            return _("Tick what is to go back."), False
        count = batches.send_back_rows(batch=found, pks=pks, note=note, by=request.user)
    except RevisionRefused:
        return _("This producer is not verified yet: it may not sell."), False
    except BatchRefused as refusal:
        return str(refusal), False
    words = ngettext("%(count)s sent back to mend.", "%(count)s sent back to mend.", count)
    return words % {"count": count}, True


def sample_of(pks: QuerySet) -> list[int]:
    """Take some of many, from the first to the last at equal steps."""
    found = list(pks)
    if len(found) <= SAMPLED:
        return found
    return [found[at * (len(found) - 1) // (SAMPLED - 1)] for at in range(SAMPLED)]


def judged(revisions: list[Revision]) -> list[Judged]:
    """Say what each of a page's proposals would change; a query each for sets, words and facts."""
    numbers = {revision.content.get("ocop_set") for revision in revisions}
    sets = {each.number: each.name for each in OcopSet.objects.filter(number__in=numbers - {None})}
    words = named_words()
    told = facts_of(each.product_id for each in revisions if each.product_id)
    rows = []
    for revision in revisions:
        now = texts_of(revision.product) if revision.product and not revision.is_published else {}
        changes: list[tuple[Any, str, str]] = []
        for name in (name for name in LABELS if name in revision.content):
            value = revision.content[name]
            if value in ("", None, False) or now.get(name) == value:
                continue
            text = sets.get(value, str(value)) if name == "ocop_set" else as_read(name, value)
            changes.append((LABELS[name], cut(now.get(name, "")), cut(text)))
        known = told.get(revision.product_id or 0, {})
        changed = changed_facts(known, revision.content.get(FACTS, known), words)
        changes += [(each.label, cut(each.now), cut(each.proposed)) for each in changed]
        rows.append(Judged(revision, changes))
    return rows


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()}…"


def progress_text(found: ProposalBatch) -> str:
    done = found.all - found.waiting  # type: ignore[attr-defined]
    return _("%(done)s of %(count)s are done") % {"done": done, "count": found.all}  # type: ignore[attr-defined]


@moderators_only
@require_safe
def progress(request: PersonRequest, pk: int) -> JsonResponse:
    """Tell the page's script how far the publishing of a batch is."""
    found = get_object_or_404(with_counts(ProposalBatch.objects.all()), pk=pk)
    told: dict[str, Any] = {
        "done": found.all - found.waiting,  # type: ignore[attr-defined]
        "count": found.all,  # type: ignore[attr-defined]
        "has_ended": not found.is_publishing,
        "text": progress_text(found),
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})
