"""The basket: whose it is, how much goes in, and what is read when something does not."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from catalogue.models import Publication
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=3, title="Lọ hoa")


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def add(client, product, quantity="1", **more):
    path = reverse("basket:add", args=[product.pk])
    return client.post(path, {"quantity": quantity} | more, follow=True)


def lines():
    return get_model("basket", "Line").objects


@pytest.mark.parametrize(
    ("quantity", "kept"), [("1", 1), ("3", 3), ("4", 0), ("0", 0), ("-1", 0), ("x", 0), ("1000", 0)]
)
def test_basket_takes_one_to_all_there_is(client, vase, quantity, kept):
    add(client, vase, quantity)
    assert sum(lines().values_list("quantity", flat=True)) == kept


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("4", "Chỉ thêm được 3 “Lọ hoa” nữa."),
        ("x", "Số lượng cần là số nguyên."),
        ("-1", "Số lượng từ 1 trở lên."),
        ("1000", "Mỗi sản phẩm nhiều nhất 999 trong một giỏ."),
    ],
)
def test_visitor_reads_why_nothing_was_added(client, vase, quantity, sentence):
    assert said(add(client, vase, quantity)) == [sentence]


def test_what_is_in_the_basket_counts(client, vase):
    add(client, vase, "2")
    assert said(add(client, vase, "2")) == ["Chỉ thêm được 1 “Lọ hoa” nữa."]
    add(client, vase, "1")
    assert said(add(client, vase)) == ["Giỏ của bạn đã có hết số “Lọ hoa” còn lại."]
    assert lines().get().quantity == 3


def test_what_cannot_be_bought_is_not_added(client, vase):
    type(vase.producer).objects.update(state="suspended")
    assert said(add(client, vase)) == ["Hiện chưa mua được “Lọ hoa”."]
    assert not lines().exists()


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.WITHDRAWN])
def test_what_is_not_on_sale_is_not_found(client, vase, publication):
    type(vase).objects.update(publication=publication)
    assert client.post(reverse("basket:add", args=[vase.pk])).status_code == 404


def change(client, line, **data):
    return client.post(reverse("basket:line", args=[line.pk]), data, follow=True)


@pytest.mark.parametrize(("quantity", "kept"), [("3", 3), ("2", 2), ("4", 1), ("x", 1), ("-1", 1)])
def test_line_is_changed_to_what_there_is(client, vase, quantity, kept):
    add(client, vase)
    change(client, lines().get(), quantity=quantity)
    assert lines().get().quantity == kept


def test_too_many_of_a_line_is_said(client, vase):
    add(client, vase)
    assert said(change(client, lines().get(), quantity="4"))[-1] == "Chỉ còn 3 “Lọ hoa”."


def test_none_of_a_line_takes_it_out(client, vase):
    add(client, vase)
    change(client, lines().get(), quantity="0")
    assert not lines().exists()


def test_what_is_made_to_order_has_no_bound(client, vase):
    type(vase).objects.update(made_to_order=True)
    add(client, vase)
    change(client, lines().get(), quantity="9")
    assert lines().get().quantity == 9


def test_line_of_anothers_basket_is_not_found(client, vase, buyer):
    """A visitor and a buyer, each with a basket: neither touches the other's."""
    add(client, vase)
    line = lines().get()
    other = Client()
    other.force_login(buyer)
    add(other, vase, "2")
    own = lines().exclude(pk=line.pk).get()
    for who, theirs in ((other, line), (client, own), (Client(), line)):
        for data in ({"remove": "1"}, {"quantity": "3"}):
            assert who.post(reverse("basket:line", args=[theirs.pk]), data).status_code == 404
    assert sorted(lines().values_list("quantity", flat=True)) == [1, 2]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_sent_elsewhere_after_a_change(client, vase, target):
    path = reverse("basket:add", args=[vase.pk])
    answer = client.post(path, {"quantity": "1", "next": target})
    assert answer.url == reverse("basket:summary")
    assert client.post(path, {"quantity": "1", "next": "/vi/about/"}).url == "/vi/about/"


