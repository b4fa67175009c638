"""Approval before a page is published, by its village's own approvers or the editors."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from wagtail.models import LockableMixin, Page, Task, TaskState

from catalogue.places.models import Village
from cms.promoters.models import Role
from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS, May, person_may


def paths_to(page: Page) -> list[str]:
    """Where a page and all above it stand in the tree.

    >>> paths_to(Page(path="000100020003"))
    ['0001', '00010002', '000100020003']
    """
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


def village_of(page: Page) -> Village | None:
    """Whose page it is: of the village whose page it is or stands below."""
    above = Village.objects.filter(pages__path__in=paths_to(page))
    return above.order_by(Length("pages__path").desc()).first()


def approvers_of(village: Village) -> QuerySet[User]:
    posts = {"village_posts__village": village, "village_posts__role": Role.APPROVER}
    return User.objects.filter(**posts, is_active=True)


def readers_of_waiting(page: Page) -> QuerySet[User]:
    """Who is told that a page waits: its village's approvers, else editors, else superusers."""
    village = village_of(page)
    if village and (own := approvers_of(village)).exists():
        return own
    editors = User.objects.filter(groups__name=GROUPS["editor"], is_active=True)
    return editors if editors.exists() else User.objects.filter(is_superuser=True, is_active=True)


def may_approve(user: Any, page: Page) -> bool:
    if person_may(user, May.EDIT):
        return True
    held = user.village_posts.filter(role=Role.APPROVER)
    return held.filter(village__pages__path__in=paths_to(page)).exists()


class VillageApproval(Task):
    """The step of a workflow that a village's own approver or an editor takes."""

    class Meta:
        verbose_name = _("Approval by the village or the editors")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin; a page that somebody else holds locked is let go, so that it can be looked at."""
        page = workflow_state.content_object
        holder = page.locked_by if isinstance(page, LockableMixin) else None
        if holder and not may_approve(holder, page):
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return may_approve(user, obj)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not may_approve(user, obj)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return may_approve(user, obj)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not may_approve(user, obj):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if person_may(user, May.EDIT):
            return waiting
        own = user.village_posts.filter(role=Role.APPROVER, village__pages__path__gt="")
        paths = list(own.values_list("village__pages__path", flat=True))
        if not paths:
            return TaskState.objects.none()
        below = reduce(or_, (Q(path__startswith=path) for path in paths))
        keys = [str(pk) for pk in Page.objects.filter(below).values_list("pk", flat=True)]
        return waiting.filter(
            workflow_state__object_id__in=keys, workflow_state__base_content_type__model="page"
        )

    @classmethod
    def get_description(cls) -> Any:
        return _("The approvers of the page's village, or the programme's editors, approve.")
