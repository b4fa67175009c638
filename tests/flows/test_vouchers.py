"""Vouchers: the worked example, sums that add up, caps, and giving them back."""

import datetime
import uuid

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oscar.core.loading import get_model

from marketplace.discounts.models import Voucher, VoucherUse
from marketplace.discounts.services import VoucherRefused
from marketplace.discounts.sharing import DiscountLine, apply_one
from marketplace.ledger.models import Account, SoldLine
from marketplace.ledger.queries import balances
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase
from marketplace.purchases.services import cancel_unpaid, expire_purchase, settle_purchase
from tests import factories
from tests.clock import read

pytestmark = pytest.mark.django_db
ADDRESS = {
    "first_name": "Lan",
    "phone_number": "+84912345678",
    "line1": "12 Hàng Bông",
    "line2": "Hoàn Kiếm",
    "line4": "Hà Nội",
    "state": "01",
}


def place(
    products,
    codes=(),
    *,
    email="lan@example.vn",
    user=None,
    pay_within=datetime.timedelta(hours=1),
):
    basket = factories.make_basket(*products)
    basket.owner = user
    split = split_basket(basket, codes=codes)
    return place_purchase(
        basket=basket,
        token=uuid.uuid4(),
        buyer=Buyer(email=email, user=user),
        payment=PaymentChoice(method="vietqr" if pay_within else "cash", within=pay_within),
        delivery=Delivery(
            address=ADDRESS | {"country": get_model("address", "Country").objects.get(pk="VN")},
            destination=Destination(),
        ),
        confirmed_total=split.total,
        voucher_codes=codes,
    )


def test_shares_are_those_of_the_worked_example():
    voucher = Voucher(kind="percent", percent=15, most=60_000, platform_share=50)
    lines = [DiscountLine(1, None, cost) for cost in (333_333, 99_999, 33_333)]
    assert apply_one(voucher, lines) == 60_000
    assert [line.platform + line.producer for line in lines] == [42_857, 12_857, 4_286]
    assert [line.platform for line in lines] == [21_429, 6_428, 2_143]
    assert [line.left for line in lines] == [290_476, 87_142, 29_047]


@hypothesis_settings(max_examples=300, deadline=None)
@given(
    costs=st.lists(st.integers(1, 9_999_999), min_size=1, max_size=12),
    share=st.integers(0, 100),
    percent=st.none() | st.integers(1, 100),
    amount=st.integers(1, 50_000_000),
    most=st.none() | st.integers(1, 5_000_000),
)
def test_parts_sum_exactly_and_no_line_goes_below_zero(costs, share, percent, amount, most):
    voucher = Voucher(
        kind="percent" if percent else "amount",
        percent=percent,
        amount=None if percent else amount,
        most=most,
        platform_share=share,
    )
    lines = [DiscountLine(1, None, cost) for cost in costs]
    off = apply_one(voucher, lines)
    if isinstance(off, str):
        assert off == "other_goods"  # a percent of so little is nothing
        return
    assert sum(line.platform + line.producer for line in lines) == off
    assert all(line.platform >= 0 and line.producer >= 0 and line.left >= 0 for line in lines)
    assert abs(sum(line.platform for line in lines) * 100 - off * share) <= 50
    assert off <= min(sum(costs), most if most is not None else off)


def test_purchase_orders_lines_and_ledger_add_up(producer):
    vase = factories.make_product(producer, price=333_333)
    scarf = factories.make_product(factories.make_producer("Lụa"), price=99_999)
    factories.make_voucher("TET10", percent=10)
    factories.make_voucher("GOM5K", amount=5_000, producer=producer, platform_share=0)
    purchase = place([vase, scarf], ["tet10 ", "GOM5K"])
    # 5 000 off the vase, then 10 % of 328 333 + 99 999: 42 833
    assert (purchase.goods_total, purchase.discount_total) == (433_332, 47_833)
    assert purchase.total == 433_332 - 47_833 + 44_000
    orders = purchase.orders.prefetch_related("lines")
    assert sum(int(order.total_incl_tax) for order in orders) == purchase.total
    for order in orders:
        lines = sum(int(line.line_price_incl_tax) for line in order.lines.all())
        assert lines + int(order.shipping_incl_tax) == int(order.total_incl_tax)
    settle_purchase(purchase.pk)
    owed = balances()
    assert owed[f"buyer:{purchase.number}"] == -purchase.total
    assert owed["platform:discounts"] == -42_833
    assert SoldLine.objects.count() == 4


