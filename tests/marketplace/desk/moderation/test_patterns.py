"""Moderators say what may not be sent, try texts, and see who changed what."""

import pytest

from marketplace.talks.models import BlockedPattern, PatternChange

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/review/patterns/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_words_are_added_tried_and_taken_out(desk, staff):
    assert "Gửi được." in desk.get(LIST, {"q": "trả sau nhé"}).content.decode()
    assert desk.post(LIST, {"text": "Trả sau", "why": "payment"})["Location"] == LIST
    page = desk.get(LIST, {"q": "TRA SAU nhé"}).content.decode()
    assert "Bị từ chối vì “TRA SAU”." in page and staff.email in page
    words = BlockedPattern.objects.get(text="trả sau")
    path = f"{LIST}{words.pk}/"
    assert desk.get(path).status_code == 405
    assert "Đã lưu" in desk.post(path, follow=True).content.decode()
    assert "không có gì thay đổi" in desk.post(path, follow=True).content.decode()
    assert "Gửi được." in desk.get(LIST, {"q": "trả sau nhé"}).content.decode()
    desk.post(path, {"on": "1"})
    assert list(PatternChange.objects.values_list("is_active", flat=True)) == [True, False, True]


def test_what_finds_nothing_is_refused_at_the_field(desk):
    answer = desk.post(LIST, {"text": "!!", "why": "payment"})
    assert answer.status_code == 422
    assert "Xin viết một chữ cái hoặc chữ số." in answer.content.decode()
