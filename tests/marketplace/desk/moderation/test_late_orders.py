"""Late orders at the desk: found, called, given more time once; nobody else looks in."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place
from tests.marketplace.aftersale.waiting import set_back

pytestmark = pytest.mark.django_db
LIST = "/en/sell/review/late-orders/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def order_of(product, user=None):
    return place([(product, 1)], "cash", user=user).orders.get()


def late(product, user=None):
    order = order_of(product, user)
    set_back(order, due_at=5)
    watch_unconfirmed()
    return order


def shown(response) -> list[str]:
    return [row.order.number for row in response.context["page"]]


def words_of(response) -> str:
    return unescape(response.content.decode())


def test_parts_hold_what_they_say(desk, product, owner):
    ended, waits = late(product), order_of(product)
    set_back(ended, cancel_at=5)
    watch_unconfirmed()
    now_late, confirmed = late(product), late(product)
    confirm_order(order=confirmed, by=owner)
    page = desk.get(LIST)
    assert shown(page) == [now_late.number]
    assert [chip[3] for chip in page.context["chips"]] == [1, 2, 1]
    assert shown(desk.get(f"{LIST}?show=waiting")) == [now_late.number, waits.number]
    assert shown(desk.get(f"{LIST}?show=ended")) == [ended.number]
    assert shown(desk.get(f"{LIST}?show=nonsense")) == [now_late.number]


@pytest.mark.parametrize("asked", ["Gốm Ánh", "0912 345", "+84 912345", "{number}"])
def test_an_order_is_found_by_number_producer_and_telephone(desk, product, asked):
    product.producer.phone = "0912345678"
    product.producer.save()
    order, other = late(product), late(factories.make_product())
    page = desk.get(LIST, {"q": asked.format(number=order.number)})
    assert shown(page) == [order.number] != [other.number]
    assert 'href="tel:0912345678"' in words_of(page)
    assert shown(desk.get(LIST, {"q": "Nobody"})) == []


def test_nothing_late_is_said_in_words(desk):
    assert "Nothing is waiting." in words_of(desk.get(LIST))


def test_more_time_is_given_with_a_reason_and_once(desk, product, staff):
    order = late(product)
    path = f"{LIST}{order.number}/"
    refused = desk.post(path, {"hours": "73", "reason": "x"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"hours", "reason"}
    answer = desk.post(path, {"hours": "10", "reason": "Called: the kiln is open tomorrow"})
    assert answer.url == path
    page = words_of(desk.get(path))
    assert "Called: the kiln is open tomorrow" in page and "More time given" in page
    assert 'name="hours"' not in page
    due_at = ConfirmDeadline.objects.get(order=order).due_at
    desk.post(path, {"hours": "10", "reason": "Once more, please"})
    assert ConfirmDeadline.objects.get(order=order).due_at == due_at
    assert shown(desk.get(LIST)) == []


def test_what_was_done_is_told_with_who_did_it_but_for_the_buyer(desk, product, owner, buyer):
    order = late(product, buyer)
    confirm_order(order=order, by=owner)
    page = words_of(desk.get(f"{LIST}{order.number}/"))
    assert "Late: producer and market told" in page
    assert "owner@example.com" in page
    assert buyer.email not in page


def test_unknown_numbers_and_other_people_find_nothing(client, desk, product, owner, buyer):
    order = late(product)
    assert desk.get(f"{LIST}999-1/").status_code == 404
    for person in (owner, buyer):
        client.force_login(person)
        for path in (LIST, f"{LIST}{order.number}/"):
            assert client.get(path).status_code == 302
        client.post(f"{LIST}{order.number}/", {"hours": "5", "reason": "Let me have it"})
    assert ConfirmDeadline.objects.get(order=order).extended_at is None


def test_many_late_orders_cost_no_more_queries_and_all_are_reached(desk, product):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{LIST}?show=waiting")
        return len(queries)

    order_of(product)
    few = spent()
    product.stockrecords.update(num_in_stock=99)
    for _ in range(31):
        order_of(product)
    assert spent() == few <= 15
    assert len(shown(desk.get(f"{LIST}?show=waiting&page=2"))) == 2
    assert reverse("moderation:late-orders").endswith("/sell/review/late-orders/")
