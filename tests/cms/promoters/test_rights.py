"""Wagtail's rights follow our rows: nobody has more, nobody less, whatever a village is called."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    TaskState,
    Workflow,
    WorkflowTask,
)

from catalogue.places.models import Village
from cms.models import StoryPage, VillagePage
from cms.promoters.approval import VillageApproval
from cms.promoters.models import Role, VillageOffice
from cms.promoters.rights import (
    EDITORS,
    WORKFLOW,
    follow,
    follow_all,
    follow_page,
    make_workflow,
    permission,
)
from cms.promoters.services import appoint, remove
from tests import factories

pytestmark = pytest.mark.django_db


def rights_on(page) -> set[tuple[str, str]]:
    held = GroupPagePermission.objects.filter(page=page)
    return set(held.values_list("group__name", "permission__codename"))


def expected(village) -> set[tuple[str, str]]:
    writers, approvers = (
        f"{kind}s {village.pk}: {village.name}" for kind in ("Promoter", "Approver")
    )
    return {
        (writers, "add_page"),
        (writers, "change_page"),
        (approvers, "add_page"),
        (approvers, "change_page"),
        (approvers, "publish_page"),
    }


def test_a_village_page_is_its_people_s_and_no_others(pages, mine, theirs):
    assert rights_on(pages["bat-trang"]) == expected(mine)
    assert rights_on(pages["van-phuc"]) == expected(theirs)
    office = VillageOffice.objects.get(village=mine)
    assert office.collection.name == "Bát Tràng"
    assert office.promoters.permissions.get().codename == "access_admin"


def test_people_are_in_the_group_of_their_role(mine, promoter, approver):
    office = mine.office
    assert list(office.promoters.user_set.all()) == [promoter]
    assert list(office.approvers.user_set.all()) == [approver]


def test_an_approver_publishes_and_a_promoter_does_not(pages, promoter, approver):
    own, other = pages["bat-trang"], pages["van-phuc"]
    allowed = {
        who: (
            page.permissions_for_user(who).can_edit(),
            page.permissions_for_user(who).can_publish(),
        )
        for who, page in ((promoter, own), (approver, own))
    }
    assert allowed == {promoter: (True, False), approver: (True, True)}
    for who in (promoter, approver):
        assert not other.permissions_for_user(who).can_edit()


def test_what_was_given_by_hand_in_wagtail_goes(pages, mine, promoter, stranger):
    group = mine.office.promoters
    GroupPagePermission.objects.create(
        group=group, page=pages["van-phuc"], permission=permission("wagtailcore", "change_page")
    )
    group.permissions.add(permission("wagtailcore", "delete_page"))
    stranger.groups.add(group)
    follow(mine)
    assert rights_on(pages["van-phuc"]).isdisjoint(expected(mine))
    assert [each.codename for each in group.permissions.all()] == ["access_admin"]
    assert list(group.user_set.all()) == [promoter]


def test_what_was_deleted_in_wagtail_is_made_anew(pages, mine, promoter):
    mine.office.promoters.delete()
    mine.office.collection.delete()
    follow(mine)
    assert rights_on(pages["bat-trang"]) == expected(mine)
    assert pages["bat-trang"].permissions_for_user(promoter).can_edit()
    assert Village.objects.get(pk=mine.pk).office.collection.name == "Bát Tràng"


def test_a_new_name_keeps_people_and_files(pages, mine, promoter):
    folder = mine.office.collection.pk
    mine.name = "Bát Tràng Mới"
    mine.save()
    assert rights_on(pages["bat-trang"]) == expected(mine)
    assert not Group.objects.filter(name__endswith=": Bát Tràng").exists()
    found = Collection.objects.get(name="Bát Tràng Mới")
    assert (found.pk, Collection.objects.filter(name="Bát Tràng").exists()) == (folder, False)
    assert pages["bat-trang"].permissions_for_user(promoter).can_edit()


def test_two_villages_of_one_name_have_people_of_their_own(pages, mine, promoter):
    same = factories.make_village("Bát Tràng")
    index = pages["bat-trang"].get_parent()
    page = index.add_child(
        instance=VillagePage(title="Khác", slug="khac", locale=index.locale, village=same)
    )
    assert rights_on(page) == expected(same)
    assert not page.permissions_for_user(promoter).can_edit()
    assert mine.office.collection != same.office.collection


def test_a_page_that_becomes_another_village_s_is_theirs_at_once(pages, mine, theirs, promoter):
    page = pages["bat-trang"]
    page.village = theirs
    page.save_revision().publish()
    assert rights_on(page) == expected(theirs)
    assert not page.permissions_for_user(type(promoter).objects.get(pk=promoter.pk)).can_edit()
    page.village = mine
    page.save_revision().publish()
    assert rights_on(page) == expected(mine)


def test_a_page_in_another_language_is_the_same_people_s(pages, mine, promoter):
    page = pages["bat-trang"]
    copy = page.get_parent().add_child(
        instance=VillagePage(title="B", slug="b", locale=page.locale, village=mine, live=False)
    )
    assert rights_on(copy) == expected(mine)


def test_following_a_page_that_is_right_asks_once(pages, django_assert_num_queries):
    with django_assert_num_queries(1):
        follow_page(pages["bat-trang"])


def test_all_villages_with_pages_or_people_follow(pages, mine, stranger):
    bare = factories.make_village("Không trang")
    GroupPagePermission.objects.all().delete()
    follow_all()
    assert rights_on(pages["bat-trang"]) == expected(mine)
    assert not VillageOffice.objects.filter(village=bare).exists()
    appoint(village=bare, user=stranger, role=Role.PROMOTER)
    assert VillageOffice.objects.filter(village=bare).exists()


def test_who_is_taken_out_holds_no_page_locked(pages, mine, theirs, promoter, approver):
    own = pages["bat-trang"].add_child(
        instance=StoryPage(title="Kể", slug="ke", locale=pages["bat-trang"].locale)
    )
    for page, who in (
        (own, promoter),
        (pages["bat-trang"], approver),
        (pages["van-phuc"], promoter),
    ):
        page.locked, page.locked_by = True, who
        page.save()
    remove(post=promoter.village_posts.get(), by=approver)
    held = []
    for page in (own, pages["bat-trang"], pages["van-phuc"]):
        page.refresh_from_db()
        held.append(page.locked)
    assert held == [False, True, True]


def test_workflow_of_before_becomes_ours_with_what_waits(pages, promoter, approver):
    editors = Group.objects.get(name=EDITORS)
    workflow = Workflow.objects.get(name=WORKFLOW)
    workflow.workflow_tasks.all().delete()
    old = GroupApprovalTask.objects.create(name="Biên tập duyệt")
    old.groups.add(editors)
    WorkflowTask.objects.create(workflow=workflow, task=old, sort_order=0)
    page = pages["bat-trang"]
    page.save_revision(user=promoter)
    state = workflow.start(page, promoter)
    assert make_workflow() == workflow == make_workflow()
    task = WorkflowTask.objects.get(workflow=workflow).task.specific
    assert isinstance(task, VillageApproval)
    waiting = TaskState.objects.get(workflow_state=state)
    assert waiting.task.specific == task
    waiting.approve(user=approver)
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED


def test_steps_that_are_not_the_editors_alone_stay(pages):
    workflow = Workflow.objects.get(name=WORKFLOW)
    workflow.workflow_tasks.all().delete()
    for name, groups in (("Hai nhóm", [EDITORS, "Khác"]), ("Khác", ["Khác"])):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set([Group.objects.get_or_create(name=each)[0] for each in groups])
        WorkflowTask.objects.create(workflow=workflow, task=task)
    make_workflow()
    names = set(workflow.workflow_tasks.values_list("task__name", flat=True))
    assert names == {"Hai nhóm", "Khác", "Làng hoặc biên tập duyệt"}
