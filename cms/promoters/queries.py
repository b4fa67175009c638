"""Villages with their people, as the editors' list shows them."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.places.models import Village
from cms.promoters.models import Invitation, Post, Role
from marketplace.frame.alphabet import in_order
from marketplace.frame.screens import Part

ORDER: Any = (in_order("name"), "pk")
PARTS = {
    "all": Part(_("All"), Q(), ORDER),
    "nobody": Part(_("Without anybody"), Q(has_people=False), ORDER),
    "no-approver": Part(_("Without an approver of their own"), Q(has_approver=False), ORDER),
    "invited": Part(_("Somebody is invited"), Q(is_awaited=True), ORDER),
}


def villages_with_people() -> QuerySet[Village]:
    """Villages, each with its posts and open invitations, in four queries for any number."""
    posts = Post.objects.filter(village=OuterRef("pk"))
    waiting = Invitation.objects.filter(state=Invitation.State.WAITING)
    return (
        Village.objects.select_related("commune")
        .annotate(
            has_people=Exists(posts),
            has_approver=Exists(posts.filter(role=Role.APPROVER)),
            is_awaited=Exists(waiting.filter(village=OuterRef("pk"))),
        )
        .prefetch_related(
            Prefetch("posts", Post.objects.select_related("user").order_by("pk")),
            Prefetch("invitations", waiting, to_attr="awaited"),
        )
    )


def matching(villages: QuerySet[Village], asked: str) -> QuerySet[Village]:
    """Those whose name, commune or people hold a text, typed with marks or without."""
    if not asked:
        return villages
    people = Post.objects.filter(user__email__icontains=asked).values("village")
    invited = Invitation.objects.filter(
        state=Invitation.State.WAITING, email__icontains=asked
    ).values("village")
    return villages.filter(
        Q(name__icontains=asked)
        | Q(commune__name__icontains=asked)
        | Q(pk__in=people)
        | Q(pk__in=invited)
    )
