"""A form with an outdated token: answered in the reader's language, with all that was typed."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests import factories

pytestmark = pytest.mark.django_db
AGAIN = {
    "vi": "Xin gửi lại một lần nữa",
    "en": "Please send it once more",
    "id": "Silakan kirim sekali lagi",
}
HOSTILE = '"><script>alert(1)</script>\nhàng thứ hai'


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def everybody(strict) -> Client:
    """Somebody to whom each office is open."""
    user = factories.make_user("all@example.vn")
    user.is_staff = user.is_superuser = True
    user.save()
    UserProfile.objects.create(user=user, preferred_language="id")
    factories.make_producer().memberships.create(user=user, role="owner")
    strict.force_login(user)
    return strict


def fields(page: str) -> list[tuple[str, str]]:
    form = page.partition("</h1>")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/vi/account/login/", "vi"),
        ("/en/checkout/", "en"),
        ("/id/account/addresses/add/", "id"),
        ("/vi/sell/products/new/", "vi"),
        ("/en/finance/terms/", "en"),
        ("/id/programme/certificates/add/", "id"),
        ("/vi/dashboard/users/", "vi"),
        ("/cms/pages/1/edit/", "id"),
    ],
)
def test_outdated_token_answers_in_the_readers_language_with_all_that_was_typed(
    everybody, path, language
):
    everybody.cookies["csrftoken"] = "a" * 32
    data = {"csrfmiddlewaretoken": "b" * 32, "story": HOSTILE, "many": ["1", "2"], "empty": ""}
    answer = everybody.post(path, data, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (403, "private, no-store")
    assert f"<h1>{AGAIN[language]}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert fields(page) == [("story", HOSTILE), ("many", "1"), ("many", "2"), ("empty", "")]
    assert "<script>alert" not in page


def test_what_is_sent_again_is_taken(strict, buyer):
    strict.force_login(buyer)
    path = reverse("customer:address-create")
    typed = {
        "name": "Nguyễn Lan",
        "phone": "0912345678",
        "country": "VN",
        "province": "01",
        "commune": "Phường Hoàn Kiếm",
        "street": "12 Hàng Bông",
    }
    page = strict.post(path, typed)
    assert (page.status_code, buyer.addresses.count()) == (403, 0)
    again = dict(fields(page.content.decode()))
    assert again == typed
    again["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    assert strict.post(path, again).status_code == 302
    assert buyer.addresses.get().line1 == "12 Hàng Bông"


def test_passwords_are_not_written_into_the_page(strict):
    data = {"login": "lan@example.vn", "password": "rat-bi-mat-2026"}
    page = strict.post(reverse("account_login"), data).content.decode()
    assert "rat-bi-mat-2026" not in page
    assert 'type="password" name="password"' in page
    assert fields(page) == [("login", "lan@example.vn")]


def test_files_are_named_to_be_chosen_again(strict):
    file = SimpleUploadedFile("anh-lo-hoa.jpg", b"x")
    page = strict.post("/vi/sell/products/new/", {"title": "Lọ", "picture": file}).content.decode()
    assert "Xin chọn lại: anh-lo-hoa.jpg" in page
    assert 'type="file" name="picture"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(
    ("headers", "is_kept"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://testserver"}, True),
        ({}, True),
    ],
)
def test_form_of_another_site_is_not_handed_on(strict, headers, is_kept):
    answer = strict.post("/vi/checkout/", {"name": "kẻ lạ"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert ("kẻ lạ" in page, AGAIN["vi"] in page) == (is_kept, is_kept)
    assert ("Biểu mẫu này đến từ một trang khác" in page) is not is_kept


def test_browser_without_cookies_is_told_that_it_needs_them(strict):
    page = strict.post("/vi/checkout/", {"name": "Lan"}).content.decode()
    assert "Trình duyệt của bạn không giữ cookie của trang này" in page
    strict.cookies["csrftoken"] = "a" * 32
    page = strict.post("/vi/checkout/", {"name": "Lan"}).content.decode()
    assert "không giữ cookie của trang này" not in page
    assert fields(page) == [("name", "Lan")]
