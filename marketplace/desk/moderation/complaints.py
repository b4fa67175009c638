"""Complaints at the desk: the one that is due first stands first; answered in its own language."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import Part, form_page, page_of_part
from marketplace.talks.complaints import answer_complaint
from marketplace.talks.forms import TextForm
from marketplace.talks.models import Complaint
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 30
FIRST_DUE, NEWEST = ("due_at", "pk"), ("-said_at", "-pk")
PARTS = {
    "to-answer": Part(gettext_lazy("To answer"), Q(state=Complaint.State.OPEN), FIRST_DUE),
    "done": Part(gettext_lazy("Answered"), Q(state=Complaint.State.ANSWERED), NEWEST),
}
# What is often said, to begin an answer with: its name for the desk, its text for who complains.
BEGINNINGS = {
    "more": (
        gettext_lazy("Ask for more"),
        gettext_lazy(
            "Thank you for writing. To look into it we need pictures of what arrived and of the "
            "label on the pack. Please send us the number of the order, too."
        ),
    ),
    "producer": (
        gettext_lazy("Passed on to the producer"),
        gettext_lazy(
            "Thank you for writing. We have asked the producer and write to you again as soon as "
            "we know more."
        ),
    ),
    "refund": (
        gettext_lazy("Money goes back"),
        gettext_lazy(
            "We are sorry. The money goes back the way it was paid; the page of your order says "
            "when."
        ),
    ),
    "data": (
        gettext_lazy("Personal data"),
        gettext_lazy(
            "We have your request about your personal data. With an account you take it along at "
            "once under Account, Your data; whatever else you ask for we do and tell you."
        ),
    ),
}


def matching(rows: QuerySet[Complaint], asked: str) -> QuerySet[Complaint]:
    """Complaints with this number, order, name, address or words."""
    if not asked:
        return rows
    whose = Q(email__icontains=asked) | Q(name__icontains=asked)
    numbers = Q(number__icontains=asked) | Q(purchase_number__icontains=asked)
    said = Q(pk__in=Complaint.objects.filter(words__text__icontains=asked).values("pk"))
    return rows.filter(whose | numbers | said)


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List complaints, those that are due first before the others."""
    listed = page_of_part(request, Complaint.objects.all(), PARTS, matching=matching, size=PER_PAGE)
    return render(request, "moderation/complaints.html", listed | {"now": timezone.now()})


@moderators_only
def complaint(request: PersonRequest, number: str) -> HttpResponse:
    """Look at one complaint and answer it; an answer may begin with what is often said."""
    found = get_object_or_404(Complaint, number=number)
    form = TextForm(
        request.POST or None,
        initial={"text": beginning(request.GET.get("with", ""), found.language)},
        label=_("Your answer"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_complaint(complaint=found, by=request.user, text=form.cleaned_data["text"])
        except TalkRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(
                request, _("Answered, and mailed to %(email)s.") % {"email": found.email}
            )
            return redirect("moderation:complaints")
    context = {
        "complaint": found,
        "words": found.words.select_related("by"),
        "form": form,
        "beginnings": [(name, title) for name, (title, _text) in BEGINNINGS.items()],
        "is_late": found.is_open and found.due_at < timezone.now(),
    }
    return form_page(request, "moderation/complaint.html", context, form=form)


def beginning(name: str, language: str) -> str:
    """Give the text that an answer begins with, in the language of who complains."""
    with override(language):
        return str(BEGINNINGS[name][1]) if name in BEGINNINGS else ""
