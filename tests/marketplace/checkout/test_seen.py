"""The checkout in two windows, after an order, with another session, or with other goods."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from catalogue.models import Publication
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import Purchase
from tests import factories
from tests.marketplace.checkout.test_views import ADDRESS, ANSWERS, REVIEW, post, said, shown_at

pytestmark = pytest.mark.django_db
LOOK_AGAIN = "Chưa đặt gì; xin xem lại."
STALE = "Trang này không còn đúng với hiện tại. Chưa đặt gì; xin xem lại."
TAKEN_OUT = "Sản phẩm này không còn trong giỏ: bạn đã bỏ ra hoặc đã đặt ở một cửa sổ khác."


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=250_000, stock=9, title="Lọ hoa")


@pytest.fixture
def bowl(producer):
    return factories.make_product(producer, price=50_000, stock=9, title="Bát")


def put_in(client, product):
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})


def take_out(client, product):
    [line] = client.get(reverse("basket:summary")).context["split"].packages[0].lines
    assert line.product == product
    client.post(reverse("basket:line", args=[line.line.pk]), {"remove": "1"})


def shown(client) -> dict:
    """What a window with the review holds."""
    initial = client.get(reverse(REVIEW)).context["form"].initial
    return {
        "token": initial["token"],
        "confirmed_total": initial["confirmed_total"],
        "payment_method": "cash",
    }


@pytest.fixture
def window(client, vase) -> dict:
    put_in(client, vase)
    assert client.post(reverse(ADDRESS), ANSWERS).url == reverse(REVIEW)
    return shown(client)


def bought() -> list[list[tuple[str, int]]]:
    """What each purchase holds, the oldest first."""
    return [
        [(line.title, line.quantity) for order in each.orders.all() for line in order.lines.all()]
        for each in Purchase.objects.order_by("pk")
    ]


def test_typed_address_after_an_order_orders_what_is_new(client, window, bowl):
    first = post(client, window)
    put_in(client, bowl)
    second = post(client, shown(client))
    assert shown_at(second) != shown_at(first)
    assert bought() == [[("Lọ hoa", 1)], [("Bát", 1)]]


def test_the_same_goods_again_are_a_second_order(client, window, vase):
    post(client, window)
    put_in(client, vase)
    post(client, shown(client))
    assert bought() == [[("Lọ hoa", 1)], [("Lọ hoa", 1)]]


def test_window_from_before_an_order_neither_thanks_again_nor_orders_unseen(client, window, bowl):
    post(client, window)
    put_in(client, bowl)
    answer = post(client, window)
    number = Purchase.objects.get().number
    told = said(answer)[-1]
    assert told.startswith("Những gì trang đó hiện ra đã được đặt rồi") and number in told
    assert shown_at(answer) == reverse(REVIEW)
    post(client, shown(client))
    assert bought() == [[("Lọ hoa", 1)], [("Bát", 1)]]


def test_two_windows_of_one_basket_are_one_purchase(client, window):
    other = shown(client)
    assert other == window
    assert shown_at(post(client, other)) == shown_at(post(client, window))
    assert bought() == [[("Lọ hoa", 1)]]


def test_back_to_the_address_after_an_order_leads_to_the_order(client, window):
    post(client, window)
    for answer in (client.get(reverse(ADDRESS), follow=True), post_address(client)):
        [told] = said(answer)
        assert told.startswith("Giỏ hàng đang trống: những gì có trong giỏ đã được đặt.")
        assert Purchase.objects.get().get_absolute_url() in told


def post_address(client):
    return client.post(reverse(ADDRESS), ANSWERS, follow=True)


def test_browsers_keep_no_step_of_the_checkout(client, window):
    for address in (ADDRESS, REVIEW):
        assert client.get(reverse(address))["Cache-Control"] == "private, no-store"


def test_line_that_another_window_took_out_is_named(client, window, vase, bowl):
    put_in(client, bowl)
    both = shown(client)
    lines = client.get(reverse("basket:summary")).context["split"].packages[0].lines
    line = next(line.line for line in lines if line.product == bowl)
    client.post(reverse("basket:line", args=[line.pk]), {"remove": "1"})
    answer = post(client, both)
    assert said(answer)[-2:] == ["“Bát” không còn trong giỏ của bạn.", LOOK_AGAIN]
    assert (shown_at(answer), bought()) == (reverse(REVIEW), [])


def test_goods_that_another_window_put_in_are_named(client, window, vase, bowl):
    put_in(client, bowl)
    put_in(client, vase)
    assert said(post(client, window))[-3:] == [
        "Trong giỏ của bạn nay có 2 “Lọ hoa”.",
        "“Bát” vừa được thêm vào giỏ của bạn.",
        LOOK_AGAIN,
    ]
    assert bought() == []


def test_another_variant_is_not_ordered_unseen(client, vase):
    factories.make_variants(vase, "S", "M")
    small, middle = (factories.variant_of(vase, label).pk for label in ("S", "M"))
    path = reverse("basket:add", args=[vase.pk])
    client.post(path, {"variant": small})
    client.post(reverse(ADDRESS), ANSWERS)
    seen = shown(client)
    client.post(path, {"variant": middle})
    response = client.post(reverse(REVIEW), seen, follow=True)
    assert "Lọ hoa, M" in "".join(str(each) for each in response.context["messages"])
    assert bought() == []


def test_other_goods_for_the_same_money_are_not_ordered_unseen(client, window, vase, producer):
    like_it = factories.make_product(producer, price=250_000, stock=1, title="Ấm")
    take_out(client, vase)
    put_in(client, like_it)
    assert said(post(client, window))[-3:] == [
        "“Lọ hoa” không còn trong giỏ của bạn.",
        "“Ấm” vừa được thêm vào giỏ của bạn.",
        LOOK_AGAIN,
    ]
    assert bought() == []


@pytest.mark.parametrize("token", ["", "x", "0" * 32])
def test_token_that_was_never_shown_says_so(client, window, token):
    answer = post(client, window, token=token)
    assert (said(answer), shown_at(answer)) == ([STALE], reverse(REVIEW))


def test_line_taken_out_in_another_window_is_said_in_the_basket(client, window):
    [line] = client.get(reverse("basket:summary")).context["split"].packages[0].lines
    path = reverse("basket:line", args=[line.line.pk])
    client.post(path, {"remove": "1"})
    for data in ({"remove": "1"}, {"quantity": "2"}):
        assert said(client.post(path, data, follow=True))[-1] == TAKEN_OUT


def test_line_ordered_in_another_window_is_said_in_the_basket(client, window):
    [line] = client.get(reverse("basket:summary")).context["split"].packages[0].lines
    post(client, window)
    path = reverse("basket:line", args=[line.line.pk])
    assert said(client.post(path, {"quantity": "2"}, follow=True)) == [TAKEN_OUT]


TROUBLES = {
    "withdrawn": "“Lọ hoa” không còn bán: hãy bỏ ra khỏi giỏ.",
    "closed": "Gốm Bát Tràng hiện không bán ở đây: hãy bỏ “Lọ hoa” ra khỏi giỏ.",
    "price": "“Lọ hoa” hiện chưa có giá: hãy bỏ ra khỏi giỏ.",
    "none": "“Lọ hoa” đã hết: hãy bỏ ra khỏi giỏ.",
    "few": "Chỉ còn 1 “Lọ hoa”; hãy giảm số lượng.",
}


def befall(trouble: str, vase) -> None:
    type(vase.producer).objects.update(name="Gốm Bát Tràng")
    if trouble == "withdrawn":
        type(vase).objects.update(publication=Publication.WITHDRAWN)
    elif trouble == "closed":
        type(vase.producer).objects.update(state="suspended")
    elif trouble == "price":
        StockRecord.objects.update(price=None)
    else:
        StockRecord.objects.update(num_allocated=9 if trouble == "none" else 8)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_cannot_be_bought_is_said_before_the_address_is_typed(client, vase, trouble):
    put_in(client, vase)
    put_in(client, vase)
    befall(trouble, vase)
    answer = client.get(reverse(ADDRESS), follow=True)
    assert (said(answer)[-1], shown_at(answer)) == (TROUBLES[trouble], reverse("basket:summary"))
    assert f'<p class="field__error">{TROUBLES[trouble]}</p>' in answer.content.decode()


def test_address_typed_before_the_goods_went_is_kept(client, vase):
    put_in(client, vase)
    befall("withdrawn", vase)
    answer = post_address(client)
    assert (said(answer)[-1], shown_at(answer)) == (
        TROUBLES["withdrawn"],
        reverse("basket:summary"),
    )
    assert client.session["checkout_address"]["street"] == "12 Hàng Bông"


def test_review_of_goods_that_went_leads_to_the_basket(client, window, vase):
    befall("closed", vase)
    assert said(client.get(reverse(REVIEW), follow=True)) == [TROUBLES["closed"]]


def test_ended_session_of_a_buyer_says_so_and_the_basket_is_there_after_signing_in(
    client, buyer, vase
):
    client.force_login(buyer)
    put_in(client, vase)
    client.post(reverse(ADDRESS), ANSWERS)
    form = shown(client)
    for send in (
        lambda: post(client, form),
        lambda: client.get(reverse(ADDRESS), follow=True),
        lambda: post_address(client),
    ):
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        Session.objects.all().delete()
        answer = send()
        assert said(answer) == [
            "Phiên của bạn đã hết. Nếu trước đó bạn đã đăng nhập, hãy đăng nhập lại: "
            "giỏ hàng của bạn vẫn còn."
        ]
        assert shown_at(answer) == f"{reverse('account_login')}?next={reverse(ADDRESS)}"
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    client.force_login(buyer)
    [package] = client.get(reverse("basket:summary")).context["split"].packages
    assert [line.product for line in package.lines] == [vase]
    assert bought() == []


def test_address_sent_in_an_ended_session_is_there_after_signing_in(client, buyer, vase):
    client.force_login(buyer)
    put_in(client, vase)
    Session.objects.all().delete()
    post_address(client)
    client.force_login(buyer)
    assert client.get(reverse(ADDRESS)).context["form"].initial["street"] == "12 Hàng Bông"


def test_ended_session_of_a_guest_says_so_and_keeps_the_basket(client, window):
    Session.objects.all().delete()
    answer = post(client, window)
    assert (said(answer), shown_at(answer)) == (
        ["Phiên của bạn đã hết. Giỏ hàng vẫn còn; xin nhập lại địa chỉ."],
        reverse(ADDRESS),
    )
    assert answer.context["total"] == 272_000


def test_address_that_another_window_changed_is_not_delivered_to_unseen(client, window):
    other = ANSWERS | {"street": "99 Hàng Gai"}
    client.post(reverse(ADDRESS), other)
    answer = post(client, window)
    assert said(answer)[-1] == ("Địa chỉ đã được đổi ở một cửa sổ khác. Chưa đặt gì; xin xem lại.")
    assert "99 Hàng Gai" in answer.content.decode()
    assert bought() == []
    post(client, shown(client))
    assert Purchase.objects.get().orders.get().shipping_address.line1 == "99 Hàng Gai"


def test_voucher_that_another_window_took_out_is_not_called_a_price(client, window):
    factories.make_voucher("MUOI", percent=10)
    client.post(reverse("basket:voucher"), {"code": "MUOI"})
    with_code = shown(client)
    client.post(reverse("basket:voucher"), {"remove": "MUOI"})
    assert said(post(client, with_code))[-1] == (
        "Mã giảm giá đã được đổi ở một cửa sổ khác. Tổng nay là 272.000\xa0₫; xin xem lại."
    )
    assert bought() == []
