"""What a notice says, and where it leads."""

from django.utils.translation import override

from marketplace.notices.models import Notice
from marketplace.notices.reading import page_of, words_of


def test_words_come_of_the_kind_in_the_language_of_the_page():
    notice = Notice(kind="listing_returned", number="12", name="Ấm 100% rạn")
    with override("en"):
        assert str(words_of(notice)) == "“Ấm 100% rạn” came back to you"
        assert page_of(notice) == "/en/sell/products/proposals/12/"
    with override("vi"):
        assert str(words_of(notice)) == "“Ấm 100% rạn” được gửi lại để sửa"


def test_page_without_a_number_is_the_list():
    assert page_of(Notice(kind="payout_paid", number="P-1")).endswith("/sell/statements/")
