"""The checkout: what a buyer reads when a purchase cannot be placed, and that twice is once."""

import uuid

import pytest
from django.urls import reverse

from catalogue.models import DeliveryReach, Publication
from marketplace.checkout import views
from marketplace.checkout.forms import ReviewForm
from marketplace.discounts.models import Voucher
from marketplace.discounts.services import VoucherRefused
from marketplace.discounts.sharing import REFUSALS
from marketplace.gateways.methods import payment_methods
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import split_basket
from marketplace.purchases.placement import (
    CashClosed,
    EmptyBasket,
    GiftDayRefused,
    GiftPaidBefore,
    OutOfStock,
    TokenUsed,
)
from tests import factories

pytestmark = pytest.mark.django_db
REVIEW, ADDRESS = "checkout:review", "checkout:index"
ANSWERS = {
    "email": "khach@example.vn",
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Phường Hoàn Kiếm",
    "street": "12 Hàng Bông",
}


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=250_000, stock=3, title="Lọ hoa")


@pytest.fixture
def form(client, vase) -> dict:
    """What the review asks a visitor to say yes to."""
    client.post(reverse("basket:add", args=[vase.pk]), {"quantity": 1})
    assert client.post(reverse(ADDRESS), ANSWERS).status_code == 302
    initial = client.get(reverse(REVIEW)).context["form"].initial
    return {
        "token": initial["token"],
        "confirmed_total": initial["confirmed_total"],
        "payment_method": "cash",
    }


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def post(client, form, **more):
    return client.post(reverse(REVIEW), form | more, follow=True)


def shown_at(response) -> str:
    return response.redirect_chain[-1][0]


def test_yes_to_the_total_places_it_and_leads_to_it(client, form, vase):
    answer = post(client, form, note="Gọi trước")
    purchase = Purchase.objects.get()
    assert shown_at(answer) == purchase.get_absolute_url()
    assert (purchase.total, purchase.note, purchase.state) == (272_000, "Gọi trước", "placed")
    assert (purchase.email, purchase.phone) == ("khach@example.vn", "+84912345678")
    assert purchase.language == "vi"


def test_same_yes_again_is_one_purchase(client, form):
    first = post(client, form)
    assert shown_at(post(client, form)) == shown_at(first)
    assert Purchase.objects.count() == 1


def test_purchase_to_be_paid_leads_to_its_payment(client, form):
    answer = client.post(reverse(REVIEW), form | {"payment_method": "vietqr"})
    assert answer.url == reverse("checkout:pay", args=[Purchase.objects.get().token])


@pytest.mark.parametrize("token", ["", "x", str(uuid.uuid4())])
def test_token_of_another_form_places_nothing(client, form, token):
    assert shown_at(post(client, form, token=token)) == reverse(REVIEW)
    assert not Purchase.objects.exists()


