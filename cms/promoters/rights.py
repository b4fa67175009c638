"""Wagtail's rights of a village's people, made from our rows by one function.

    follow(village)      groups, rights on pages and files, and who is in the groups

Called by whatever changes a post (services.py) and by what is saved of a village or its page
(followers.py), so a new name, another village on a page, or the end of a post count at once. What
somebody gives these groups by hand in Wagtail goes with the next change.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Count, Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from catalogue.places.models import Village
from cms.models import HomePage, VillagePage
from cms.promoters.approval import VillageApproval
from cms.promoters.models import Post, Role, VillageOffice
from marketplace.accounts.roles import GROUPS

EDITORS = GROUPS["editor"]
ON_PAGES = {
    Role.PROMOTER: ("add_page", "change_page"),  # they write and submit
    Role.APPROVER: ("add_page", "change_page", "publish_page"),
}
ON_FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
APPROVAL = "Làng hoặc biên tập duyệt"
WORKFLOW = "Duyệt bài làng nghề"


def permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def group_name(village: Village, role: str) -> str:
    """Name a group by the village's key, which stays, and its name, by which people know it.

    "Promoters 12: Bát Tràng"
    """
    return f"{Role(role).name.capitalize()}s {village.pk}: {village.name}"


@transaction.atomic
def follow(village: Village) -> VillageOffice:
    """Bring groups, rights and files of a village to what its rows say; safe to repeat."""
    Village.objects.select_for_update().get(pk=village.pk)
    office, _made = VillageOffice.objects.get_or_create(village=village)
    office.promoters = kept_group(office.promoters, group_name(village, Role.PROMOTER))
    office.approvers = kept_group(office.approvers, group_name(village, Role.APPROVER))
    office.collection = kept_collection(office.collection, village.name)
    office.save()
    pages = list(VillagePage.objects.filter(village=village).values_list("pk", flat=True))
    for role, group in office.groups.items():
        give_pages(group, pages, ON_PAGES[Role(role)])
        give_files(group, office.collection)
        posts = Post.objects.filter(village=village, role=role)
        group.user_set.set(posts.values_list("user", flat=True))
    return office


def follow_page(page: VillagePage) -> None:
    """Bring to their rows all villages that have or had rights on a page, if they are not."""
    held = Q(promoters__page_permissions__page=page) | Q(approvers__page_permissions__page=page)
    before = set(VillageOffice.objects.filter(held).values_list("village", flat=True))
    if before != {page.village_id}:
        for village in Village.objects.filter(pk__in=before | {page.village_id}).order_by("pk"):
            follow(village)


def follow_all() -> None:
    """Bring every village with a page or people to its rows."""
    asked = Q(pages__isnull=False) | Q(posts__isnull=False) | Q(office__isnull=False)
    for village in Village.objects.filter(asked).distinct().order_by("pk"):
        follow(village)


def kept_group(group: Group | None, name: str) -> Group:
    """Give the group under its present name, with what lets its people into the office."""
    if group is None:
        group, _made = Group.objects.get_or_create(name=name)
    elif group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    group.permissions.set([permission("wagtailadmin", "access_admin")])
    return group


def kept_collection(collection: Collection | None, name: str) -> Collection:
    """Give the collection under the village's present name; files stay in it."""
    if collection is None:
        return Collection.get_first_root_node().add_child(name=name)
    if collection.name != name:
        collection.name = name
        collection.save(update_fields=["name"])
    return collection


def give_pages(group: Group, pages: list[int], codenames: tuple[str, ...]) -> None:
    """Let a group do this on these pages, and nothing on any other."""
    rights = [permission("wagtailcore", codename).pk for codename in codenames]
    held = GroupPagePermission.objects.filter(group=group)
    held.exclude(page__in=pages, permission__in=rights).delete()
    there = set(held.values_list("page", "permission"))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=right)
        for page in pages
        for right in rights
        if (page, right) not in there
    )


def give_files(group: Group, collection: Collection) -> None:
    """Let a group keep and choose the files of this collection, and of no other."""
    rights = [permission(app, codename).pk for app, codename in ON_FILES]
    held = GroupCollectionPermission.objects.filter(group=group)
    held.exclude(collection=collection, permission__in=rights).delete()
    there = set(held.values_list("permission", flat=True))
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission_id=right)
        for right in rights
        if right not in there
    )


def let_go(user_id: int, village: Village) -> None:
    """Open the pages of a village that somebody who left it keeps locked."""
    for path in VillagePage.objects.filter(village=village).values_list("path", flat=True):
        locked = Page.objects.filter(path__startswith=path, locked_by=user_id)
        locked.update(locked=False, locked_by=None, locked_at=None)


@transaction.atomic
def make_workflow() -> Workflow:
    """Put one approval before every page of the site; safe to repeat.

    What waited for the group of editors, as all pages did before villages had approvers, waits
    for the same page's approvers from then on.
    """
    editors, made = Group.objects.get_or_create(name=EDITORS)
    if made:
        editors.permissions.add(permission("wagtailadmin", "access_admin"))
    for home in HomePage.objects.all():
        for codename in ("add_page", "change_page", "publish_page"):
            GroupPagePermission.objects.get_or_create(
                group=editors,
                page=Page.objects.get(pk=home.pk),
                permission=permission("wagtailcore", codename),
            )
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    task = VillageApproval.objects.first() or VillageApproval.objects.create(name=APPROVAL)
    if not WorkflowTask.objects.filter(workflow=workflow, task=task).exists():
        before = tasks_of_editors(workflow)
        WorkflowTask.objects.filter(workflow=workflow, task__in=before).delete()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        waiting = TaskState.objects.filter(task__in=before, status=TaskState.STATUS_IN_PROGRESS)
        waiting.update(task=task)
    for home in HomePage.objects.all():
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    return workflow


def tasks_of_editors(workflow: Workflow) -> list[int]:
    """The steps of a workflow that were for the group of editors and nobody else."""
    tasks = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
    alone = tasks.annotate(count=Count("groups")).filter(count=1)
    return [task.pk for task in alone if task.groups.get().name == EDITORS]
