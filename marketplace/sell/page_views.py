"""The producer's public page at /sell/: what it says, and what was proposed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import form_page
from marketplace.joining.forms import PageForm
from marketplace.joining.models import PageProposal
from marketplace.joining.pages import page_of_producer, propose_page
from marketplace.sell.access import may, own_page_proposal, producer_of


@may(May.SELL)
def page(request: PersonRequest) -> HttpResponse:
    """Show what the public page says and propose other words; nothing shows before review."""
    producer, open_one = producer_of(request), own_page_proposal(request)
    known = open_one.content if open_one else page_of_producer(producer)
    form = PageForm(request.POST or None, request.FILES or None, initial=known)
    if request.method == "POST" and form.is_valid():
        propose_page(
            producer=producer,
            by=request.user,
            content=form.content(),
            picture=form.cleaned_data["picture"],
        )
        messages.success(
            request, _("Sent to the editors. Nothing changes in the shop until they agree.")
        )
        return redirect("sell:page")
    context = {"producer": producer, "proposal": open_one, "form": form}
    return form_page(request, "sell/page.html", context, form=form)


@may(May.SELL)
@require_safe
def page_picture(request: PersonRequest) -> HttpResponse:
    """Show the picture that was proposed to who proposed it."""
    found: PageProposal | None = own_page_proposal(request)
    if found is None:
        raise Http404
    return hand_out(request, found.picture, name="page")
