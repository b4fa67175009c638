"""A page waits for the approvers of its own village and for the editors, and for nobody else."""

import pytest
from wagtail.models import Page, TaskState
from wagtail.users.models import UserProfile

from cms.models import StoryPage
from cms.promoters.approval import VillageApproval, paths_to, readers_of_waiting, village_of
from cms.promoters.models import Role
from cms.promoters.rights import make_workflow
from cms.promoters.services import appoint, remove
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage

pytestmark = pytest.mark.django_db


def add_story(page, slug: str, owner=None) -> StoryPage:
    story = StoryPage(
        title=f"Chuyện {slug}", slug=slug, locale=page.locale, live=False, owner=owner
    )
    return Page.objects.get(pk=page.pk).add_child(instance=story)


@pytest.fixture
def story(pages, promoter):
    """A story of Bát Tràng that its promoter has submitted."""
    made = add_story(pages["bat-trang"], "lo-gom", promoter)
    made.save_revision(user=promoter)
    make_workflow().start(made, promoter)
    return made


def state_of(story) -> TaskState:
    return TaskState.objects.get(workflow_state__object_id=str(story.pk))


def action(story, name: str) -> str:
    return f"/cms/pages/workflow/action/{story.pk}/{name}/{state_of(story).pk}/"


def test_who_may_approve(story, promoter, approver, other_approver, editor, staff, stranger):
    task = state_of(story).task.specific
    assert isinstance(task, VillageApproval)
    people = (promoter, approver, other_approver, editor, staff, stranger)
    may = [each in (approver, editor, staff) for each in people]
    assert [bool(task.get_actions(story, each)) for each in people] == may
    assert [task.user_can_access_editor(story, each) for each in people] == may
    assert [task.user_can_lock(story, each) for each in people] == may
    assert [task.locked_for_user(story, each) for each in people] == [not each for each in may]
    seen = [list(TaskState.objects.reviewable_by(each)) for each in people]
    assert seen == [[state_of(story)] if each else [] for each in may]


def test_an_approver_approves_by_the_office_s_form(client, story, approver, other_approver):
    path = action(story, "approve")
    client.force_login(other_approver)
    client.post(path)
    assert state_of(story).status == TaskState.STATUS_IN_PROGRESS
    client.force_login(approver)
    client.post(path)
    assert state_of(story).status == TaskState.STATUS_APPROVED
    story.refresh_from_db()
    assert story.live


def test_an_approver_asks_for_changes(client, story, approver):
    client.force_login(approver)
    path = action(story, "reject")
    client.post(path, {"comment": "Thêm nguồn."})
    found = state_of(story)
    assert (found.status, found.comment) == (TaskState.STATUS_REJECTED, "Thêm nguồn.")


def test_an_approver_s_first_page_shows_what_waits(
    client, story, promoter, approver, other_approver
):
    told = []
    for who in (promoter, approver, other_approver):
        client.force_login(who)
        told.append(action(story, "approve") in client.get("/cms/").content.decode())
    assert told == [False, True, False]


def test_who_is_taken_out_approves_no_more(client, story, approver, editor):
    client.force_login(approver)
    remove(post=approver.village_posts.get(), by=editor)
    client.post(action(story, "approve"))
    assert state_of(story).status == TaskState.STATUS_IN_PROGRESS
    assert not TaskState.objects.reviewable_by(approver).exists()


def readers(page) -> set[str]:
    return {each.email for each in readers_of_waiting(page)}


def test_who_is_told_of_what_waits(pages, mine, approver, other_approver, editor, staff):
    own = pages["bat-trang"]
    assert readers(own) == {approver.email}
    assert readers(own.get_parent()) == {editor.email}
    approver.is_active = False
    approver.save()
    assert readers(own) == {editor.email}
    editor.groups.clear()
    assert readers(own) == {staff.email}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Chờ duyệt: Chuyện hai"),
        ("en", "Waits for approval: Chuyện hai"),
        ("id", "Menunggu persetujuan: Chuyện hai"),
    ],
)
def test_the_village_s_approvers_are_told_by_mail(
    pages, promoter, approver, other_approver, editor, language, said
):
    approver.language = language
    approver.save()
    two = add_story(pages["bat-trang"], "hai", promoter)
    two.save_revision(user=promoter)
    make_workflow().start(two, promoter)
    message = MailMessage.objects.get(template="page_waits")
    mail = compose(message)
    assert (mail.to, mail.subject) == ([approver.email], said)
    assert f"/cms/pages/{two.pk}/edit/" in mail.body and "Bát Tràng" in mail.body


def test_a_page_of_no_village_is_told_to_the_editors(pages, approver, editor, staff):
    index = pages["bat-trang"].get_parent().specific
    index.save_revision(user=staff)
    make_workflow().start(index, staff)
    assert MailMessage.objects.get(template="page_waits").to == editor.email


def test_who_submits_and_who_wants_no_mail_gets_none(pages, mine, approver, promoter):
    page = pages["bat-trang"]
    page.save_revision(user=approver)
    make_workflow().start(page, approver)
    assert not MailMessage.objects.filter(template="page_waits").exists()
    appoint(village=mine, user=promoter, role=Role.PROMOTER)
    profile = UserProfile.get_for_user(approver)
    profile.submitted_notifications = False
    profile.save()
    story = add_story(page, "ba", promoter)
    story.save_revision(user=promoter)
    make_workflow().start(story, promoter)
    assert not MailMessage.objects.filter(template="page_waits").exists()


def test_a_page_that_its_writer_keeps_locked_is_let_go(pages, promoter, approver):
    held = []
    for who in (promoter, approver):
        story = add_story(pages["bat-trang"], f"khoa-{who.pk}", promoter)
        story.locked, story.locked_by = True, who
        story.save_revision(user=promoter)
        story.save()
        make_workflow().start(story, promoter)
        story.refresh_from_db()
        held.append(story.locked)
    assert held == [False, True]


def test_a_page_is_of_the_village_above_it(pages, mine, story):
    assert village_of(story) == village_of(pages["bat-trang"]) == mine
    assert village_of(pages["bat-trang"].get_parent()) is None
    assert paths_to(story)[-1] == story.path


def test_a_task_says_what_it_is():
    assert "người duyệt của làng" in str(VillageApproval.get_description()).lower()
