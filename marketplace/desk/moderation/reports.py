"""Reports of abuse at the desk: found by part and words, decided with the talk around them."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, page_of_part
from marketplace.talks import reports as service
from marketplace.talks.forms import DecideForm
from marketplace.talks.models import Act, Message, Report
from marketplace.talks.refusals import DecidedBefore, TalkRefused

PER_PAGE = 30
AROUND = 10  # messages before and after the one that is reported
OLDEST, NEWEST = ("at", "pk"), ("-decided_at", "-pk")
PARTS = {
    "new": Part(gettext_lazy("To look at"), Q(state=Report.State.OPEN), OLDEST),
    "held": Part(gettext_lazy("Upheld"), Q(state=Report.State.UPHELD), NEWEST),
    "put-by": Part(gettext_lazy("Dismissed"), Q(state=Report.State.DISMISSED), NEWEST),
}


def matching(rows: QuerySet[Report], asked: str) -> QuerySet[Report]:
    """Reports of a text, an order, a product or a producer with these words."""
    if not asked:
        return rows
    said = Q(message__text__icontains=asked) | Q(question__text__icontains=asked)
    about = Q(message__thread__order__number__icontains=asked)
    about |= Q(question__product__search_text__contains=fold(asked))
    maker = Q(message__thread__producer__name__icontains=asked)
    maker |= Q(question__product__producer__name__icontains=asked)
    return rows.filter(said | Q(question__answer__icontains=asked) | about | maker)


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List what was reported, the longest waiting first."""
    counted = Report.objects.all()
    context = page_of_part(
        request, service.reports(), PARTS, matching=matching, counted=counted, size=PER_PAGE
    )
    return render(request, "moderation/reports.html", context)


def around(report: Report) -> list[Message]:
    """What was said before and after a reported message, the oldest first."""
    if report.message is None:
        return []
    thread = Message.objects.filter(thread=report.message.thread_id)
    before = thread.filter(pk__lte=report.message.pk).order_by("-pk")[: AROUND + 1]
    after = thread.filter(pk__gt=report.message.pk).order_by("pk")[:AROUND]
    return [*reversed(before), *after]


@moderators_only
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Look at one report with the talk around it, and decide."""
    found = get_object_or_404(service.reports(), pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.decide(report=found, by=request.user, **form.cleaned_data)
        except DecidedBefore as refusal:
            messages.error(request, str(refusal))
            return redirect("moderation:report", pk=pk)
        except TalkRefused as refusal:
            form.add_error("measure", str(refusal))
        else:
            messages.success(request, _("Decided. Both sides are told by mail."))
            return redirect("moderation:reports")
    author = Q(user=found.author) if found.author else Q(email=found.guest.lower(), user=None)
    is_known = bool(found.author or found.guest)
    earlier = Act.objects.filter(author).exclude(report=found).select_related("by")
    acts = list(found.acts.select_related("by"))
    now = timezone.now()
    context = {
        "report": found,
        "talk": around(found),
        "acts": acts,
        "earlier": earlier[:20] if is_known else [],
        "is_hidden": (found.message or found.question).is_hidden,  # type: ignore[union-attr]
        "is_muted": any(act.until and act.until > now and not act.lifted_at for act in acts),
        "form": form,
    }
    return form_page(request, "moderation/report.html", context, form=form)


@moderators_only
@require_POST
def show_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Show again what was hidden."""
    found = get_object_or_404(Report, pk=pk)
    if service.show_again(report=found, by=request.user):
        messages.success(request, _("It shows again."))
    else:
        messages.info(request, _("It says so already; nothing was changed."))
    return redirect("moderation:report", pk=pk)


@moderators_only
@require_POST
def lift(request: PersonRequest, pk: int) -> HttpResponse:
    """Let somebody write again before the day."""
    found = get_object_or_404(Report, pk=pk)
    if service.lift(report=found, by=request.user):
        messages.success(request, _("That person may write again."))
    else:
        messages.info(request, _("It says so already; nothing was changed."))
    return redirect("moderation:report", pk=pk)
