"""Papers are printed for one order and for many, by those who pack."""

import pytest

from marketplace.purchases.gifts import Gift
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db
PAPERS = "/en/sell/packing/papers.pdf"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def order(product, owner):
    order = place([(product, 3)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    return order


@pytest.fixture
def asked(monkeypatch):
    """What was asked to be set, without setting it: (paper, packets, options)."""
    seen: list = []
    for name in ("labels_pdf", "slips_pdf"):

        def keep(packets, name=name, **options) -> bytes:
            seen.append((name, [(each.order.number, each.units) for each in packets], options))
            return b"%PDF"

        monkeypatch.setattr(f"marketplace.sell.packing_views.{name}", keep)
    return seen


def test_the_list_ticks_orders_and_prints_them_together(shop, order, product, asked):
    other = place([(product, 1)], "cash").orders.get()
    page = shop.get("/en/sell/?show=all").content.decode()
    assert f'value="{order.number}" form="papers"' in page
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    ticked = {"order": [order.number, other.number, foreign.number, "x\x00"], "size": "a4"}
    answer = shop.get(PAPERS, ticked | {"paper": "slip", "prices": "on"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    line, second = order.lines.get(), other.lines.get()
    both = [(order.number, {line.pk: 3}), (other.number, {second.pk: 1})]
    assert asked == [("slips_pdf", both, {"size": "a4", "with_prices": True})]


def test_nothing_ticked_is_told(shop, order, asked):
    page = shop.get(PAPERS, follow=True)
    assert "Tick the orders" in page.content.decode()
    assert asked == []
    shop.get(PAPERS, {"all": "1", "size": "a3"})
    assert asked == [("labels_pdf", [(order.number, {order.lines.get().pk: 3})], {"size": "a6"})]


def test_papers_follow_the_quantities_that_were_counted(shop, order, asked):
    line, path = order.lines.get(), f"/en/sell/orders/{order.number}/"
    answer = {f"line_{line.pk}": "2", "count": "1", "cash_shown": "1"}
    counted = shop.post(f"{path}ship/", answer)
    assert counted.status_code == 200
    assert not order.parcels.exists()
    assert f"papers.pdf?line_{line.pk}=2&amp;paper=label" in counted.content.decode()
    shop.get(f"{path}papers.pdf", {f"line_{line.pk}": "2", "paper": "label"})
    assert asked.pop()[1] == [(order.number, {line.pk: 2})]
    assert shop.get(f"{path}papers.pdf", {f"line_{line.pk}": "9"}).status_code == 422


def test_a_parcel_s_papers_are_printed_again(shop, order, owner, asked):
    line = order.lines.get()
    parcel = ship(order, owner, quantities=[(line, 2)])
    path = f"/en/sell/orders/{order.number}/"
    shop.get(f"{path}parcels/{parcel.pk}/papers.pdf", {"paper": "slip"})
    assert asked.pop()[1] == [(order.number, {line.pk: 2})]
    ship(order, owner)
    shop.get(f"{path}papers.pdf")
    assert [units for _number, units in asked.pop()[1]] == [{line.pk: 2}, {line.pk: 1}]


def test_a_file_is_really_set(shop, order):
    assert shop.get(PAPERS, {"order": order.number}).content.startswith(b"%PDF")


def test_papers_are_closed_to_others(client, order, owner, stranger, asked):
    parcel = ship(order, owner, quantities=[(order.lines.get(), 1)])
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    other = factories.make_member(foreign.producer)
    books = factories.make_member(order.producer, role="accountant")
    path = f"/en/sell/orders/{order.number}/"
    for person, answer in ((None, 302), (stranger, 403), (books, 403), (other, 404)):
        if person:
            client.force_login(person)
        assert client.get(f"{path}papers.pdf").status_code == answer
        assert client.get(f"{path}parcels/{parcel.pk}/papers.pdf").status_code == answer
        listed = client.get(PAPERS, {"order": order.number})
        assert listed.status_code == (302 if answer == 404 else answer)
    assert asked == []


def test_a_parcel_of_another_order_has_no_papers_here(shop, order, product, owner, asked):
    own = paid([(product, 1)]).orders.get()
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    for each in (own, foreign):
        parcel = ship(each, owner)
        path = f"/en/sell/orders/{order.number}/parcels/{parcel.pk}/papers.pdf"
        assert shop.get(path).status_code == 404
    assert not asked


def test_card_of_a_gift_is_for_who_packs_it(client, order, product, owner, stranger):
    gift = paid([(product, 1)], gift=Gift(message="Chúc mừng")).orders.get()
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    books = factories.make_member(order.producer, role="accountant")
    other = factories.make_member(foreign.producer)
    path = f"/en/sell/orders/{gift.number}/card.pdf"
    for person, status in ((None, 302), (stranger, 403), (books, 403), (other, 404), (owner, 200)):
        if person:
            client.force_login(person)
        assert client.get(path).status_code == status
    assert client.get(path).content.startswith(b"%PDF")
    assert client.get(f"/en/sell/orders/{order.number}/card.pdf").status_code == 404


def test_who_packs_reads_that_it_is_a_gift(shop, product, order):
    gift = paid([(product, 1)], gift=Gift(sender="Lan", message="Chúc <mừng>")).orders.get()
    page = shop.get(f"/en/sell/orders/{gift.number}/").content.decode()
    assert "Chúc &lt;mừng&gt;" in page
    assert f"/en/sell/orders/{gift.number}/card.pdf" in page
    assert "This is a gift" not in shop.get(f"/en/sell/orders/{order.number}/").content.decode()
    assert shop.get("/en/sell/?show=all").content.decode().count("A gift") == 1
