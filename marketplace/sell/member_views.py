"""Who works here: the owner's page of members, their roles and what changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.listings.member_form import InviteForm
from marketplace.listings.members import (
    MemberRefused,
    change_role,
    invitation_of,
    invite,
    join,
    remove,
)
from marketplace.producers.models import Membership
from marketplace.sell.access import may, producer_of

Role = Membership.Role


@may(May.ANSWER)
def members(request: PersonRequest) -> HttpResponse:
    """List members and what changed; invite another one."""
    producer = producer_of(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite(
                producer=producer,
                by=request.user,
                language=get_language() or "vi",
                **form.cleaned_data,
            )
        except MemberRefused as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, _("Invited by mail. Whoever follows the link works here."))
            return redirect("sell:members")
    context = {
        "producer": producer,
        "form": form,
        "members": producer.memberships.select_related("user").order_by("pk"),
        "roles": Role.choices,
        "changes": producer.member_changes.select_related("by")[:50],
    }
    return form_page(request, "sell/members.html", context, form=form)


@may(May.ANSWER)
@require_POST
def member(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a member another role, or take them out."""
    found = get_object_or_404(producer_of(request).memberships, pk=pk)
    role = request.POST.get("role", "")
    try:
        if "remove" in request.POST:
            remove(member=found, by=request.user)
            messages.success(request, _("Taken out."))
        elif role in Role.values:
            change_role(member=found, role=role, by=request.user)
            messages.success(request, _("The role is changed."))
        else:
            messages.error(request, _("There is no such role."))
    except MemberRefused as why:
        messages.error(request, str(why))
    return redirect("sell:members")


@for_audience("signed in")
@login_required
@fresh_to_change
def join_view(request: PersonRequest, token: str) -> HttpResponse:
    """Become a member by the link of an invitation."""
    found = invitation_of(token, request.user)
    if request.method == "POST":
        try:
            join(token=token, user=request.user)
        except MemberRefused as why:
            messages.error(request, str(why))
            return redirect("sell:index")
        messages.success(request, _("You work here now."))
        return redirect("sell:index")
    role = Role(found.after).label if found else ""
    context = {"invitation": found, "role": role}
    return private(render(request, "sell/join.html", context, status=200 if found else 404))
