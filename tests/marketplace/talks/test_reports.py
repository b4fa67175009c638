"""Reports wait for a moderator, whose decision hides, warns, mutes or dismisses, and is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.search.models import Waiting
from marketplace.purchases.models import MailMessage
from marketplace.talks import reports
from marketplace.talks.models import Act, Message, Question, Report
from marketplace.talks.questions import answer_question, ask_question
from marketplace.talks.refusals import (
    DecidedBefore,
    Muted,
    NobodyToTell,
    NotReportable,
    TooManyReports,
)
from marketplace.talks.reports import (
    decide,
    lift,
    report_message,
    report_question,
    show_again,
)
from marketplace.talks.threads import (
    threads,
    write_about_order,
    write_about_product,
    write_to_buyer,
)
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(product, buyer, owner) -> Message:
    """What the owner wrote to the buyer."""
    thread = write_about_product(product=product, by=buyer, text="Cao bao nhiêu?").thread
    return write_to_buyer(thread=thread, by=owner, text="Tự mà đo.")


@pytest.fixture
def report(said, buyer) -> Report:
    return report_message(message=said, side="buyer", by=buyer, reason="rude", note="Gắt")


def test_a_hidden_message_is_shown_again(said, report, staff):
    decide(report=report, by=staff, hide=True, words="Thiếu lịch sự")
    assert Message.objects.get(pk=said.pk).is_hidden
    assert threads().get().last_text == "Cao bao nhiêu?"
    assert show_again(report=report, by=staff)
    assert not show_again(report=report, by=staff)
    assert not Message.objects.get(pk=said.pk).is_hidden
    assert [act.what for act in report.acts.order_by("pk")] == ["hidden", "shown"]


@pytest.mark.parametrize("state", ["answered", "open"])
def test_a_question_is_hidden_with_its_answer_and_shown_again(
    product, buyer, owner, stranger, staff, state
):
    question = ask_question(product=product, by=buyer, text="Đồ dởm à?")
    if state == "answered":
        answer_question(question=question, by=owner, text="Không ạ.")
    made = report_question(question=question, part="question", by=stranger, reason="rude")
    Waiting.objects.all().delete()
    decide(report=made, by=staff, hide=True, words="Thiếu lịch sự")
    assert Question.objects.get().is_hidden
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()
    with pytest.raises(NotReportable):
        report_question(question=question, part="question", by=stranger, reason="rude")
    assert show_again(report=made, by=staff)
    assert not show_again(report=made, by=staff)
    assert Question.objects.get().state == state


def test_nothing_done_dismisses_and_the_reporter_is_told(said, report, buyer, staff):
    decide(report=report, by=staff)
    kept = Report.objects.get()
    assert (kept.state, kept.decided_by) == (Report.State.DISMISSED, staff)
    told = MailMessage.objects.filter(template__startswith="report")
    assert list(told.values_list("template", "to")) == [("report_decided", buyer.email)]
    assert not Message.objects.get(pk=said.pk).is_hidden
    with pytest.raises(DecidedBefore) as why:
        decide(report=report, by=staff, hide=True, words="x")
    assert str(why.value) == "Đã có người quyết định việc này."


def test_who_is_muted_writes_nothing_until_the_day_and_its_mates_do(
    said, report, producer, owner, staff
):
    decide(report=report, by=staff, measure="muted", days=7, words="Thiếu lịch sự")
    act = Act.objects.get(what="muted")
    assert act.user == owner
    assert timedelta(days=6) < act.until - timezone.now() <= timedelta(days=7)
    with pytest.raises(Muted) as why:
        write_to_buyer(thread=said.thread, by=owner, text="Xin lỗi ạ.")
    assert "Chợ không cho bạn viết đến" in str(why.value)
    mate = factories.make_member(producer, role="seller")
    write_to_buyer(thread=said.thread, by=mate, text="Dạ cao 25 cm ạ.")
    assert lift(report=report, by=staff)
    assert not lift(report=report, by=staff)
    write_to_buyer(thread=said.thread, by=owner, text="Xin lỗi ạ.")


def test_a_guest_is_muted_by_its_address(product, owner, staff):
    order = place([(product, 1)], "cash").orders.get()
    said = write_about_order(order=order, by=None, text="Đồ lừa đảo")
    made = report_message(message=said, side="producer", by=owner, reason="rude")
    decide(report=made, by=staff, measure="muted", days=1, words="Thiếu lịch sự")
    other = place([(product, 1)], "cash").orders.get()
    with pytest.raises(Muted):
        write_about_order(order=other, by=None, text="Lại tôi đây")
    told = MailMessage.objects.filter(template="report_author")
    assert list(told.values_list("to", flat=True)) == ["khach@example.vn"]


def test_one_decision_answers_all_reports_of_a_thing(product, buyer, owner, stranger, staff):
    question = ask_question(product=product, by=buyer, text="Hỏi gì?")
    answer_question(question=question, by=owner, text="Quảng cáo.")
    one = report_question(question=question, part="answer", by=buyer, reason="spam")
    two = report_question(question=question, part="question", by=stranger, reason="spam")
    assert one.author == owner and two.author == buyer
    decide(report=one, by=staff, measure="warned", words="Không quảng cáo")
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}
    told = MailMessage.objects.filter(template__startswith="report").order_by("template", "to")
    assert list(told.values_list("template", "to")) == [
        ("report_author", owner.email),
        ("report_decided", buyer.email),
        ("report_decided", stranger.email),
    ]


def test_what_cannot_be_reported_is_refused(said, buyer, product, owner):
    own = Message.objects.get(side="buyer")
    with pytest.raises(NotReportable) as why:
        report_message(message=own, side="buyer", by=buyer, reason="rude")
    assert str(why.value) == (
        "Không báo cáo được: đây là lời của chính bên bạn, hoặc chợ đã ẩn rồi."
    )
    question = ask_question(product=product, by=buyer, text="Hỏi gì?")
    for part, by in (("question", buyer), ("answer", owner)):
        with pytest.raises(NotReportable):
            report_question(question=question, part=part, by=by, reason="rude")


def test_the_same_report_is_made_once_and_there_is_a_bound(said, report, buyer, monkeypatch):
    again = report_message(message=said, side="buyer", by=buyer, reason="spam")
    assert again == report
    monkeypatch.setattr(reports, "MOST_OPEN", 1)
    more = write_to_buyer(thread=said.thread, by=said.by, text="Nữa")
    with pytest.raises(TooManyReports) as why:
        report_message(message=more, side="buyer", by=buyer, reason="rude")
    assert str(why.value) == "1 báo cáo của bạn đang chờ chúng tôi. Xin đợi các báo cáo đó trước."


def test_who_left_is_neither_warned_nor_muted(said, report, staff):
    Message.objects.filter(pk=said.pk).update(by=None)
    report = reports.reports().get(pk=report.pk)
    with pytest.raises(NobodyToTell) as why:
        decide(report=report, by=staff, measure="warned", words="x")
    assert str(why.value) == "Người viết đã rời chợ: không còn ai để nhắc hay cấm viết."
    decide(report=report, by=staff, hide=True, words="x")
    assert not MailMessage.objects.filter(template="report_author").exists()
