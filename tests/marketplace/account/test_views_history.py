"""A buyer's history: found by words, in parts, page by page; sums follow what was taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.account import views
from marketplace.aftersale.takeback import cancel_order
from tests import factories
from tests.flows.sale import arrived, paid, place, ship

pytestmark = pytest.mark.django_db
HISTORY = "/en/account/"


@pytest.fixture
def signed_in(client, buyer):
    client.force_login(buyer)
    return client


@pytest.fixture
def vase(producer):
    return factories.make_product(
        producer, title="Bình men ngọc", price=100_000, stock=50, weight_g=100
    )


def numbers(client, **asked) -> list[str]:
    return [each.number for each in client.get(HISTORY, asked).context["page"]]


def test_purchases_are_found_by_number_goods_without_marks_and_producer(
    signed_in, vase, buyer, stranger
):
    bowl = factories.make_product(factories.make_producer("Mây Phú Vinh"), title="Rổ mây", stock=9)
    first, second = place([(vase, 1)], user=buyer), place([(bowl, 1)], user=buyer)
    place([(vase, 1)], user=stranger)
    assert numbers(signed_in) == [second.number, first.number]
    assert numbers(signed_in, q=first.number) == [first.number]
    assert numbers(signed_in, q=second.orders.get().number) == [second.number]
    assert numbers(signed_in, q="binh men") == [first.number]
    assert numbers(signed_in, q="phú vinh") == [second.number]
    assert "No order is here." in signed_in.get(HISTORY, {"q": "nothing"}).content.decode()


def test_a_purchase_stands_in_the_part_of_its_state(signed_in, vase, owner, buyer):
    waiting = place([(vase, 1)], user=buyer)
    sent = paid([(vase, 1)], user=buyer)
    ship(sent.orders.get(), owner)
    came = arrived([(vase, 1)], owner, user=buyer)
    shown = {part: numbers(signed_in, show=part) for part in views.PARTS}
    assert shown == {
        "all": [came.number, sent.number, waiting.number],
        "to-pay": [waiting.number],
        "sent": [sent.number],
        "arrived": [came.number],
        "ended": [],
    }


def test_history_goes_on_behind_its_first_page(signed_in, vase, buyer, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 1)
    first, second = place([(vase, 1)], user=buyer), place([(vase, 1)], user=buyer)
    assert 'href="?show=all&amp;page=2"' in signed_in.get(HISTORY).content.decode()
    assert numbers(signed_in, page=2) == [first.number]
    assert numbers(signed_in, page="²") == [second.number]


def test_sums_follow_what_was_cancelled(signed_in, vase, buyer):
    purchase = paid([(vase, 2)], user=buyer)
    order = purchase.orders.get()
    quantities = {order.lines.get().pk: 1}
    cancel_order(
        order=order, key="k", side="buyer", reason="other", by=buyer, quantities=quantities
    )
    [row] = signed_in.get(HISTORY).context["bought"]
    assert (row.taken_back, row.remains) == (100_000, purchase.total - 100_000)
    page = signed_in.get(f"/en/checkout/{purchase.token}/")
    assert page.context["remains"] == purchase.total - 100_000
    assert "After what was taken back" in page.content.decode()


def test_purchase_page_offers_to_buy_again_and_to_review(signed_in, vase, owner, buyer):
    purchase = arrived([(vase, 1)], owner, user=buyer)
    page = signed_in.get(f"/en/checkout/{purchase.token}/").content.decode()
    assert f'action="/en/basket/add/{vase.pk}/"' in page
    named = vase.title_en
    assert f"Buy “{named}” again" in page and f"Review “{named}”" in page


def test_history_asks_as_often_for_three_purchases_as_for_one(signed_in, vase, buyer):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(HISTORY)
        return len(queries)

    paid([(vase, 1)], user=buyer)
    asked()
    once = asked()
    paid([(vase, 1)], user=buyer)
    paid([(vase, 1)], user=buyer)
    assert asked() == once
