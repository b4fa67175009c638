"""The editors' screens of villages and their people, and the page on which a post is taken."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.places.models import Village
from cms.office import editors_only, office_page
from cms.promoters.forms import InviteForm, SuccessorForm
from cms.promoters.models import Invitation, Post, Role
from cms.promoters.queries import PARTS, matching, villages_with_people
from cms.promoters.services import (
    PostRefused,
    accept,
    change_role,
    hand_over,
    invitation_of,
    invite,
    invite_again,
    remove,
    withdraw,
)
from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.access import for_audience
from marketplace.frame.screens import is_done, page_of, page_of_part, private

PER_PAGE = 25
LIST = "village_people"


def list_title() -> str:
    return _("Villages' people")


def above(village: Village | None = None) -> list[tuple[str, str]]:
    """What stands above a page of these, for the crumbs."""
    places = [(list_title(), reverse(LIST))]
    if village:
        places.append((village.name, reverse("village_of_people", args=[village.pk])))
    return places


def back_to(village_pk: int) -> HttpResponse:
    return redirect("village_of_people", village_pk)


@editors_only
def index(request: HttpRequest) -> HttpResponse:
    """List villages with who works for them."""
    context = page_of_part(request, villages_with_people(), PARTS, matching=matching, size=PER_PAGE)
    return office_page(request, "cms/people/index.html", context, title=list_title())


@editors_only
@fresh_to_change
def village(request: PersonRequest, pk: int) -> HttpResponse:
    """Show who works for a village, who is invited and what changed; invite somebody."""
    found = get_object_or_404(Village, pk=pk)
    form = InviteForm(request.POST or None, initial={"language": "vi"})

    def deed(**answers: str) -> object:
        return invite(village=found, by=request.user, **answers)  # type: ignore[arg-type]

    if is_done(request, form, deed, field="email", refused=PostRefused):
        messages.success(request, _("Invited by mail. Whoever follows the link has the post."))
        return back_to(pk)
    context = {
        "village": found,
        "form": form,
        "posts": found.posts.select_related("user").order_by("pk"),
        "roles": Role.choices,
        "invitations": found.invitations.filter(state=Invitation.State.WAITING).select_related(
            "instead_of__user"
        ),
        "page": page_of(request, found.post_changes.select_related("by"), PER_PAGE),
    }
    status = 422 if form.errors else 200
    return office_page(
        request,
        "cms/people/village.html",
        context,
        title=found.name,
        trail=above(),
        status=status,
    )


def post_of(pk: int) -> Post:
    return get_object_or_404(Post.objects.select_related("user", "village"), pk=pk)


@editors_only
@fresh_to_change
@require_POST
def role(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody another role at the same village."""
    post, asked = post_of(pk), request.POST.get("role", "")
    if asked not in Role.values:
        messages.error(request, _("There is no such role."))
        return back_to(post.village_id)
    try:
        change_role(post=post, role=asked, by=request.user)
    except PostRefused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The role is changed."))
    return back_to(post.village_id)


@editors_only
@fresh_to_change
def take_out(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask whether somebody shall go, then take them out."""
    post = post_of(pk)
    if request.method == "POST":
        try:
            remove(post=post, by=request.user)
        except PostRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Taken out. The rights ended at once."))
        return back_to(post.village_id)
    context = {"post": post}
    place = above(post.village)
    return office_page(
        request, "cms/people/remove.html", context, title=_("End the post"), trail=place
    )


@editors_only
@fresh_to_change
def successor(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask who comes after somebody, and invite that person."""
    post = post_of(pk)
    form = SuccessorForm(request.POST or None, initial={"language": "vi"})

    def deed(**answers: str) -> object:
        return hand_over(post=post, by=request.user, **answers)

    if is_done(request, form, deed, field="email", refused=PostRefused):
        messages.success(request, _("Invited by mail. The post changes hands with a yes."))
        return back_to(post.village_id)
    return office_page(
        request,
        "cms/people/successor.html",
        {"post": post, "form": form},
        title=_("Hand over"),
        trail=above(post.village),
        status=422 if form.errors else 200,
    )


@editors_only
@fresh_to_change
@require_POST
def invitation(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    found = get_object_or_404(Invitation, pk=pk)
    try:
        if step == "again":
            invite_again(invitation=found, by=request.user)
            messages.success(request, _("Sent again. The older link is over."))
        else:
            withdraw(invitation=found, by=request.user)
            messages.success(request, _("Withdrawn. Its link leads nowhere now."))
    except PostRefused as why:
        messages.error(request, str(why))
    return back_to(found.village_id)


@for_audience("signed in")
@login_required
@fresh_to_change
def join(request: PersonRequest, token: str) -> HttpResponse:
    """Take a post by the link of an invitation."""
    found = invitation_of(token, request.user)
    if request.method == "POST":
        try:
            accept(token=token, user=request.user)
        except PostRefused as why:
            messages.error(request, str(why))
            return redirect("customer:summary")
        messages.success(request, _("You write for the village now."))
        return redirect("wagtailadmin_home")
    context = {"invitation": found}
    return private(render(request, "cms/join.html", context, status=200 if found else 404))
