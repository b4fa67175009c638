"""What stands on packing slips and address labels."""

import pytest
from django.utils.translation import override
from oscar.core.loading import get_model

from catalogue.origin.lots.services import open_lot, release_lot
from marketplace.purchases.gifts import Gift
from marketplace.purchases.models import Parcel
from marketplace.purchases.packing import left_of, with_goods
from marketplace.purchases.packing_papers import (
    labels_of,
    labels_pdf,
    next_packet,
    packet_of,
    packets_of,
    slips_of,
    slips_pdf,
    written_weight,
)
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


def read(*orders) -> list:
    rows = get_model("order", "Order").objects.filter(pk__in=[each.pk for each in orders])
    return list(
        with_goods(rows)
        .select_related("purchase", "producer__commune__province", "shipping_address__country")
        .order_by("pk")
    )


@pytest.fixture
def order(product):
    other = factories.make_product(product.producer)
    return place([(product, 3), (other, 1)], "cash").orders.get()


def texts_of(paper) -> str:
    return repr({name: text for name, text in paper.items() if name != "qr"})


def test_a_label_says_to_whom_from_whom_and_what_to_collect_in_vietnamese(order, product):
    type(product).objects.update(weight_g=400)
    (label,) = labels_of(packets_of(read(order)), "a6")["labels"]
    assert (label["to_name"], label["to_phone"]) == ("Nguyễn Lan", "0912 345 678")
    assert (label["to_address"], label["to_province"]) == ("12 Hàng Bông, Hoàn Kiếm", "Hà Nội")
    assert label["from_name"] == product.producer.name
    assert product.producer.commune.province.name in label["from_address"]
    assert (label["number"], label["weight"]) == (order.number, "1,60 kg")
    assert (label["is_cash"], label["cash_label"]) == (True, "Thu hộ tiền mặt (COD)")
    assert label["cash"].replace("\xa0", " ") == f"{int(order.total_incl_tax):,} ₫".replace(
        ",", "."
    )
    assert "khach@example.vn" not in texts_of(label)


def test_what_is_paid_says_so_in_place_of_a_sum(product):
    order = paid([(product, 1)]).orders.get()
    (label,) = labels_of(packets_of(read(order)), "a4")["labels"]
    assert (label["is_cash"], label["cash"]) == (False, "Đã thanh toán: không thu tiền")
    assert label["weight"] == "……… kg" if not product.weight_g else label["weight"]


def test_parcels_and_the_rest_have_papers_of_their_own(order, owner):
    vases, other = order.lines.order_by("pk")
    ship(order, owner, quantities=[(vases, 2)], carrier="GHN")
    (found,) = read(order)
    (rest,) = packets_of([found])
    assert (rest.place, rest.units) == (2, {vases.pk: 1, other.pk: 1})
    gone = packet_of(found, found.parcels.all()[0])
    assert (gone.place, gone.units) == (1, {vases.pk: 2})
    assert gone.to_collect + rest.to_collect == int(order.total_incl_tax)
    (slip,) = slips_of([gone], "a6", False)["slips"]
    assert slip["carrier"] == "Giao Hàng Nhanh (GHN) VN1"
    ship(order, owner)
    assert [each.place for each in packets_of(read(order))] == [1, 2]
    Parcel.objects.filter(pk=gone.parcel.pk).update(state=Parcel.State.FAILED)
    assert [each.place for each in packets_of(read(order))] == [2]


def test_a_slip_lists_goods_with_their_codes_lots_and_the_buyer_s_note(order, product, owner):
    type(order.purchase).objects.update(note="Gói kỹ, gọi trước")
    lot = release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
    paper = slips_of(packets_of(read(order)), "a6", False)
    (slip,) = paper["slips"]
    first = slip["rows"][0]
    assert (first["quantity"], first["title"], first["price"]) == ("3", product.title, "")
    assert product.code in first["facts"]
    assert lot.number in first["facts"]
    assert (slip["note"], slip["count"]) == ("Gói kỹ, gọi trước", 4)
    assert "₫" not in texts_of(slip)
    assert len(paper["columns"]) == 2
    priced = slips_of(packets_of(read(order)), "a6", True)
    assert "₫" in priced["slips"][0]["rows"][0]["price"]
    release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
    (slip,) = slips_of(packets_of(read(order)), "a6", False)["slips"]
    assert lot.number not in slip["rows"][0]["facts"]  # one of two: the packer chooses


