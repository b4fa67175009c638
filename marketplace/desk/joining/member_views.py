"""Members of a producer at the desk: invited, given another role, taken out by staff."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.screens import form_page, page_of, private
from marketplace.listings.member_form import InviteForm
from marketplace.listings.members import MemberRefused, change_role, invite, remove
from marketplace.producers.models import Membership, Producer

Role = Membership.Role
PER_PAGE = 30


@moderators_only
@fresh_to_change
def members(request: PersonRequest, pk: int) -> HttpResponse:
    """List who works for a producer and what changed; invite somebody."""
    producer = get_object_or_404(Producer, application__pk=pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        language = get_language() or "vi"
        try:
            invite(producer=producer, by=request.user, language=language, **form.cleaned_data)
        except MemberRefused as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, _("Invited by mail. Whoever follows the link works there."))
            return redirect("verification:members", pk)
    context = {
        "producer": producer,
        "pk": pk,
        "form": form,
        "members": page_of(
            request, producer.memberships.select_related("user").order_by("pk"), PER_PAGE
        ),
        "roles": Role.choices,
        "page": page_of(request, producer.member_changes.select_related("by"), PER_PAGE),
    }
    return private(form_page(request, "moderation/producer_members.html", context, form=form))


@moderators_only
@fresh_to_change
@require_POST
def member(request: PersonRequest, pk: int, member_pk: int) -> HttpResponse:
    """Give a member another role, or take them out."""
    found = get_object_or_404(Membership, pk=member_pk, producer__application__pk=pk)
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
    return redirect("verification:members", pk)
