"""Moderators find reports, decide with the talk around them, and take decisions back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.talks.models import Act, Message, Question, Report
from marketplace.talks.questions import ask_question
from marketplace.talks.reports import report_message, report_question
from marketplace.talks.threads import write_about_order, write_to_buyer
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/review/reports/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def report(product, buyer, owner) -> Report:
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    thread = write_about_order(order=order, by=buyer, text="Bao giờ <i>gửi</i>?").thread
    said = write_to_buyer(thread=thread, by=owner, text="Tự mà đợi.")
    return report_message(message=said, side="buyer", by=buyer, reason="rude", note="Gắt quá")


def asked(product, buyer, text: str, by) -> Report:
    question = ask_question(product=product, by=buyer, text=text)
    return report_question(question=question, part="question", by=by, reason="spam")


def test_report_is_read_with_the_talk_around_it_and_decided(desk, report):
    assert f"{LIST}{report.pk}/" in desk.get(LIST).content.decode()
    page = desk.get(f"{LIST}{report.pk}/").content.decode()
    assert "Bao giờ &lt;i&gt;gửi&lt;/i&gt;?" in page and "Tự mà đợi." in page and "Gắt quá" in page
    sent = {"hide": "on", "measure": "muted", "days": "3", "words": "Gắt với khách"}
    assert desk.post(f"{LIST}{report.pk}/", sent)["Location"] == LIST
    assert list(desk.get(LIST).context["page"]) == []
    assert list(desk.get(f"{LIST}?show=held").context["page"]) == [report]
    assert Message.objects.get(pk=report.message_id).is_hidden
    page = desk.get(f"{LIST}{report.pk}/").content.decode()
    assert "Gắt với khách" in page and "<textarea" not in page
    again = desk.post(f"{LIST}{report.pk}/", sent, follow=True).content.decode()
    assert "Đã có người quyết định việc này." in again


def test_hidden_is_shown_and_mute_is_lifted(desk, report):
    sent = {"hide": "on", "measure": "muted", "days": "3", "words": "Gắt"}
    desk.post(f"{LIST}{report.pk}/", sent)
    for step, says in (("show", "Đã hiện lại."), ("lift", "Người đó viết lại được.")):
        path = f"{LIST}{report.pk}/{step}/"
        assert desk.get(path).status_code == 405
        assert path in desk.get(f"{LIST}{report.pk}/").content.decode()
        assert says in desk.post(path, follow=True).content.decode()
        assert "không có gì thay đổi" in desk.post(path, follow=True).content.decode()
    assert not Message.objects.get(pk=report.message_id).is_hidden
    whats = Act.objects.order_by("pk").values_list("what", flat=True)
    assert list(whats) == ["hidden", "muted", "shown", "lifted"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"hide": "on"}, "Xin cho biết lý do."),
        ({"measure": "warned", "words": " "}, "Xin cho biết lý do."),
        ({"measure": "muted", "words": "x", "days": ""}, "Xin cho biết bao nhiêu ngày."),
        ({"measure": "muted", "words": "x", "days": "91"}, "90"),
    ],
)
def test_what_is_done_needs_a_reason_and_days(desk, report, sent, says):
    answer = desk.post(f"{LIST}{report.pk}/", sent)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert Report.objects.get().is_open


def test_who_left_is_not_warned(desk, report):
    Message.objects.filter(pk=report.message_id).update(by=None)
    answer = desk.post(f"{LIST}{report.pk}/", {"measure": "warned", "words": "x"})
    assert answer.status_code == 422
    assert "không còn ai để nhắc" in answer.content.decode()


def test_earlier_acts_about_the_same_person_are_told(desk, report, product, owner, buyer, stranger):
    desk.post(f"{LIST}{report.pk}/", {"measure": "warned", "words": "Lần đầu"})
    said = write_to_buyer(thread=report.message.thread, by=owner, text="Lại nữa.")
    second = report_message(message=said, side="buyer", by=buyer, reason="rude")
    assert "Lần đầu" in desk.get(f"{LIST}{second.pk}/").content.decode()
    other = asked(product, buyer, "Mua ở kia?", stranger)
    assert "Lần đầu" not in desk.get(f"{LIST}{other.pk}/").content.decode()


def test_reports_are_found_by_part_and_words(desk, report, product, buyer, stranger):
    other = asked(product, buyer, "Mua ở kia?", stranger)

    def found(query: str) -> list:
        return list(desk.get(LIST + query).context["page"])

    assert found("") == found("?show=nonsense") == [report, other]
    assert found("?q=tự mà") == found(f"?q={report.message.thread.order.number}") == [report]
    assert found("?q=mua ở kia") == [other]
    assert found(f"?q={product.producer.name}") == [report, other]
    assert found("?show=held") == found("?show=put-by") == []


def test_nobody_else_sees_reports(client, report, buyer, owner):
    for user in (buyer, owner):
        client.force_login(user)
        for path in (LIST, f"{LIST}{report.pk}/", "/vi/sell/review/patterns/"):
            assert client.get(path).status_code in (302, 403)
        client.post(f"{LIST}{report.pk}/", {"hide": "on", "words": "x"})
    assert Report.objects.get().is_open


def test_many_reports_cost_no_more_queries_than_few(desk, report, product, stranger):
    def spent(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(path).content) < 60_000
        return len(queries)

    paths = (LIST, f"{LIST}{report.pk}/")
    for path in paths:
        spent(path)
    few = [spent(path) for path in paths]
    for n in range(35):
        question = Question.objects.create(product=product, asked_by=stranger, text=f"Câu {n}")
        question.reports.create(part="question", reason="spam", by=stranger)
    Message.objects.bulk_create(
        Message(thread=report.message.thread, side="producer", text="x" * 900) for n in range(35)
    )
    assert [spent(path) for path in paths] == few
    assert max(few) <= 15
    assert len(desk.get(f"{LIST}?page=2").context["page"]) == 6
