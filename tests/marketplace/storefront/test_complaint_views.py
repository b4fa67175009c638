"""A complaint is filed by anybody and followed by who has its link."""

import uuid

import pytest
from django.urls import reverse

from marketplace.talks.complaints import MOST_OPEN, answer_complaint
from marketplace.talks.models import Complaint

pytestmark = pytest.mark.django_db
NEW = reverse("complaints:new")
FORM = {"about": "order", "text": "Lọ <vỡ>.", "name": "Lan", "email": "lan@example.vn"}


def test_it_is_filed_and_shown_with_its_number_and_day(client):
    answer = client.post(NEW, FORM, follow=True)
    complaint = Complaint.objects.get()
    page = answer.content.decode()
    assert complaint.number in page
    assert "Lọ &lt;vỡ&gt;." in page
    assert "Chúng tôi trả lời trước hết ngày" in page
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("field", ["about", "text", "name", "email"])
def test_what_is_missing_is_said_and_the_rest_is_kept(client, field):
    answer = client.post(NEW, FORM | {field: ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Complaint.objects.exists()


def test_too_many_are_refused_in_words(client):
    for _each in range(MOST_OPEN):
        client.post(NEW, FORM)
    assert "đang chờ trả lời" in client.post(NEW, FORM).content.decode()
    assert Complaint.objects.count() == MOST_OPEN


def test_who_is_signed_in_need_not_write_its_address(client, buyer):
    client.force_login(buyer)
    page = client.get(NEW, {"order": "261129-ABCDEF\0"})
    assert page.context["form"].initial["email"] == buyer.email
    assert 'value="261129-ABCDEF"' in page.content.decode()
    client.post(NEW, FORM)
    assert Complaint.objects.get().user == buyer


def test_it_goes_on_under_its_link_alone(client, staff):
    client.post(NEW, FORM)
    complaint = Complaint.objects.get()
    answer_complaint(complaint=complaint, by=staff, text="Xin gửi ảnh.")
    link = reverse("complaints:complaint", args=[complaint.token])
    assert "Xin gửi ảnh." in client.get(link).content.decode()
    assert client.post(link, {"text": "Đây ạ."}).status_code == 302
    assert Complaint.objects.get().is_open
    assert client.post(link, {"text": " "}).status_code == 422
    assert client.get(reverse("complaints:complaint", args=[uuid.uuid4()])).status_code == 404
