"""Public pages of producers at the desk: what is and what is proposed, then one decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import page_of, posted_text
from marketplace.joining.forms import PageForm
from marketplace.joining.models import PageProposal
from marketplace.joining.pages import page_of_producer, publish_page, return_page
from marketplace.joining.services import JoiningRefused

PER_PAGE = 30


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List proposed pages, those that wait longest first."""
    rows = PageProposal.objects.filter(state=PageProposal.State.SUBMITTED)
    context = {"page": page_of(request, rows.select_related("producer"), PER_PAGE)}
    return render(request, "moderation/pages.html", context)


@moderators_only
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """Compare what is and what is proposed; publish it or send it back with words."""
    found = get_object_or_404(PageProposal.objects.select_related("producer"), pk=pk)
    if request.method == "POST":
        try:
            if "publish" in request.POST:
                publish_page(proposal=found, by=request.user)
                messages.success(request, _("Published."))
            else:
                words = posted_text(request, "words", 2000)
                return_page(proposal=found, by=request.user, words=words)
                messages.success(request, _("Sent back with your note."))
        except JoiningRefused as why:
            messages.error(request, str(why))
            return redirect("verification:page", pk)
        return redirect("verification:pages")
    now, labels = page_of_producer(found.producer), PageForm.base_fields
    changes = [
        (labels[name].label, now.get(name) or "", value or "")
        for name, value in found.content.items()
        if name in labels and (now.get(name) or "") != (value or "")
    ]
    return render(request, "moderation/page.html", {"proposal": found, "changes": changes})


@moderators_only
@require_safe
def picture(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a proposed picture to who decides on it; nobody else sees it before."""
    found = get_object_or_404(PageProposal, pk=pk)
    return hand_out(request, found.picture, name=f"page-{pk}")