def test_terms_are_frozen_and_follow_the_kind_of_producer(producer):
    household = factories.make_producer("Hộ", kind="household")
    scarf = factories.make_product(household, price=480_000)
    vase = factories.make_product(producer, price=480_000)
    factories.make_voucher("NHA", amount=24_000, producer=household, platform_share=0)
    purchase = place([scarf, vase], ["NHA"])
    lines = {
        line.product_id: line
        for line in get_model("order", "Line").objects.filter(order__purchase=purchase)
    }
    line = lines[scarf.pk]
    assert (line.commission_rate, line.commission, line.commission_vat) == (500, 22_800, 1_824)
    assert (line.withheld_vat, line.withheld_income) == (4_560, 2_280)
    order = line.order
    assert (order.delivery_withheld_vat, order.delivery_withheld_income) == (220, 110)
    other = lines[vase.pk]  # a cooperative: nothing is withheld
    assert (other.commission, other.withheld_vat, other.withheld_income) == (24_000, 0, 0)


def test_single_use_is_single_until_it_is_given_back(product):
    voucher = factories.make_voucher("MOT", percent=10, max_uses=1, max_uses_per_buyer=None)
    first = place([product], ["MOT"])
    with pytest.raises(VoucherRefused) as refusal:
        place([product], ["MOT"], email="other@example.vn")
    assert (refusal.value.code, refusal.value.reason) == ("MOT", "used_up")
    assert expire_purchase(first.pk)
    assert not expire_purchase(first.pk)
    voucher.refresh_from_db()
    assert (voucher.uses, voucher.spent) == (0, 0)
    second = place([product], ["MOT"], email="other@example.vn")
    assert settle_purchase(first.pk).value == "too_late"  # its voucher is another's now
    assert cancel_unpaid(purchase=second, by=None)
    assert settle_purchase(first.pk).value == "revived"
    voucher.refresh_from_db()
    assert (voucher.uses, voucher.spent) == (1, 25_000)
    assert VoucherUse.objects.filter(released_at=None).count() == 1


def test_one_buyer_is_one_as_a_guest_and_signed_in(product):
    lan, other = factories.make_user("Lan@example.vn"), factories.make_user("other@example.vn")
    factories.make_voucher("HAI", amount=20_000, max_uses_per_buyer=1)
    place([product], ["HAI"], user=lan, email="elsewhere@example.vn")
    for fields, reason in (({"user": lan}, "used_before"), ({}, "sign_in")):
        with pytest.raises(VoucherRefused) as refusal:
            place([product], ["HAI"], **fields)
        assert refusal.value.reason == reason
    place([product], ["HAI"], user=other)


def test_a_purchase_paid_late_does_not_use_a_voucher_a_second_time(product):
    lan = factories.make_user("Lan@example.vn")
    voucher = factories.make_voucher("LAN", amount=30_000, max_uses_per_buyer=1)
    first = place([product], ["LAN"], user=lan)
    expire_purchase(first.pk)
    second = place([product], ["LAN"], user=lan)
    assert settle_purchase(first.pk).value == "too_late"
    voucher.refresh_from_db()
    assert (voucher.uses, voucher.spent) == (1, 30_000)
    cancel_unpaid(purchase=second, by=None)
    assert settle_purchase(first.pk).value == "revived"


