"""Papers: handed in, decided on, renewed, and remembered before they end."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from marketplace.joining import papers, services
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.joining.papers import decide, hand_in, papers_that_end, remind_of_papers
from marketplace.joining.services import JoiningRefused
from marketplace.joining.standing import close_producer
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.joining.applicants import (
    FOOD,
    hand_in_all,
    make_application,
    make_moderator,
    make_sent,
    make_verified,
)

pytestmark = pytest.mark.django_db
State = Paper.State


@pytest.fixture
def moderator():
    return make_moderator()


def to(paper: Paper, state: str, by, words: str = "Vì thế") -> Paper:
    return decide(
        application=paper.application,
        requirement=paper.requirement,
        to=state,
        by=by,
        words=words,
    )


def renew(paper: Paper, **facts) -> Paper:
    return hand_in(
        application=paper.application,
        requirement=paper.requirement,
        by=paper.application.applicant,
        file=ContentFile(b"%PDF-1.4", "b.pdf"),
        **facts,
    )


def test_accepted_then_asked_then_accepted_again(moderator):
    paper = make_sent().papers.get()
    for state in (State.ACCEPTED, State.ACCEPTED, State.ASKED, State.ACCEPTED):
        assert to(paper, state, moderator).state == state
    kinds = paper.application.changes.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["accepted", "paper_asked", "accepted"]


def test_waived_then_asked_then_waived(moderator):
    paper = make_sent().papers.get()
    for state in (State.WAIVED, State.ASKED, State.WAIVED):
        assert to(paper, state, moderator).state == state
    with pytest.raises(JoiningRefused, match="Bạn yêu cầu nộp lại trước nhé"):
        to(paper, State.ACCEPTED, moderator)


def test_what_waits_is_asked_back(moderator):
    paper = make_sent().papers.get()
    assert to(paper, State.ASKED, moderator, "Ảnh mờ").words == "Ảnh mờ"


def test_asking_and_waiving_want_words_and_accepting_a_file(moderator):
    made = make_sent()
    paper = made.papers.get()
    for state in (State.ASKED, State.WAIVED):
        with pytest.raises(JoiningRefused, match="Bạn ghi rõ lý do; người đăng ký sẽ đọc"):
            to(paper, state, moderator, "")
    trademark = Requirement.objects.get(place=50)
    with pytest.raises(JoiningRefused, match="Chưa có tệp nào để duyệt"):
        decide(application=made, requirement=trademark, to=State.ACCEPTED, by=moderator)
    asked = decide(
        application=made, requirement=trademark, to=State.ASKED, by=moderator, words="Cần có"
    )
    assert (asked.file.name, asked.state) == ("", "asked")


def test_nobody_decides_on_an_own_application(moderator):
    with pytest.raises(
        JoiningRefused, match="Người khác trong bộ phận phải duyệt hồ sơ của chính bạn"
    ):
        to(make_sent(moderator).papers.get(), State.ACCEPTED, moderator)


def test_a_paper_that_has_ended_is_not_accepted(moderator):
    paper = make_sent().papers.get()
    Paper.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(JoiningRefused, match="Giấy này đã hết hạn: hãy yêu cầu bản mới"):
        to(paper, State.ACCEPTED, moderator)


def test_what_nobody_decided_on_is_mended_in_place(django_capture_on_commit_callbacks):
    made = make_application()
    first = hand_in_all(made)[0]
    gone = first.file.name
    with django_capture_on_commit_callbacks(execute=True):
        again = renew(first, number="02B9")
    assert (again.pk, again.number, Paper.objects.count()) == (first.pk, "02B9", 1)
    assert again.file.name != gone
    assert not again.file.storage.exists(gone)


def test_drafts_that_rest_are_forgotten_with_their_files(django_capture_on_commit_callbacks):
    old, young, sent = make_application(), make_application(), make_sent()
    paper = hand_in_all(old)[0]
    months_ago = timezone.now() - papers.DRAFTS_KEPT - datetime.timedelta(days=1)
    Application.objects.update(changed_at=months_ago)
    assert papers.forget_drafts() == 1  # of the young one, without papers; the other got one today
    young = make_application()
    Paper.objects.update(handed_in_at=months_ago)
    Application.objects.filter(pk__in=[old.pk, sent.pk]).update(changed_at=months_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert (papers.forget_drafts(), papers.forget_drafts()) == (1, 0)
    assert set(Application.objects.all()) == {young, sent}
    assert not paper.file.storage.exists(paper.file.name)


@pytest.mark.parametrize(("days", "is_kept"), [(364, True), (366, False)])
def test_what_a_refused_one_handed_in_is_kept_a_year(
    moderator, django_capture_on_commit_callbacks, days, is_kept
):
    made, other = make_sent(), make_sent()
    paper = made.papers.exclude(file="")[0]
    services.refuse(application=made, by=moderator, words="Không có thật")
    long_ago = timezone.now() - datetime.timedelta(days=days)
    Application.objects.update(changed_at=long_ago, citizen_sealed="x", bank_sealed="y")
    with django_capture_on_commit_callbacks(execute=True):
        assert (papers.forget_refused(), papers.forget_refused()) == ((0, 0) if is_kept else (1, 0))
    made.refresh_from_db()
    other.refresh_from_db()
    assert made.papers.exists() is paper.file.storage.exists(paper.file.name) is is_kept
    assert bool(made.citizen_sealed or made.bank_sealed) is is_kept
    assert (made.is_refused, made.changes.filter(kind="refused").count()) == (True, 1)
    assert other.citizen_sealed and other.papers.exists()  # nobody has refused it


def test_a_newer_one_replaces_the_one_before_and_keeps_its_file(moderator):
    made = make_application()
    first = hand_in_all(made)[0]
    to(first, State.ASKED, moderator)
    second = hand_in(
        application=made,
        requirement=first.requirement,
        by=made.applicant,
        file=None,
        number="02B9",
    )
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert (second.file.name, second.number) == (first.file.name, "02B9")


def test_nothing_is_handed_in_without_a_file_nor_while_staff_look():
    made = make_application()
    licence = Requirement.objects.get(place=10)
    with pytest.raises(JoiningRefused, match="Bạn chọn tệp nhé"):
        hand_in(application=made, requirement=licence, by=made.applicant, file=None)
    with pytest.raises(JoiningRefused, match="Nhân viên đang xem hồ sơ: chưa có gì thay đổi"):
        renew(make_sent().papers.get())


def test_food_is_asked_for_more_than_crafts():
    craft, food = make_sent(), make_sent(groups=[FOOD])
    assert [paper.requirement.place for paper in craft.papers.all()] == [10]
    assert [paper.requirement.place for paper in food.papers.all()] == [10, 30]


def test_owners_are_told_once_thirty_days_before(moderator):
    made = make_verified(factories.make_user("lan@example.vn", language="en"), by=moderator)
    today = timezone.localdate()
    paper = made.papers.filter(expires_on=None).get()
    Paper.objects.filter(pk=paper.pk).update(expires_on=today + papers.BEFORE_END)
    assert (remind_of_papers(), remind_of_papers()) == (1, 0)
    letter = MailMessage.objects.filter(template="joining").last()
    assert (letter.context["step"], letter.context["paper"], letter.to) == (
        "ends",
        "Business registration",
        "lan@example.vn",
    )
    assert list(papers_that_end(today)) == [paper]
    Paper.objects.filter(pk=paper.pk).update(
        expires_on=today + papers.BEFORE_END + datetime.timedelta(days=1), reminded_at=None
    )
    assert remind_of_papers() == 0
    assert not papers_that_end(today).exists()


def test_a_renewed_paper_is_reminded_of_no_more(moderator):
    made = make_verified(by=moderator)
    paper = made.papers.get()
    Paper.objects.update(expires_on=timezone.localdate())
    renew(paper)
    assert remind_of_papers() == 0


def test_a_file_that_was_decided_on_outlives_a_second_mending(
    moderator, django_capture_on_commit_callbacks
):
    made = make_verified(by=moderator)
    accepted = made.papers.get()
    hand_in(
        application=made,
        requirement=accepted.requirement,
        by=made.applicant,
        file=None,
        number="02B9",
    )
    with django_capture_on_commit_callbacks(execute=True):
        newest = renew(accepted)
    accepted.refresh_from_db()
    assert newest.file.name != accepted.file.name
    assert accepted.file.storage.exists(accepted.file.name)


def test_what_is_mended_was_handed_in_now():
    made = make_application()
    first = hand_in_all(made)[0]
    Paper.objects.update(handed_in_at=timezone.now() - datetime.timedelta(days=3))
    assert timezone.now() - renew(first).handed_in_at < datetime.timedelta(minutes=5)


def test_staff_who_work_for_the_producer_accept_none_of_its_papers(moderator):
    made = make_sent()
    made.producer.memberships.create(user=moderator, role="accountant")
    with pytest.raises(JoiningRefused, match="Người khác trong bộ phận"):
        to(made.papers.get(), State.ACCEPTED, moderator)


def test_a_closed_producer_hands_in_no_papers(moderator):
    made = make_verified(by=moderator)
    close_producer(application=made, by=moderator, words="Nghỉ hẳn")
    with pytest.raises(JoiningRefused, match="Nhân viên đang xem hồ sơ"):
        renew(made.papers.get())


def test_a_paper_is_accepted_on_its_last_day(moderator):
    paper = make_sent().papers.get()
    Paper.objects.update(expires_on=timezone.localdate())
    assert to(paper, State.ACCEPTED, moderator).is_accepted


def test_a_round_reminds_of_so_many_papers_the_first_that_end(moderator, monkeypatch):
    monkeypatch.setattr(papers, "MOST_REMINDED", 1)
    today = timezone.localdate()
    ends = [today + datetime.timedelta(days=days) for days in (9, 0)]
    for day in ends:
        paper = make_verified(by=moderator).papers.get()
        Paper.objects.filter(pk=paper.pk).update(expires_on=day)
    told = []
    for _round in range(3):
        told.append(remind_of_papers())
        told += Paper.objects.exclude(reminded_at=None).values_list("expires_on", flat=True)
    assert told == [1, ends[1], 1, *ends, 0, *ends]


@pytest.mark.parametrize(("days", "is_listed"), [(-400, True), (30, True), (31, False)])
@pytest.mark.parametrize("state", ["verified", "suspended", "closed"])
def test_papers_that_end_are_those_of_producers_at_work(moderator, days, is_listed, state):
    made = make_verified(by=moderator)
    today = timezone.localdate()
    Paper.objects.update(expires_on=today + datetime.timedelta(days=days))
    type(made.producer).objects.update(state=state)
    assert papers_that_end(today).exists() is (is_listed and state != "closed")
    if days < 0:
        assert remind_of_papers() == 0  # that is told before, not after


@pytest.mark.parametrize(("days", "is_kept"), [(179, True), (181, False)])
def test_drafts_are_kept_half_a_year_and_a_round_takes_so_many(monkeypatch, days, is_kept):
    monkeypatch.setattr(papers, "MOST_FORGOTTEN", 1)
    for _twice in range(2):
        make_application()
    Application.objects.update(changed_at=timezone.now() - datetime.timedelta(days=days))
    rounds = [papers.forget_drafts() for _each in range(3)]
    assert rounds == ([0, 0, 0] if is_kept else [1, 1, 0])