def test_others_cannot_place_by_a_token_they_saw(client, form):
    """A second visitor with a basket of its own, and the first one's form."""
    from django.test import Client

    other = Client()
    assert other.post(reverse(REVIEW), form).url == reverse(ADDRESS)
    bowl = factories.make_product(price=50_000)
    other.post(reverse("basket:add", args=[bowl.pk]), {"quantity": 1})
    other.post(reverse(ADDRESS), ANSWERS)
    assert other.post(reverse(REVIEW), form).url == reverse(REVIEW)
    assert not Purchase.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"payment_method": "gold"}, "payment_method"),
        ({"payment_method": ""}, "payment_method"),
        ({"confirmed_total": "-1"}, "confirmed_total"),
        ({"confirmed_total": "x"}, "confirmed_total"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_review_that_cannot_be_places_nothing(client, form, wrong, field):
    answer = client.post(reverse(REVIEW), form | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("total", [271_999, 272_001])
def test_another_total_than_seen_is_said_with_the_new_one(client, form, total):
    answer = post(client, form, confirmed_total=total)
    assert said(answer) == ["Giá vừa thay đổi. Tổng nay là 272.000\xa0₫; xin xem lại."]
    assert shown_at(answer) == reverse(REVIEW)
    assert not Purchase.objects.exists()


WENT = {
    "stock": "Có người nhanh tay hơn: Lọ hoa không còn đủ. Chưa đặt và chưa thu gì.",
    "draft": "“Lọ hoa” không còn bán: hãy bỏ ra khỏi giỏ. Chưa đặt và chưa thu gì.",
    "unverified": "Gốm hiện không bán ở đây: hãy bỏ “Lọ hoa” ra khỏi giỏ. Chưa đặt và chưa thu gì.",
    "price": "“Lọ hoa” hiện chưa có giá: hãy bỏ ra khỏi giỏ. Chưa đặt và chưa thu gì.",
}


@pytest.mark.parametrize("how", WENT)
def test_goods_that_went_meanwhile_are_named_and_why(client, form, vase, how):
    type(vase.producer).objects.update(name="Gốm")
    if how == "stock":
        StockRecord.objects.update(num_allocated=3)
    elif how == "draft":
        type(vase).objects.update(publication=Publication.WITHDRAWN)
    elif how == "unverified":
        type(vase.producer).objects.update(state="suspended")
    else:
        StockRecord.objects.update(price=None)
    answer = post(client, form)
    assert said(answer) == [WENT[how]]
    assert shown_at(answer) == reverse("basket:summary")
    assert not Purchase.objects.exists()


def test_goods_that_went_while_it_was_placed_are_named(client, form, monkeypatch):
    def refuse(*, basket, **_facts):
        StockRecord.objects.update(num_allocated=3)
        raise OutOfStock(split_basket(basket).short_lines)

    monkeypatch.setattr(views, "place_purchase", refuse)
    assert said(post(client, form)) == [WENT["stock"]]


def test_token_that_bought_another_basket_meanwhile_orders_nothing(client, form, monkeypatch):
    other = Purchase.objects.create(goods_total=1, delivery_total=0, total=1, number="261128-ABC")

    def refuse(**_facts):
        raise TokenUsed(other)

    monkeypatch.setattr(views, "place_purchase", refuse)
    answer = post(client, form)
    assert "261128-ABC" in said(answer)[0]
    assert shown_at(answer) == reverse(REVIEW)


def test_goods_that_do_not_travel_that_far_lead_to_the_address(client, form, vase):
    type(vase).objects.update(delivery_reach=DeliveryReach.PROVINCE)
    session = client.session
    session["checkout_address"] = session["checkout_address"] | {
        "province": "79",
        "commune": "Phường Sài Gòn",
    }
    session.save()
    answer = post(client, form)
    assert "Có nhà sản xuất không giao tới địa chỉ này." in said(answer)
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("reason", sorted(REFUSALS))
def test_voucher_that_is_refused_is_taken_out_and_says_why(client, form, monkeypatch, reason):
    factories.make_voucher("MUOI", percent=10)
    client.post(reverse("basket:voucher"), {"code": "MUOI"})

    def refuse(**_facts):
        raise VoucherRefused("MUOI", reason)

    monkeypatch.setattr(views, "place_purchase", refuse)
    answer = post(client, form)
    assert said(answer)[-1] == f"MUOI: {REFUSALS[reason]}"
    assert client.session["voucher_codes"] == []
    assert shown_at(answer) == reverse(REVIEW)


def test_voucher_that_was_used_up_meanwhile_places_nothing(client, form):
    factories.make_voucher("MUOI", percent=10)
    client.post(reverse("basket:voucher"), {"code": "MUOI"})
    Voucher.objects.update(max_uses=0)
    answer = post(client, form, confirmed_total=247_000)
    assert said(answer)[-1].startswith("MUOI: ")
    assert not Purchase.objects.exists()


def test_codes_are_forgotten_once_they_were_used(client, form):
    factories.make_voucher("MUOI", percent=10)
    client.post(reverse("basket:voucher"), {"code": "MUOI"})
    post(client, form, confirmed_total=247_000)
    assert Purchase.objects.get().discount_total == 25_000
    assert "voucher_codes" not in client.session


def test_basket_that_was_bought_elsewhere_leads_back_to_it(client, form, monkeypatch):
    def refuse(**_facts):
        raise EmptyBasket

    monkeypatch.setattr(views, "place_purchase", refuse)
    assert shown_at(post(client, form)) == reverse("basket:summary")


def test_empty_basket_is_not_checked_out(client, db):
    answer = client.get(reverse(ADDRESS), follow=True)
    assert said(answer) == ["Giỏ hàng đang trống."]
    assert client.post(reverse(ADDRESS), ANSWERS).url == reverse("basket:summary")
    assert client.get(reverse(REVIEW)).url == reverse("basket:summary")
    sent = client.post(
        reverse(REVIEW), follow=True
    )  # the page that was sent from, then where it leads
    assert sent.redirect_chain[-1][0] == reverse("basket:summary")


def test_emptied_basket_is_not_reviewed(client, form, vase):
    [line] = client.get(reverse("basket:summary")).context["split"].packages[0].lines
    client.post(reverse("basket:line", args=[line.line.pk]), {"remove": "1"})
    assert client.get(reverse(REVIEW)).url == reverse("basket:summary")
    assert client.post(reverse(REVIEW), form).url == reverse(ADDRESS)
    assert said(client.get(reverse(ADDRESS), follow=True))[-1] == "Giỏ hàng đang trống."
    assert not Purchase.objects.exists()


def test_address_that_is_wrong_is_asked_again(client, vase):
    client.post(reverse("basket:add", args=[vase.pk]), {"quantity": 1})
    answer = client.post(reverse(ADDRESS), ANSWERS | {"phone": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    assert "checkout_address" not in client.session


def test_address_is_put_into_the_own_book_once(client, buyer, vase):
    client.force_login(buyer)
    client.post(reverse("basket:add", args=[vase.pk]), {"quantity": 1})
    for _twice in range(2):
        client.post(reverse(ADDRESS), ANSWERS | {"save_address": "on"})
    assert buyer.addresses.get().is_default_for_shipping


def test_communes_are_those_of_a_province(client, db):
    of_hanoi = client.get(reverse("checkout:communes"), {"province": "01"}).json()["communes"]
    assert "Ba Đình" in of_hanoi
    for nothing in ({}, {"province": "xx"}):
        assert client.get(reverse("checkout:communes"), nothing).json() == {"communes": []}


# The form of the last look


def review_form(**data) -> ReviewForm:
    given = {"token": str(uuid.uuid4()), "confirmed_total": "1", "payment_method": "cash"}
    return ReviewForm(given | data, methods=payment_methods(country="VN"))


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {}),
        ({"company": "Sen", "tax_code": "0300588569"}, {}),
        ({"company": "Sen"}, {"tax_code": ["Hóa đơn cho công ty cần thông tin này."]}),
        ({"tax_code": "0300588569"}, {"company": ["Hóa đơn cho công ty cần thông tin này."]}),
        (
            {"company_address": "1 Lê Lợi"},
            {
                "company": ["Hóa đơn cho công ty cần thông tin này."],
                "tax_code": ["Hóa đơn cho công ty cần thông tin này."],
            },
        ),
        (
            {"company": "Sen", "tax_code": "0300588568"},
            {"tax_code": ["Đây không phải là mã số thuế; hãy xem có chữ số nào sai."]},
        ),
    ],
)
def test_invoice_to_a_company_needs_its_name_and_tax_code(data, errors):
    form = review_form(**data)
    assert form.is_valid() is not bool(errors)
    assert form.errors == errors
    assert form.wants_invoice is bool(data)


def test_a_gift_is_placed_with_its_words_and_its_buyer_sees_them(client, form):
    answer = post(
        client,
        form,
        payment_method="vietqr",
        gift_sender="Lan",
        gift_message="Chúc <mừng> mẹ",
    )
    purchase = Purchase.objects.get()
    assert shown_at(answer) == reverse("checkout:pay", args=[purchase.token])
    assert (purchase.is_gift, purchase.gift_sender) == (True, "Lan")
    page = client.get(purchase.get_absolute_url()).content.decode()
    assert "Chúc &lt;mừng&gt; mẹ · Lan" in page


def test_a_gift_in_cash_is_not_placed_and_keeps_what_was_written(client, form):
    answer = client.post(reverse(REVIEW), form | {"gift_message": "Chúc mừng mẹ"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "người nhận không phải trả gì" in html
    assert "Chúc mừng mẹ" in html
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("refusal", [GiftPaidBefore, GiftDayRefused])
def test_a_gift_that_is_refused_while_it_is_placed_is_looked_at_again(
    client, form, monkeypatch, refusal
):
    def refuse(**_asked):
        raise refusal

    monkeypatch.setattr(views, "place_purchase", refuse)
    answer = post(client, form, payment_method="vietqr", is_gift="on")
    assert shown_at(answer) == reverse(REVIEW)
    assert said(answer)[0].startswith("Không gửi làm quà như vậy được.")


def test_cash_is_not_offered_to_who_let_parcels_come_back(client, form, monkeypatch):
    monkeypatch.setattr(views, "may_pay_in_cash", lambda email, phone: False)
    page = client.get(reverse(REVIEW))
    assert "cash" not in [each.code for each in page.context["methods"]]
    assert "Không nhận trả tiền khi giao" in page.content.decode()
    assert client.post(reverse(REVIEW), form).status_code == 422
    assert not Purchase.objects.exists()


def test_cash_that_closes_while_it_is_placed_is_said(client, form, monkeypatch):
    def refuse(**_asked):
        raise CashClosed

    monkeypatch.setattr(views, "place_purchase", refuse)
    assert shown_at(post(client, form)) == reverse(REVIEW)
    assert not Purchase.objects.exists()


def test_what_is_asked_of_the_limit_is_who_orders(client, form, monkeypatch):
    asked = []

    def keep(email, phone):
        asked.append((email, phone))
        return True

    monkeypatch.setattr(views, "may_pay_in_cash", keep)
    client.get(reverse(REVIEW))
    assert asked == [("khach@example.vn", "+84912345678")]
