"""The producer's orders: seen by its people, confirmed, sent and delivered once."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.origin.lots.services import open_lot, recall_lot, release_lot
from marketplace.purchases.models import Parcel, PurchaseEvent
from tests import factories
from tests.flows.sale import paid, place, ship, stock

pytestmark = pytest.mark.django_db
INDEX = "/en/sell/"
MOVED_ON = "This order has moved on meanwhile; nothing was changed."


def page_of(order) -> str:
    return f"/en/sell/orders/{order.number}/"


def words_of(response) -> str:
    return unescape(response.content.decode())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def status_of(order) -> str:
    order.refresh_from_db()
    return order.status


@pytest.fixture
def order(product):
    return paid([(product, 2)]).orders.get()


@pytest.fixture
def shop(client, owner):
    """The owner's browser."""
    client.force_login(owner)
    return client


# Who sees what -----------------------------------------------------------------------------


def test_stranger_is_told_how_to_sell_and_sees_no_orders(client, order, stranger, staff):
    assert client.get(INDEX)["Location"] == "/en/account/login/?next=/en/sell/"
    client.force_login(stranger)
    response = client.get(INDEX)
    page = words_of(response)
    assert response.status_code == 200
    assert "Register as a producer" in page
    assert order.number not in page
    assert reverse("moderation:queue").removeprefix("/vi/") not in page
    client.force_login(staff)  # their desk is led to from the account page
    page = words_of(client.get(INDEX))
    assert "Register as a producer" in page
    assert order.number not in page


def test_producer_sees_its_own_orders_that_waited_longest_first(shop, order, product):
    later = place([(product, 1)], "cash").orders.get()
    unpaid = place([(product, 1)]).orders.get()
    type(order).objects.filter(pk=later.pk).update(
        date_placed=timezone.now() + timezone.timedelta(hours=1)
    )
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    response = shop.get(INDEX)
    assert [row.number for row in response.context["page"]] == [order.number, later.number]
    everything = shop.get(f"{INDEX}?show=all").context["page"]
    assert [row.number for row in everything] == [later.number, order.number]
    page = words_of(response)
    assert unpaid.number not in page
    assert foreign.number not in page
    assert response.context["month"] == f"{timezone.localdate():%Y-%m}"


def test_helper_packs_too(client, order, product):
    client.force_login(factories.make_member(product.producer, role="seller"))
    assert order.number in words_of(client.get(INDEX))
    assert client.get(page_of(order)).status_code == 200
    client.post(f"{page_of(order)}confirm/")
    assert status_of(order) == "confirmed"


def test_order_is_closed_to_others(client, order, stranger):
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    other = factories.make_member(foreign.producer)
    for person, answer in ((None, 302), (stranger, 403), (other, 404)):
        if person:
            client.force_login(person)
        assert client.get(page_of(order)).status_code == answer
        for move in ("confirm", "ship", "deliver"):
            assert client.post(f"{page_of(order)}{move}/").status_code == answer
    assert status_of(order) == "placed"
    assert client.get(page_of(foreign)).status_code == 200


def test_unpaid_order_is_neither_seen_nor_moved(shop, product):
    order = place([(product, 1)]).orders.get()
    assert shop.get(page_of(order)).status_code == 404
    for move in ("confirm", "ship", "deliver"):
        assert shop.post(f"{page_of(order)}{move}/").status_code == 404
    assert status_of(order) == "pending"
    assert stock(product) == (10, 1)


def test_steps_are_posted_and_no_others_exist(shop, order):
    for move in ("confirm", "ship", "deliver"):
        assert shop.get(f"{page_of(order)}{move}/").status_code == 405
    assert shop.post(f"{page_of(order)}cancelled/").status_code == 404
    assert status_of(order) == "placed"


def test_page_tells_what_to_pack_and_where_to(shop, order):
    page = words_of(shop.get(page_of(order)))
    for told in (order.lines.get().title, "12 Hàng Bông", "Nguyễn Lan", "Confirm: I will pack it"):
        assert told in page
    assert "khach@example.vn" not in page


# Steps -------------------------------------------------------------------------------------


def step(shop, order, move: str, **answers) -> list[str]:
    return messages_of(shop.post(f"{page_of(order)}{move}/", answers, follow=True))


def test_order_goes_from_step_to_step_and_each_says_so(shop, order, owner, product):
    assert step(shop, order, "confirm") == ["Confirmed. The buyer has been told."]
    assert (status_of(order), stock(product)) == ("confirmed", (10, 2))
    sent = step(shop, order, "ship", carrier="ghn", tracking_code="FFFNL9HH")
    assert sent == ["Shipped. The buyer has been told."]
    parcel = order.parcels.get()
    assert (parcel.carrier, parcel.tracking_code) == ("GHN", "FFFNL9HH")
    assert (status_of(order), stock(product)) == ("shipped", (8, 0))
    assert step(shop, order, "deliver") == ["Marked as delivered."]
    parcel.refresh_from_db()
    assert (status_of(order), parcel.state) == ("delivered", Parcel.State.DELIVERED)
    events = PurchaseEvent.objects.filter(order_id=order.pk).values_list("code", "by")
    assert [code for code, by in events if by == owner.pk] == ["confirmed", "shipped", "delivered"]