def test_one_buyer_uses_it_once_and_the_budget_ends_it(product):
    factories.make_voucher("LAN", amount=30_000, budget=70_000, max_uses_per_buyer=1)
    a, b, c = (factories.make_user(f"{name}@example.vn") for name in "abc")
    place([product], ["LAN"], user=a)
    with pytest.raises(VoucherRefused) as refusal:
        place([product], ["LAN"], user=a)
    assert refusal.value.reason == "used_before"
    place([product], ["LAN"], user=b)
    with pytest.raises(VoucherRefused) as refusal:
        place([product], ["LAN"], user=c)
    assert refusal.value.reason == "used_up"
    assert Purchase.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ends_at": lambda: timezone.now() - datetime.timedelta(hours=1)}, "over"),
        ({"is_active": False}, "over"),
        ({"minimum_goods": 250_001}, "minimum"),
    ],
)
def test_a_code_that_does_not_apply_says_why(product, fields, reason):
    fields = read(fields)
    if "ends_at" in fields:
        fields["starts_at"] = fields["ends_at"] - datetime.timedelta(days=1)
    factories.make_voucher("X", **fields)
    split = split_basket(factories.make_basket(product), codes=["x", "nothing"])
    assert {(r.code, r.reason) for r in split.refused} == {("X", reason), ("NOTHING", "unknown")}
    assert split.discount == 0


def test_a_shared_voucher_waits_for_the_producers_yes(product):
    factories.make_voucher(
        "DOI", percent=10, producer=product.producer, platform_share=50, agreed_at=None
    )
    assert split_basket(factories.make_basket(product), codes=["DOI"]).discount == 0


def test_what_costs_nothing_is_paid_at_once(producer):
    ticket = factories.make_product(producer, price=50_000, needs_delivery=False)
    factories.make_voucher("TANG", percent=100)
    purchase = place([ticket], ["TANG"])
    assert (purchase.total, purchase.state, purchase.expires_at) == (0, "paid", None)
    assert purchase.orders.get().status == "placed"
    assert balances()["platform:discounts"] == -50_000
    assert not Account.objects.filter(key=f"buyer:{purchase.number}").exists()


def test_buyer_enters_a_voucher_and_pays_less(client, product):
    factories.make_voucher("TET10", percent=10, max_uses=1)
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    answer = client.post("/en/basket/voucher/", {"code": " tet10"}, follow=True)
    assert answer.context["split"].total == 250_000 - 25_000 + 22_000
    assert (
        "There is no voucher with this code."
        in client.post("/en/basket/voucher/", {"code": "nothing"}, follow=True).content.decode()
    )
    client.post(
        "/en/checkout/",
        {
            "email": "khach@example.vn",
            "name": "Nguyễn Lan",
            "phone": "0912345678",
            "country": "VN",
            "province": "01",
            "commune": "Phường Hoàn Kiếm",
            "street": "12 Hàng Bông",
        },
    )
    form = client.get("/en/checkout/review/").context["form"]
    answers = {
        "token": form.initial["token"],
        "confirmed_total": form.initial["confirmed_total"],
        "payment_method": "cash",
    }
    voucher = Voucher.objects.get()
    Voucher.objects.filter(pk=voucher.pk).update(is_active=False)
    refused = client.post("/en/checkout/review/", answers, follow=True)
    assert "TET10: This voucher is over" in refused.content.decode()
    assert Purchase.objects.count() == 0
    Voucher.objects.filter(pk=voucher.pk).update(is_active=True)
    client.post("/en/basket/voucher/", {"code": "TET10"})
    client.post("/en/checkout/review/", answers)
    purchase = Purchase.objects.get()
    assert (purchase.total, purchase.discount_total) == (247_000, 25_000)
    page = client.get(purchase.get_absolute_url().replace("/vi/", "/en/")).content.decode()
    assert "A voucher took" in page
    assert client.session.get("voucher_codes") is None
