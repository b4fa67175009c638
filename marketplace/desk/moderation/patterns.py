"""What may not be sent, at the desk: patterns in force, words added, a text tried, who did what."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.talks.blocking import NoWords, block_words, switch
from marketplace.talks.forms import WordsForm
from marketplace.talks.models import BlockedPattern, PatternChange
from marketplace.talks.patterns import find_blocked
from marketplace.talks.texts import patterns_in_force

LONGEST_TRIED = 200


@moderators_only
def index(request: PersonRequest) -> HttpResponse:
    """List the patterns, take new words, and say what a text would be refused for."""
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            block_words(by=request.user, **form.cleaned_data)
        except NoWords:
            form.add_error("text", _("Please write a letter or a digit."))
        else:
            messages.success(request, _("In force from now on."))
            return redirect("moderation:patterns")
    tried = asked_text(request, LONGEST_TRIED)
    hit = find_blocked(tried, patterns_in_force(), site=settings.SITE_URL) if tried else None
    changes = PatternChange.objects.select_related("pattern", "by")
    context = {
        "patterns": BlockedPattern.objects.order_by("-is_active", "kind", "why", "text"),
        "form": form,
        "q": tried,
        "hit": hit,
        "changes": page_of(request, changes, 20),
    }
    return form_page(request, "moderation/patterns.html", context, form=form)


@moderators_only
@require_POST
def turn(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a pattern in force or out of it, as the button says."""
    pattern = get_object_or_404(BlockedPattern, pk=pk)
    if switch(pattern=pattern, is_active="on" in request.POST, by=request.user):
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("It says so already; nothing was changed."))
    return redirect("moderation:patterns")