def test_a_gift_has_no_price_on_its_slip_whoever_asks_for_them(order, product):
    plain = paid([(product, 1)]).orders.get()
    gift = paid([(product, 1)], gift=Gift()).orders.get()
    slips = slips_of(packets_of(read(plain, gift)), "a6", True)["slips"]
    assert ["₫" in slip["rows"][0]["price"] for slip in slips] == [True, False]
    assert [slip["gift"] for slip in slips] == ["", "Quà tặng: không kèm giá, đặt thiệp vào kiện."]


@pytest.mark.parametrize("size", ["a6", "a4"])
def test_papers_are_set_as_pdf_with_whatever_was_typed(order, size):
    ugly = "Đặng Thị Phượng 王小明 \u202eevil *x* #y $z$ " + "dài " * 60
    order.shipping_address.first_name = ugly[:250]
    order.shipping_address.save()
    (found,) = read(order)
    packets = [next_packet(found, left_of(found))] * 5
    for body in (labels_pdf(packets, size=size), slips_pdf(packets, size=size, with_prices=True)):
        assert body.startswith(b"%PDF")


def test_many_orders_are_read_at_the_same_cost(product, django_assert_max_num_queries):
    orders = [place([(product, 1)], "cash").orders.get() for _each in range(3)]
    with django_assert_max_num_queries(8):
        labels_of(packets_of(read(*orders)), "a4")


@pytest.mark.parametrize(
    ("grams", "text"),
    [
        (0, "……… kg"),
        (1, "1 g"),
        (640, "640 g"),
        (999, "999 g"),
        (1000, "1,00 kg"),
        (1640, "1,64 kg"),
    ],
)
def test_a_weight_is_written_as_carriers_ask_for_it(grams, text):
    with override("vi"):
        assert written_weight(grams) == text


@pytest.mark.parametrize(
    ("phone", "there", "shown", "province"),
    [
        ("+6281234567890", "ID", "+62 812-3456-7890", "40111 Bandung, West Java, Indonesia"),
        ("+84912345678", "ID", "0912 345 678", "40111 Bandung, West Java, Indonesia"),
        ("+6281234567890", "VN", "+62 812-3456-7890", "Bandung"),
    ],
)
def test_a_label_is_read_where_the_parcel_goes(order, phone, there, shown, province):
    to = order.shipping_address
    to.country_id, to.phone_number, to.line4 = there, phone, "Bandung"
    to.postcode, to.state = "40111", "West Java"
    to.save()
    (label,) = labels_of(packets_of(read(order)), "a6")["labels"]
    assert (label["to_phone"], label["to_province"]) == (shown, province)
    assert label["to_label"] == ("Recipient" if there == "ID" else "Người nhận hàng")
    assert (label["order_label"] == "Order") == (there == "ID")


def test_papers_of_goods_without_address_or_product_have_their_gaps(order):
    type(order).objects.update(shipping_address=None)
    type(order.purchase).objects.update(phone="+84987654321")
    order.lines.update(product=None, upc="8930001000017", unit_price_incl_tax=None)
    packets = packets_of(read(order))
    (label,) = labels_of(packets, "a6")["labels"]
    gaps = [label[name] for name in ("to_name", "to_address", "to_province", "carrier")]
    assert (gaps, label["to_phone"]) == ([""] * 4, "+84987654321")
    assert label["weight"] == "……… kg"
    (slip,) = slips_of(packets, "a6", True)["slips"]
    assert (slip["to"], slip["carrier"], slip["parcel"]) == ("", "", "Kiện 1")
    skus = list(order.lines.order_by("pk").values_list("partner_sku", flat=True))
    assert [row["facts"] for row in slip["rows"]] == [
        f"Mã {sku} · Mã 8930001000017" for sku in skus
    ]
    assert [row["price"].replace("\xa0", " ") for row in slip["rows"]] == ["0 ₫"] * 2


def test_a_cancelled_order_has_no_papers_but_those_of_what_went(order, owner):
    type(order).objects.update(status="cancelled")
    assert packets_of(read(order)) == []
