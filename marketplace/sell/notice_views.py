"""News of the portal: what happened for a member, and how each topic is to reach it."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import ROLES, May
from marketplace.frame.screens import form_page, page_of
from marketplace.notices.models import Notice
from marketplace.notices.reading import page_of as page_of_notice
from marketplace.notices.reading import words_of
from marketplace.notices.services import see
from marketplace.notices.topics import KINDS, How, Topic, topics_for
from marketplace.notices.wishes import role_wishes, wish, wish_for_role, wishes_of
from marketplace.producers.models import Membership
from marketplace.sell.access import (
    is_owner,
    may,
    own_membership,
    own_notices,
    producer_of,
)

PER_PAGE = 30
ROLE = "for"  # in the address: the role whose wishes an owner sets


class Row(NamedTuple):
    """A notice as the list shows it."""

    pk: int
    words: str
    at: object
    is_new: bool


def row_of(notice: Notice) -> Row:
    return Row(notice.pk, str(words_of(notice)), notice.at, notice.seen_at is None)


@may(May.WORK)
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """List a member's news, the newest first; by topic, or what is new alone."""
    own, topics = own_notices(request), topics_for(request.user.may_here)
    shown = request.GET.get("show", "")
    rows = own
    if shown == "new":
        rows = own.filter(seen_at=None)
    elif shown in topics:
        rows = own.filter(kind__in=[name for name, kind in KINDS.items() if kind.topic == shown])
    else:
        shown = ""
    page = page_of(request, rows, PER_PAGE)
    context = {
        "producer": producer_of(request),
        "page": page,
        "rows": [row_of(notice) for notice in page],
        "topics": topics,
        "show": shown,
    }
    return render(request, "sell/notices.html", context)


@may(May.WORK)
@require_POST
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Open what a notice is about; it is seen from now on."""
    found = get_object_or_404(own_notices(request), pk=pk)
    see(own_membership(request), found.pk)
    return redirect(page_of_notice(found))


@may(May.WORK)
@require_POST
def seen(request: PersonRequest) -> HttpResponse:
    """Count all news as seen."""
    see(own_membership(request))
    return redirect("sell:notices")


class WishesForm(forms.Form):
    """How each topic is to reach a reader: one choice a topic that the reader hears of."""

    def __init__(self, *args, topics: list[Topic], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for topic in topics:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=How.choices, widget=forms.RadioSelect
            )

    def wished(self) -> dict[Topic, How]:
        return {Topic(name): How(how) for name, how in self.cleaned_data.items()}


@may(May.WORK)
def wishes(request: PersonRequest) -> HttpResponse:
    """Take a member's wishes; of an owner those of a role, too (`?for=packer`)."""
    producer, member = producer_of(request), own_membership(request)
    role = request.GET.get(ROLE, "")
    if role not in Membership.Role.values or not is_owner(request):
        role = ""
    topics = topics_for(ROLES[role or member.role])
    found = wishes_of([member])
    now = (
        role_wishes(producer, role)
        if role
        else {topic: found[member.pk, topic] for topic in topics}
    )
    form = WishesForm(request.POST or None, topics=topics, initial=now)
    if request.method == "POST" and form.is_valid():
        if role:
            wish_for_role(producer, role, form.wished())
        else:
            wish(member, form.wished())
        messages.success(request, _("Saved."))
        return redirect("sell:notices")
    context = {
        "producer": producer,
        "form": form,
        "role": role,
        "roles": Membership.Role.choices if is_owner(request) else [],
    }
    return form_page(request, "sell/notice_wishes.html", context, form=form)
