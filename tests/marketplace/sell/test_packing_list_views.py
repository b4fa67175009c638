"""The pick list and the list of what was handed over, as pages and files."""

import csv
import io
from html import unescape

import pytest
from django.utils import timezone

from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db
PICKS = "/en/sell/packing/"
GONE = "/en/sell/packing/handed-over/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def order(product, owner):
    order = place([(product, 3)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    return order


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_pick_list_tells_its_own_goods_and_searches(shop, order, product):
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    confirm_order(order=foreign, by=foreign.producer.members.first())
    page = words_of(shop.get(PICKS))
    assert f"{order.number}</a> (3)" in page
    assert foreign.number not in page
    assert "Nothing fits “zzz”." in words_of(shop.get(PICKS, {"q": "zzz"}))
    assert f'value="{product.code}"' in words_of(shop.get(PICKS, {"q": product.code}))


def test_an_empty_pick_list_says_so(shop):
    assert "Nothing waits to be packed." in words_of(shop.get(PICKS))
    assert "Nothing was handed over on this day." in words_of(shop.get(GONE))


def test_the_pick_list_is_kept_as_a_table_and_printed(shop, order, product):
    table = shop.get(f"{PICKS}pick-list.csv")
    title = product.title_en or product.title
    assert rows_of(table)[1:] == [[product.code, title, "3", f"{order.number} (3)"]]
    assert "no-store" in table["Cache-Control"]
    assert shop.get(f"{PICKS}pick-list.xlsx").content.startswith(b"PK")
    assert shop.get(f"{PICKS}pick-list.pdf").content.startswith(b"%PDF")


def test_what_went_is_listed_by_day_and_carrier(shop, order, owner, product):
    line = order.lines.get()
    ship(order, owner, quantities=[(line, 2)], carrier="GHN")
    other = ship(paid([(product, 1)]).orders.get(), owner, carrier="").order
    page = shop.get(GONE)
    assert [row.number for row in page.context["rows"]] == [order.number, other.number]
    assert [(name, count) for name, _key, _on, count in page.context["carriers"]] == [
        ("Giao Hàng Nhanh (GHN)", 1),
        ("No carrier named", 1),
    ]
    for asked, numbers in (
        ({"carrier": "GHN"}, [order.number]),
        ({"carrier": "-"}, [other.number]),
        ({"q": other.number}, [other.number]),
        ({"day": "2020-01-01"}, []),
        ({"day": "nonsense", "carrier": "Xe\x00"}, []),
    ):
        found = shop.get(GONE, asked)
        assert [row.number for row in found.context["rows"]] == numbers


def test_what_went_is_kept_as_a_table_and_printed_to_be_signed(shop, order, owner):
    parcel = ship(order, owner, carrier="GHN")
    header, row = rows_of(shop.get(f"{PICKS}handed-over.csv", {"carrier": "GHN"}))
    told = dict(zip(header, row, strict=True))
    assert (told["Order"], told["Carrier"]) == (order.number, "Giao Hàng Nhanh (GHN)")
    assert told["Cash to collect"] == str(int(order.total_incl_tax))
    assert told["Tracking code"] == parcel.tracking_code
    day = {"day": f"{timezone.localdate():%Y-%m-%d}"}
    assert shop.get(f"{PICKS}handed-over.pdf", day).content.startswith(b"%PDF")
    assert shop.get(f"{PICKS}handed-over.pdf", {"day": "2020-01-01"}).status_code == 200
    assert shop.get(f"{PICKS}handed-over.exe").status_code == 404


@pytest.mark.parametrize("path", [PICKS, GONE])
def test_a_longer_list_costs_no_more(shop, product, owner, path, django_assert_max_num_queries):
    def one_more() -> None:
        orders = [place([(product, 2)], "cash").orders.get() for _each in range(2)]
        for order in orders:
            confirm_order(order=order, by=owner)
        ship(orders[0], owner)

    one_more()
    shop.get(path)
    with django_assert_max_num_queries(15) as first:
        shop.get(path)
    one_more()
    with django_assert_max_num_queries(len(first)):
        shop.get(path)


def test_lists_are_closed_to_others(client, order, stranger):
    books = factories.make_member(order.producer, role="accountant")
    paths = (PICKS, GONE, f"{PICKS}pick-list.csv", f"{PICKS}handed-over.pdf")
    for person, answer in ((None, 302), (stranger, 403), (books, 403)):
        if person:
            client.force_login(person)
        assert [client.get(path).status_code for path in paths] == [answer] * len(paths)
