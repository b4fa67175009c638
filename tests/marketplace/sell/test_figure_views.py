"""The page of sales: sums that lead to their lines, tables to keep, nobody else's rows."""

import csv
import datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.certificates.models import Certificate
from marketplace.listings.models import Opening
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db
PAGE = "/en/sell/figures/"
LINES = f"{PAGE}lines/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def words_of(response) -> str:
    return unescape(response.content.decode())


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def test_sums_lead_to_the_lines_that_they_are_made_of(shop, product):
    order = paid([(product, 2)]).orders.get()
    page = shop.get(PAGE)
    (row,) = page.context["page"]
    assert (row.name, row.sold.units) == (product.title, 2)
    lines = shop.get(LINES + row.path)
    assert [line.order.number for line in lines.context["page"]] == [order.number]
    assert order.number in words_of(lines) and product.title in words_of(lines)
    (place,) = page.context["places"]
    assert shop.get(LINES + place.path).context["page"].paginator.count == 1
    (month,) = [each for each in page.context["times"] if each.sold.units]
    assert shop.get(LINES + month.path).context["page"].paginator.count == 1


def test_the_longest_bar_is_the_highest_sum(shop, product):
    other = factories.make_product(product.producer, price=int(product.price) * 3)
    paid([(product, 1), (other, 1)])
    highest = shop.get(PAGE).context["highest"]
    assert highest["products"] == int(other.price)
    assert highest["places"] == int(product.price) + int(other.price)
    assert f'max="{highest["products"]}"' in words_of(shop.get(PAGE))


def test_who_sold_nothing_reads_that(shop, product):
    assert "Nothing was sold in this time." in words_of(shop.get(PAGE))
    assert "Nothing was sold in this time." in words_of(shop.get(LINES))


@pytest.mark.parametrize(
    "query",
    [
        "period=7&product=x&place=%27&time=yesterday",
        "product=99999999999999999999",
        "time=9999-12-31",
        "time=0001-01-01&place=VN%00",
    ],
)
def test_nonsense_in_an_address_asks_for_nothing_special(shop, product, query):
    paid([(product, 1)])
    assert shop.get(f"{PAGE}?{query}").status_code == 200
    assert shop.get(f"{LINES}?{query}").context["page"].paginator.count == 1


def test_tables_hold_the_sums_and_the_lines(shop, product):
    order = paid([(product, 2)]).orders.get()
    amount = str(2 * int(product.price))
    header, row = rows_of(shop.get(f"{PAGE}products.csv"))
    assert header == ["Item", "Orders", "Quantity", "Amount in dong"]
    assert row == [product.title, "1", "2", amount]
    assert len(rows_of(shop.get(f"{PAGE}places.csv"))) == 2
    _header, line = rows_of(shop.get(f"{PAGE}lines.csv"))
    assert [line[0], *line[-2:]] == [order.number, "2", amount]
    assert shop.get(f"{PAGE}times.xlsx").status_code == 200
    assert shop.get(f"{PAGE}others.csv").status_code == 404


def test_another_producer_and_roles_that_do_not_sell_see_nothing(client, product, producer):
    paid([(product, 1)])
    other = factories.make_member(factories.make_producer("Lụa"), "lua@example.com")
    client.force_login(other)
    assert client.get(PAGE).context["total"] == {"units": 0, "amount": 0}
    assert client.get(f"{LINES}?product={product.pk}").context["page"].paginator.count == 0
    assert len(rows_of(client.get(f"{PAGE}lines.csv?product={product.pk}"))) == 1
    for role in ("packer", "accountant"):
        client.force_login(factories.make_member(producer, f"{role}@example.com", role))
        assert client.get(PAGE).status_code == 403


def test_a_product_of_another_is_not_named(shop, product):
    other = factories.make_product(factories.make_producer("Lụa"))
    assert product.title_en in words_of(shop.get(f"{LINES}?product={product.pk}"))
    assert other.title_en not in words_of(shop.get(f"{LINES}?product={other.pk}"))


def test_certificates_that_end_soon_are_listed_until_another_follows(shop, product):
    soon = timezone.localdate() + datetime.timedelta(days=90)
    certificate = factories.make_certificate(product, stars=4)
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=soon)
    assert [each.pk for each in shop.get(PAGE).context["ending"]] == [certificate.pk]
    factories.make_certificate(product, stars=5)
    assert list(shop.get(PAGE).context["ending"]) == []


def opened(product, times: int, ago: int = 0) -> None:
    day = timezone.localdate() - datetime.timedelta(days=ago)
    Opening.objects.create(product=product, day=day, times=times)


def test_from_view_to_order_counts_orders_since_views_are_counted(shop, product):
    """An order of before the first counted day is none of that page's."""
    for _one in range(2):
        paid([(product, 1)])
    before = paid([(product, 1)]).orders.get()
    long_ago = timezone.now() - datetime.timedelta(days=20)
    type(before).objects.filter(pk=before.pk).update(date_placed=long_ago)
    opened(product, 30, ago=2)
    opened(product, 10)
    (row,) = shop.get(PAGE).context["viewed"]
    assert (row.name, row.opened, row.orders, row.of_hundred) == (product.title, 40, 2, 5.0)
    assert shop.get(LINES + row.lines).context["page"].paginator.count == 2
    days = shop.get(f"{PAGE}opened/{row.days}")
    assert [each.times for each in days.context["page"]] == [10, 30]
    assert days.context["page"].paginator.object_list.query.order_by[-1] == "pk"  # no row twice
    header, line = rows_of(shop.get(f"{PAGE}views.csv"))
    assert header[1:] == ["Page opened", "Orders", "Orders per 100 times opened"]
    assert line == [product.title, "40", "2", "5.0"]


def test_who_was_not_opened_reads_that(shop, product):
    for path in (PAGE, f"{PAGE}opened/"):
        assert "No page of a product was opened" in words_of(shop.get(path))


def test_another_maker_s_openings_are_not_told(client, product):
    opened(product, 7)
    other = factories.make_member(factories.make_producer("Lụa"), "lua@example.com")
    client.force_login(other)
    assert client.get(PAGE).context["viewed"] == []
    days = client.get(f"{PAGE}opened/?product={product.pk}")
    assert days.context["page"].paginator.count == 0
    assert len(rows_of(client.get(f"{PAGE}views.csv"))) == 1


def test_queries_do_not_grow_with_products_and_orders(shop, product):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            shop.get(address)
        return len(asked)

    paid([(product, 1)])
    opened(product, 1)
    shop.get(PAGE)
    first = queries(PAGE), queries(LINES)
    for _more in range(3):
        paid([(factories.make_product(product.producer), 1)])
    assert (queries(PAGE), queries(LINES)) == first
    assert first[0] <= 15 and first[1] <= 15
