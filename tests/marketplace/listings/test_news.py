"""What the editors decide is told to those who write the listing, each time."""

import pytest

from marketplace.listings.services import propose, publish_revision, send_back, stop_selling
from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage

pytestmark = pytest.mark.django_db


def mails() -> list[tuple[str, str]]:
    found = MailMessage.objects.filter(template__startswith="listing_").order_by("pk")
    return [(compose(mail).subject, compose(mail).body) for mail in found]


def test_sent_back_is_told_with_the_note_and_a_link_and_told_again_next_time(
    producer, product, owner, staff
):
    for note in ("Ảnh mờ", "Thiếu trọng lượng"):
        revision = propose(
            producer=producer, product=product, content={"title_vi": "Ấm rạn"}, by=owner
        )
        send_back(revision=revision, note=note, by=staff)
    (subject, body), second = mails()
    assert subject == "“Ấm rạn” được gửi lại để sửa"
    assert "Ảnh mờ" in body and f"/vi/sell/products/proposals/{revision.pk}/" in body
    assert "Thiếu trọng lượng" in second[1]
    assert Notice.objects.filter(kind="listing_returned").count() == 2


def test_published_is_told_with_the_page_that_buyers_see(producer, product, owner, staff):
    revision = propose(producer=producer, product=product, content={"title_vi": "Ấm rạn"}, by=owner)
    publish_revision(revision=revision, by=staff)
    ((subject, body),) = mails()
    assert subject == "“Ấm rạn” đã lên kệ"
    assert product.__class__.objects.get().get_absolute_url() in body


def test_own_decision_to_stop_selling_is_no_news(producer, product, owner):
    propose(producer=producer, product=product, content={"title_vi": "Ấm rạn"}, by=owner)
    stop_selling(product=product, by=owner)
    assert mails() == []
