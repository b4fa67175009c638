"""What a person asked makers to quote for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.account.access import buyers_only
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import page_of_part, private
from marketplace.quotes.queries import OWN_PARTS, matching, with_lines
from marketplace.quotes.tokens import token_of

PER_PAGE = 20


@require_safe
@buyers_only
def quotes(request: PersonRequest) -> HttpResponse:
    """List the person's quotes, the newest step first."""
    own = with_lines(request.user.quotes.all())
    listed = page_of_part(request, own, OWN_PARTS, matching=matching, size=PER_PAGE)
    links = [(each, reverse("quotes:quote", args=[token_of(each)])) for each in listed["page"]]
    context = listed | {"own": links, "tab": "quotes"}
    return private(render(request, "account/quotes.html", context))
