"""Each office speaks its library's words, the shop ours; neither in place of the other."""

import pytest
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext

from marketplace.frame.office_words import OfficeWords, office_of, words_of


def said(rf, path: str, text: str, language: str = "vi") -> str:
    """What a view below an address says for a text, where the page's language is set late."""

    def view(request):
        with translation.override(language):  # as Wagtail does for each of its pages
            return HttpResponse(gettext(text))

    return OfficeWords(view)(rf.get(path)).content.decode()


@pytest.mark.parametrize(
    ("path", "office"),
    [
        ("/cms/", "wagtail"),
        ("/admin/x/", "django"),
        ("/id/dashboard/", "oscar"),
        ("/vi/", ""),
        ("/vi/products/", ""),
        ("/dashboard/", "oscar"),
        ("/xx/dashboard/", ""),
    ],
)
def test_an_office_is_known_by_its_address(path, office):
    assert office_of(path) == office


@pytest.mark.parametrize(
    ("text", "path", "theirs", "ours"),
    [
        ("Documents", "/cms/", "Tài liệu", "Chứng từ"),
        ("Publish", "/cms/", "Xuất bản", "Đăng"),
        ("Delete", "/admin/", "Xóa", "Bỏ"),
        ("Body", "/vi/dashboard/", "Nội dung", "Nội dung"),
        ("Reference", "/vi/dashboard/", "Tham chiếu", "Tham chiếu"),
    ],
)
def test_a_word_that_both_have_is_each_one_s_own(rf, text, path, theirs, ours):
    assert (said(rf, path, text), said(rf, "/vi/", text)) == (theirs, ours)


def test_a_library_s_indonesian_under_another_name_is_read(rf):
    assert said(rf, "/cms/", "Choose a page", "id") == "Pilih halaman"


def test_after_an_office_s_page_ours_are_spoken_again(rf):
    translation.activate("vi")
    said(rf, "/cms/", "Documents")
    assert (gettext("Documents"), translation.get_language()) == ("Chứng từ", "vi")
    with pytest.raises(ZeroDivisionError), words_of("wagtail"):
        translation.activate("id")
        1 / 0  # noqa: B018
    assert (gettext("Documents"), translation.get_language()) == ("Chứng từ", "vi")
