"""The first page of the portal: what waits for a step, found and confirmed on a phone."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from marketplace.aftersale.takeback import cancel_order
from marketplace.frame.deadlines import soon
from marketplace.purchases.models import Reversal
from marketplace.purchases.services import confirm_order
from marketplace.sell.access import own_orders
from marketplace.sell.work import job_of, matching, orders_in, parts_of, to_collect
from tests import factories
from tests.flows.sale import paid, place, ship
from tests.marketplace.aftersale.waiting import set_back

pytestmark = pytest.mark.django_db
INDEX = "/en/sell/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def orders(rf, owner):
    """The orders that the owner's portal reads."""
    request = rf.get(INDEX)
    request.user = owner
    return own_orders(request)


def shown(response) -> list[str]:
    return [order.number for order in response.context["page"]]


def told(orders, wanted: str = "") -> dict[str, int]:
    return {part.name: part.total for part in parts_of(orders, wanted)}


def first(orders, wanted: str = "") -> str:
    (part,) = [part.name for part in parts_of(orders, wanted) if part.is_shown]
    return part


def test_parts_count_what_waits_and_the_first_with_work_is_shown(orders, product, owner):
    assert told(orders) == {"confirm": 0, "pack": 0, "sent": 0, "all": 0}
    assert first(orders) == "all"
    place([(product, 1)])  # not paid: none of the producer's work
    sent, packed, new = (paid([(product, 1)]).orders.get() for _ in range(3))
    ship(sent, owner)
    assert first(orders) == "confirm"
    confirm_order(order=packed, by=owner)
    assert told(orders) == {"confirm": 1, "pack": 1, "sent": 1, "all": 3}
    confirm_order(order=new, by=owner)
    assert first(orders) == "pack"
    assert first(orders, "sent") == "sent"
    assert first(orders, "nonsense") == "pack"
    assert [order.pk for order in orders_in(orders, "pack")] == [packed.pk, new.pk]
    assert [order.pk for order in orders_in(orders, "all")] == [new.pk, packed.pk, sent.pk]


def test_one_thumb_confirms_in_the_row_and_the_list_is_there_again(shop, product):
    one, two = (place([(product, 1)], "cash").orders.get() for _ in range(2))
    page = shop.get(INDEX)
    assert shown(page) == [one.number, two.number]
    assert f'action="/en/sell/orders/{one.number}/confirm/"' in page.content.decode()
    answer = shop.post(f"/en/sell/orders/{one.number}/confirm/", {"back": "list"})
    assert answer["Location"] == INDEX
    assert shown(shop.get(INDEX)) == [two.number]
    assert shown(shop.get(f"{INDEX}?show=pack")) == [one.number]
    elsewhere = shop.post(f"/en/sell/orders/{two.number}/confirm/", {"back": "//evil.example"})
    assert elsewhere["Location"] == f"/en/sell/orders/{two.number}/"


def test_who_may_not_pack_is_offered_no_step(client, product):
    place([(product, 1)], "cash")
    client.force_login(factories.make_member(product.producer, role="accountant"))
    page = client.get(INDEX).content.decode()
    assert "/confirm/" not in page
    assert "Cash to collect" in page


@pytest.mark.parametrize(
    "asked",
    ["Nguyễn", "0912 345 678", "+84 91234", "5678", "men rạn số", "{number}", "  {number}  "],
)
def test_an_order_is_found_by_what_people_know_of_it(orders, product, asked):
    order = paid([(product, 1)]).orders.get()
    assert [each.pk for each in matching(orders, asked.format(number=order.number))] == [order.pk]


@pytest.mark.parametrize("asked", ["Trần", "0999", "567", "xyz 5678", "%", "_"])
def test_what_fits_no_order_finds_none(shop, orders, product, asked):
    order = paid([(product, 1)]).orders.get()
    if asked in order.number:
        pytest.skip("these digits stand in the number by chance")
    assert list(matching(orders, asked)) == []
    page = unescape(shop.get(INDEX, {"q": asked}).content.decode())
    assert f"No order fits “{asked}”." in page


def test_another_producers_order_is_not_found(orders, product):
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    assert list(matching(orders, foreign.number)) == []


def test_cash_is_what_still_stands_of_an_order_and_nothing_once_paid(product, owner):
    assert to_collect(paid([(product, 1)]).orders.get()) == 0
    order = place([(product, 3)], "cash").orders.get()
    assert to_collect(order) == int(order.total_incl_tax)
    cancel_order(
        order=order,
        key="one",
        side=Reversal.Side.BUYER,
        reason=Reversal.Reason.CHANGED_MIND,
        by=owner,
        quantities=[(order.lines.get().pk, 1)],
    )
    assert to_collect(order) == int(order.total_incl_tax) - int(product.price)


def test_a_row_names_the_first_lines_and_counts_the_rest(product):
    goods = [product, *(factories.make_product(product.producer) for _ in range(4))]
    job = job_of(paid([(each, 1) for each in goods]).orders.get())
    assert (len(job.goods), job.more) == (3, 2)
    assert (job.place, job.step) == ("Hoàn Kiếm, Hà Nội", "confirm")


def test_a_row_says_until_when_and_what_is_due_first_comes_first(shop, orders, product):
    one, two = (place([(product, 1)], "cash").orders.get() for _ in range(2))
    deadline = set_back(two, due_at=1)
    late, waits = (job_of(order) for order in orders_in(orders, "confirm"))
    assert (late.number, late.is_late, late.due) == (two.number, True, deadline.due_at)
    assert (waits.number, waits.is_late, waits.due) == (one.number, False, one.deadline.due_at)
    page = shop.get(INDEX).content.decode()
    assert f"Late: was to be confirmed by {soon(deadline.due_at)}" in page
    with override("en"):
        assert f"Confirm by {soon(one.deadline.due_at)}" in page


def test_the_orders_page_says_what_follows_and_no_more_once_it_is_confirmed(shop, product, owner):
    order = place([(product, 1)], "cash").orders.get()
    path = f"/en/sell/orders/{order.number}/"
    with override("en"):
        said = f"From {soon(order.deadline.cancel_at)} it is cancelled by itself"
    assert said in shop.get(path).content.decode()
    set_back(order, due_at=1)
    assert "Late: was to be confirmed by" in shop.get(path).content.decode()
    confirm_order(order=order, by=owner)
    page = shop.get(path).content.decode()
    assert "cancelled by itself" not in page and "Late:" not in page


def test_many_orders_cost_no_more_queries_and_all_are_reached(shop, product):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            shop.get(f"{INDEX}?show=all")
        return len(queries)

    factories.make_product(product.producer)
    place([(product, 1)], "cash")
    few = spent()
    product.stockrecords.update(num_in_stock=99)
    for _ in range(32):
        place([(product, 1)], "cash")
    assert spent() == few <= 15
    assert 'rel="next"' in shop.get(f"{INDEX}?show=all").content.decode()
    assert len(shown(shop.get(f"{INDEX}?show=all&page=2"))) == 3
