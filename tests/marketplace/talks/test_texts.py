"""What is written is plain text within bounds; what is blocked is refused in words."""

import pytest
from django.conf import settings

from marketplace.talks.models import LONGEST, BlockedPattern
from marketplace.talks.refusals import (
    LeadsAway,
    NothingSaid,
    OwnContact,
    PaysElsewhere,
    Rude,
)
from marketplace.talks.texts import plain_text, sent_text

pytestmark = pytest.mark.django_db
PAY = "mua ở đây thì trả tiền ở đây, để khi cần chợ còn hoàn lại được. Xin bỏ phần này."
CONTACT = (
    "không gửi được: số điện thoại, email và mạng khác xin giữ riêng. "
    "Người nhận đọc lời bạn ở đây và qua email. Xin bỏ phần này."
)
LINK = "“www.abc.com” không gửi được: đường dẫn này đưa ra ngoài chợ. Xin bỏ phần này."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Chào\u200b  chị \r\n\r\n\n\nBao giờ có? ", "Chào chị\n\nBao giờ có?"),
        ("a\x00b\x07c\u202ed\ufeff", "abcd"),
        ("<b>Đẹp</b>", "<b>Đẹp</b>"),  # escaped where it is shown
        ("x" * 5000, "x" * LONGEST),
    ],
)
def test_text_is_kept_in_plain_signs(typed, kept):
    assert plain_text(typed) == kept


@pytest.mark.parametrize(
    ("text", "refusal", "says"),
    [
        ("Chuyển khoản trước nhé", PaysElsewhere, PAY),
        ("STK 1903 3344 5566", PaysElsewhere, PAY),
        ("Gọi 0912 345 678", OwnContact, CONTACT),
        ("kết bạn zalo", OwnContact, CONTACT),
        ("xem www.abc.com", LeadsAway, LINK),
        (" \u200b\n ", NothingSaid, "Xin viết vài lời."),
    ],
)
def test_what_is_blocked_from_the_first_day_is_refused_in_words(text, refusal, says):
    with pytest.raises(refusal) as why:
        sent_text(text)
    assert says in str(why.value)


def test_rows_say_what_is_blocked():
    BlockedPattern.objects.filter(kind="phone").update(is_active=False)
    BlockedPattern.objects.filter(kind="account").update(is_active=False)
    BlockedPattern.objects.create(text="đồ ngốc", why="manners")
    assert sent_text("Gọi 0912 345 678") == "Gọi 0912 345 678"
    with pytest.raises(Rude) as why:
        sent_text("Đồ   NGỐC")
    assert str(why.value) == "“Đồ NGỐC” không gửi được. Xin nói cách khác."


def test_links_to_the_market_and_what_may_be_named_are_sent():
    text = f"{settings.SITE_URL}/vi/products/ trong đơn 1000123456"
    assert sent_text(text, allowed=["1000123456"]) == text