def enter(client, code: str):
    return client.post(reverse("basket:voucher"), {"code": code}, follow=True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"max_uses": 0}, "X: Mã này đã hết lượt."),
        ({"is_active": False}, "X: Mã này đã hết hạn hoặc chưa dùng được."),
        ({"minimum_goods": 100_001}, ""),
        (None, "X: Không có mã giảm giá này."),
    ],
)
def test_code_that_takes_nothing_off_says_why(client, vase, fields, sentence):
    if fields is not None:
        factories.make_voucher("X", percent=10, **fields)
    add(client, vase)
    [told] = said(enter(client, " x "))
    assert told == sentence or (not sentence and told.startswith("X: "))
    assert client.session.get("voucher_codes", []) == []


def test_code_is_kept_once_and_taken_out(client, vase):
    factories.make_voucher("MUOI", percent=10)
    add(client, vase)
    for _twice in range(2):
        enter(client, "muoi")
    assert client.session["voucher_codes"] == ["MUOI"]
    client.post(reverse("basket:voucher"), {"remove": "MUOI"})
    assert client.session["voucher_codes"] == []
    assert said(enter(client, "")) == ["Hãy nhập mã giảm giá."]


def test_a_card_adds_in_place_and_is_told_how_much_there_is(client, vase):
    path = reverse("basket:add", args=[vase.pk])
    for count in (1, 2, 3):
        answer = client.post(path, {"next": "."}, headers={"Accept": "application/json"}).json()
        assert answer["count"] == count
        assert [said["level"] for said in answer["said"]] == ["success"]
    full = client.post(path, {"next": "."}, headers={"Accept": "application/json"}).json()
    assert (full["count"], [said["level"] for said in full["said"]]) == (3, ["error"])


NO_COOKIES = "Trình duyệt của bạn không giữ cookie"


@pytest.mark.parametrize("target", ["/vi/about/", ""])
def test_browser_without_cookies_is_told_that_nothing_stays_in_the_basket(client, vase, target):
    answer = client.post(reverse("basket:add", args=[vase.pk]), {"quantity": "1", "next": target})
    page = Client().get(answer.url).content.decode()
    assert "Giỏ hàng cần một cookie." in page
    assert (NO_COOKIES in page) is bool(target)


def test_who_keeps_the_first_cookie_comes_back_to_the_page_of_the_button(client, vase):
    path = reverse("basket:add", args=[vase.pk])
    answer = client.post(path, {"quantity": "1", "next": "/vi/about/"})
    assert client.get(answer.url).url == "/vi/about/"
    assert client.post(path, {"next": "/vi/about/"}).url == "/vi/about/"
    evil = reverse("basket:summary") + "?next=//evil.example"
    assert client.get(evil).url == reverse("basket:summary")
    assert "Giỏ hàng cần một cookie." not in client.get(reverse("basket:summary")).content.decode()


def test_empty_basket_of_who_was_signed_in_leads_to_signing_in(client, buyer, vase):
    basket, login = (
        reverse("basket:summary"),
        f"/vi/account/login/?next={reverse('basket:summary')}",
    )
    assert login not in client.get(basket).content.decode()
    client.force_login(buyer)
    add(client, vase)
    Session.objects.all().delete()
    page = client.get(basket).content.decode()
    assert "Phiên của bạn đã hết." in page and f'href="{login}"' in page
    client.cookies["known_here"] = "x"  # the session's cookie is gone, that of the device is not
    page = client.get(basket).content.decode()
    assert "Những gì bạn đã thêm khi đăng nhập vẫn còn trong tài khoản." in page
    assert f'href="{login}"' in page
    client.force_login(buyer)
    assert login not in client.get(basket).content.decode()
