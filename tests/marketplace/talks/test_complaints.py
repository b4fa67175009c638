"""Complaints: a number at once, an answer by a day, both sides in turn, late ones told."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.purchases.models import MailMessage
from marketplace.talks.complaints import (
    GOES_ON_FOR,
    MOST_IN_A_ROW,
    MOST_OPEN,
    answer_complaint,
    due_by,
    file_complaint,
    go_on,
    late_complaints,
    tell_late_complaints,
)
from marketplace.talks.models import Complaint, ComplaintWord
from marketplace.talks.refusals import (
    ComplaintOver,
    NothingSaid,
    TooManyComplaints,
    TooManyInARow,
)

pytestmark = pytest.mark.django_db
WHO = {"name": "Lan", "email": "Lan@Example.vn"}


def filed(text="Lọ bị vỡ.", about="order", **more) -> Complaint:
    return file_complaint(about=about, text=text, **WHO | more)


@pytest.mark.parametrize(
    ("about", "day", "due"),
    [
        ("order", 27, 2),  # Friday: Monday, Tuesday, Wednesday
        ("order", 28, 2),  # Saturday
        ("order", 29, 2),  # Sunday
        ("order", 30, 3),  # Monday
        ("data", 27, 1),
        ("data", 29, 1),
        ("data", 30, 2),
    ],
)
def test_it_is_answered_within_working_days(about, day, due):
    at = timezone.make_aware(datetime.datetime(2026, 11, day, 10))
    end = timezone.make_aware(datetime.datetime(2026, 12, due, 23, 59))
    assert due_by(about, at) == end


def test_it_has_a_number_a_day_and_a_mail_without_what_was_written():
    complaint = filed(purchase_number=" 261129-abcdef ")
    assert complaint.number.startswith("K")
    assert (complaint.email, complaint.purchase_number) == ("lan@example.vn", "261129-ABCDEF")
    assert complaint.is_open
    letter = MailMessage.objects.get(template="complaint_filed")
    assert letter.to == "lan@example.vn"
    assert letter.context["number"] == complaint.number
    assert str(complaint.token) in letter.context["link"]
    assert "vỡ" not in str(letter.context)


def test_both_sides_write_in_turn(staff):
    complaint = filed()
    answer_complaint(complaint=complaint, by=staff, text="Xin gửi ảnh.")
    complaint.refresh_from_db()
    assert complaint.is_answered
    letter = MailMessage.objects.get(template="complaint_answered")
    assert (letter.to, letter.context["text"]) == ("lan@example.vn", "Xin gửi ảnh.")
    Complaint.objects.update(due_at=timezone.now(), late_told_at=timezone.now())
    go_on(complaint=complaint, text="Đây ạ.")
    complaint.refresh_from_db()
    assert complaint.is_open
    assert complaint.due_at > timezone.now()
    assert complaint.late_told_at is None
    said = complaint.words.values_list("is_ours", "text")
    assert list(said) == [(False, "Lọ bị vỡ."), (True, "Xin gửi ảnh."), (False, "Đây ạ.")]


def test_a_second_answer_is_mailed_too(staff):
    complaint = filed()
    for text in ("Một", "Hai"):
        answer_complaint(complaint=complaint, by=staff, text=text)
    assert MailMessage.objects.filter(template="complaint_answered").count() == 2


def test_who_writes_on_before_the_answer_keeps_the_day():
    complaint = filed()
    go_on(complaint=complaint, text="Còn nữa.")
    again = Complaint.objects.get()
    assert (again.is_open, again.due_at) == (True, complaint.due_at)
    assert again.said_at > complaint.said_at


def test_nothing_is_not_said(staff):
    with pytest.raises(NothingSaid, match="viết"):
        filed(text="  ")
    complaint = filed()
    with pytest.raises(NothingSaid):
        go_on(complaint=complaint, text=" \n")
    with pytest.raises(NothingSaid):
        answer_complaint(complaint=complaint, by=staff, text="")
    assert ComplaintWord.objects.count() == 1


def test_five_of_an_address_wait_at_most(staff):
    first = filed()
    for _each in range(MOST_OPEN - 1):
        filed()
    with pytest.raises(
        TooManyComplaints, match=r"khiếu nại từ địa chỉ này đang chờ trả lời. Vui lòng đợi"
    ):
        filed(email="LAN@example.vn")
    filed(email="other@example.vn")
    answer_complaint(complaint=first, by=staff, text="Xong.")
    filed()


def test_five_times_in_a_row_and_then_it_waits(staff):
    complaint = filed()
    for _each in range(MOST_IN_A_ROW - 1):
        go_on(complaint=complaint, text="Nữa.")
    with pytest.raises(TooManyInARow):
        go_on(complaint=complaint, text="Nữa.")
    answer_complaint(complaint=complaint, by=staff, text="Vâng.")
    go_on(complaint=complaint, text="Nữa.")


@pytest.mark.parametrize(("beyond", "is_over"), [(-1, False), (1, True)])
def test_it_goes_on_for_thirty_days(beyond, is_over):
    complaint = filed()
    Complaint.objects.update(said_at=timezone.now() - GOES_ON_FOR - timedelta(minutes=beyond))
    if not is_over:
        go_on(complaint=complaint, text="Còn đây.")
        return
    with pytest.raises(
        ComplaintOver, match=r"Đã 30 ngày không ai viết ở đây. Vui lòng gửi khiếu nại mới"
    ):
        go_on(complaint=complaint, text="Còn đây.")


def test_late_ones_are_told_once(staff):
    late, answered, soon = filed(), filed(), filed()
    answer_complaint(complaint=answered, by=staff, text="Xong.")
    past = timezone.now() - timedelta(minutes=1)
    Complaint.objects.exclude(pk=soon.pk).update(due_at=past)
    assert list(late_complaints()) == [late]
    assert tell_late_complaints() == 1
    assert tell_late_complaints() == 0
    assert MailMessage.objects.get(template="complaints_late").context["numbers"] == [late.number]
