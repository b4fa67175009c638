"""Complaints at the desk: found, answered in their language, closed to others."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from marketplace.purchases.models import MailMessage
from marketplace.talks.complaints import answer_complaint, file_complaint
from marketplace.talks.models import Complaint

pytestmark = pytest.mark.django_db
LIST = "/en/sell/review/complaints/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def filed(text="The vase is broken.", **more) -> Complaint:
    given = {"about": "order", "name": "Lan", "email": "lan@example.vn", "language": "id"}
    return file_complaint(text=text, **given | more)


def shown(response) -> list[str]:
    return [each.number for each in response.context["page"]]


def test_first_due_stands_first_and_late_ones_say_so(desk, staff):
    later, first, answered = filed(), filed(), filed()
    answer_complaint(complaint=answered, by=staff, text="Done.")
    Complaint.objects.filter(pk=first.pk).update(due_at=timezone.now() - timedelta(hours=1))
    page = desk.get(LIST)
    assert shown(page) == [first.number, later.number]
    assert page.content.decode().count("Late</span>") == 1
    assert shown(desk.get(LIST, {"show": "done"})) == [answered.number]


@pytest.mark.parametrize("asked", ["{number}", "lan@ex", "261129-AB", "broken"])
def test_one_is_found_by_what_is_known_of_it(desk, asked):
    wanted = filed(purchase_number="261129-ABCDEF")
    filed(text="Late.", email="x@example.org")
    assert shown(desk.get(LIST, {"q": asked.format(number=wanted.number)})) == [wanted.number]


def test_an_answer_is_mailed_in_the_language_of_who_asked(desk, staff):
    complaint = filed()
    begun = desk.get(f"{LIST}{complaint.number}/", {"with": "refund"})
    assert "Kami mohon maaf." in unescape(begun.content.decode())
    assert desk.get(f"{LIST}{complaint.number}/", {"with": "nonsense"}).status_code == 200
    answer = desk.post(f"{LIST}{complaint.number}/", {"text": "Uang kembali."})
    assert answer.status_code == 302
    complaint.refresh_from_db()
    assert complaint.is_answered
    assert complaint.words.last().by == staff
    letter = MailMessage.objects.get(template="complaint_answered")
    assert (letter.language, letter.context["text"]) == ("id", "Uang kembali.")
    assert desk.post(f"{LIST}{complaint.number}/", {"text": " "}).status_code == 422


def test_desk_of_complaints_is_closed_to_others(client, owner, stranger, buyer):
    complaint = filed()
    for person in (None, owner, stranger, buyer):
        if person:
            client.force_login(person)
        for path in (LIST, f"{LIST}{complaint.number}/"):
            assert client.get(path).status_code in {302, 403}
            assert client.post(path, {"text": "x"}).status_code in {302, 403}
    assert Complaint.objects.get().is_open


def test_list_costs_the_same_however_long(desk, django_assert_max_num_queries):
    for number in range(4):
        filed(email=f"{number}@example.vn")
    with django_assert_max_num_queries(9):
        desk.get(LIST)
