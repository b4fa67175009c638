"""The producer's own page of how quickly it confirms: figures, and the orders behind each."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place
from tests.marketplace.aftersale.waiting import set_back
from tests.marketplace.purchases.test_promptness import confirmed

pytestmark = pytest.mark.django_db
PAGE = "/en/sell/confirming/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def shown(response) -> list[str]:
    return [row.order.number for row in response.context["page"]]


def words_of(response) -> str:
    return unescape(response.content.decode())


def test_each_figure_leads_to_the_orders_that_it_counts(shop, product, owner):
    quick, slow = confirmed(product, owner, 2.5), confirmed(product, owner, 30)
    waits = place([(product, 1)], "cash").orders.get()
    set_back(waits, due_at=1)
    page = shop.get(PAGE)
    said = words_of(page)
    assert '<a href="?show=confirmed">16 h 15 min</a>' in said
    assert '<a href="?show=late">67 %</a>' in said
    assert [chip[3] for chip in page.context["chips"]] == [3, 2, 2]
    assert sorted(shown(page)) == sorted([quick.number, slow.number, waits.number])
    assert sorted(shown(shop.get(f"{PAGE}?show=late"))) == sorted([slow.number, waits.number])
    assert sorted(shown(shop.get(f"{PAGE}?show=confirmed"))) == sorted([quick.number, slow.number])
    assert shown(shop.get(PAGE, {"q": quick.number})) == [quick.number]
    assert "No order fits “zzz”." in words_of(shop.get(PAGE, {"q": "zzz"}))


def test_a_new_producer_reads_that_nothing_counts_yet(shop, product):
    assert "No order counts here yet." in words_of(shop.get(PAGE))
    assert PAGE in words_of(shop.get("/en/sell/"))


def test_only_members_see_it_and_only_their_own(client, shop, product, owner, buyer):
    foreign = confirmed(factories.make_product(), owner, 1)
    assert foreign.number not in words_of(shop.get(PAGE))
    client.force_login(buyer)
    assert client.get(PAGE).status_code == 403


def test_many_orders_cost_no_more_queries(shop, product, owner):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            shop.get(PAGE)
        return len(queries)

    confirmed(product, owner, 1)
    few = spent()
    product.stockrecords.update(num_in_stock=99)
    for _ in range(4):
        confirm_order(order=place([(product, 1)], "cash").orders.get(), by=owner)
    assert spent() == few <= 15
