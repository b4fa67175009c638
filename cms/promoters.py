"""Tourism promoters: a group per village edits its own pages and files, and no other's."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from catalogue.places.models import Village
from cms.models import HomePage, VillagePage

EDITORS = "Editors"
ON_FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


def permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def group_name(village: Village) -> str:
    return f"Promoters {village.name}"


@transaction.atomic
def make_promoters(village: Village) -> Group:
    """Give a village its group of promoters and its collection of files; safe to repeat.

    They write and submit; editors approve. They may not publish, delete or move.
    """
    group, _ = Group.objects.get_or_create(name=group_name(village))
    group.permissions.add(permission("wagtailadmin", "access_admin"))
    for page in VillagePage.objects.filter(village=village):
        for codename in ("add_page", "change_page"):
            GroupPagePermission.objects.get_or_create(
                group=group, page=page, permission=permission("wagtailcore", codename)
            )
    collection = Collection.objects.filter(name=village.name).first()
    if collection is None:
        collection = Collection.get_first_root_node().add_child(name=village.name)
    for app, codename in ON_FILES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission(app, codename)
        )
    return group


@transaction.atomic
def make_workflow() -> Workflow:
    """Put one approval by the editors before every page of the site; safe to repeat."""
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
    task, _ = GroupApprovalTask.objects.get_or_create(name="Biên tập duyệt")
    task.groups.add(editors)
    workflow, _ = Workflow.objects.get_or_create(name="Duyệt bài làng nghề")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for home in HomePage.objects.all():
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    return workflow