@pytest.mark.parametrize(
    ("before", "move", "status"),
    [
        ((), "ship", "placed"),
        ((), "deliver", "placed"),
        (("confirm",), "deliver", "confirmed"),
        (("confirm", "ship"), "confirm", "shipped"),
        (("confirm", "ship"), "ship", "shipped"),
        (("confirm", "ship", "deliver"), "confirm", "delivered"),
        (("confirm", "ship", "deliver"), "ship", "delivered"),
        (("confirm", "ship", "deliver"), "deliver", "delivered"),
    ],
)
def test_step_out_of_turn_changes_nothing_and_says_so(shop, order, before, move, status):
    for each in before:
        step(shop, order, each)
    parcels, events = order.parcels.count(), PurchaseEvent.objects.count()
    assert step(shop, order, move) == [MOVED_ON]
    assert status_of(order) == status
    assert (order.parcels.count(), PurchaseEvent.objects.count()) == (parcels, events)


def test_confirming_twice_is_confirming_once(shop, order):
    for _twice in range(2):
        assert step(shop, order, "confirm") == ["Confirmed. The buyer has been told."]
    assert PurchaseEvent.objects.filter(code="confirmed").count() == 1


def test_every_parcel_on_its_way_is_delivered(shop, order, owner):
    line = order.lines.get()
    for _each in range(2):
        ship(order, owner, quantities=[(line, 1)])
    assert step(shop, order, "deliver") == ["Marked as delivered."]
    assert {parcel.state for parcel in order.parcels.all()} == {Parcel.State.DELIVERED}


# Lots --------------------------------------------------------------------------------------


@pytest.fixture
def lots(product, owner):
    """Three released lots: one to send, one with too little left, one that is recalled."""
    made = {}
    for name, quantity in (("plenty", 10), ("short", 1), ("recalled", 10)):
        lot = open_lot(product=product, quantity=quantity, by=owner)
        made[name] = release_lot(lot=lot, by=owner)
    return made


def test_producer_chooses_the_lot_that_goes_out(shop, order, lots):
    step(shop, order, "confirm")
    line = order.lines.get()
    assert "Lot of “" in words_of(shop.get(page_of(order)))
    step(shop, order, "ship", **{f"lot_{line.pk}": lots["plenty"].pk})
    assert order.parcels.get().lines.get().lot == lots["plenty"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ("short", "Less than that is left of this lot. Choose another."),
        ("recalled", "That lot cannot be sent any more. Choose another."),
        ("foreign", "That lot cannot be sent any more. Choose another."),
    ],
)
def test_lot_that_cannot_go_is_refused_in_words(shop, order, owner, lots, chosen, sentence):
    recall_lot(lot=lots["recalled"], reason="Chì", by=owner)
    stranger_s = open_lot(product=factories.make_product(), quantity=9, by=None)
    lots["foreign"] = release_lot(lot=stranger_s, by=owner)
    step(shop, order, "confirm")
    answer = {f"lot_{order.lines.get().pk}": lots[chosen].pk}
    answered = shop.post(f"{page_of(order)}ship/", answer, follow=True)
    assert sentence in words_of(answered)
    assert status_of(order) == "confirmed"
    assert not order.parcels.exists()


def test_recalled_goods_stay_and_the_producer_reads_why(shop, order, owner, product):
    lot = release_lot(lot=open_lot(product=product, quantity=10, by=owner), by=owner)
    step(shop, order, "confirm")
    recall_lot(lot=lot, reason="Chì", by=owner)
    assert step(shop, order, "ship") == ["These goods are recalled: they must not leave."]
    assert status_of(order) == "confirmed"
    assert not order.parcels.exists()


def test_page_asks_the_same_however_many_orders_there_are(
    shop, product, owner, django_assert_max_num_queries
):
    paid([(product, 1)])
    shop.get(INDEX)
    with django_assert_max_num_queries(100) as one:
        shop.get(INDEX)
    for _each in range(2):
        paid([(product, 1)])
    with django_assert_max_num_queries(len(one)) as three:
        shop.get(INDEX)
    assert len(three) == len(one)


@pytest.mark.parametrize(("carrier", "collector"), [("own", "producer"), ("ghn", "carrier")])
def test_cash_is_with_whoever_carried_the_parcel(shop, product, owner, carrier, collector):
    order = place([(product, 1)], "cash").orders.get()
    parcel = ship(order, owner, carrier=carrier)
    shop.post(f"{page_of(order)}deliver/")
    assert parcel.collection.collector == collector
