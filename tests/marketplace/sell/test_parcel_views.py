"""An order goes in two parcels; the cash of each is seen before; a code is put right."""

from html import unescape

import pytest

from catalogue.origin.labels.services import activate_labels, mint_labels
from catalogue.origin.lots.services import open_lot, release_lot
from marketplace.aftersale.cash import deliver
from marketplace.purchases.models import Parcel
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def order(product, owner):
    order = place([(product, 3)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    return order


def path_of(order) -> str:
    return f"/en/sell/orders/{order.number}/"


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def sent(order) -> list[int]:
    return [row.quantity for parcel in order.parcels.all() for row in parcel.lines.all()]


def test_an_order_goes_in_two_parcels_and_the_rest_is_seen_everywhere(shop, client, order):
    line, path = order.lines.get(), path_of(order)
    page = words_of(shop.get(path))
    assert 'value="3"' in page
    shop.post(f"{path}ship/", {f"line_{line.pk}": "2", "carrier": "Xe khách"})
    order.refresh_from_db()
    assert (order.status, sent(order)) == ("confirmed", [2])
    assert f"Still to pack: 1 × {line.title}" in words_of(shop.get(path))
    row = shop.get("/en/sell/?show=pack").context["jobs"][0]
    assert (row.in_part, row.goods) == (True, [(1, line.title)])
    client.logout()
    bought = words_of(client.get(order.purchase.get_absolute_url()))
    assert f"1 × {line.title}" in bought
    client.force_login(order.producer.members.get())
    shop.post(f"{path}ship/", {f"line_{line.pk}": "1"})
    order.refresh_from_db()
    assert (order.status, sent(order)) == ("shipped", [2, 1])


def test_the_sum_of_other_quantities_is_shown_before_they_go(shop, order):
    line, path = order.lines.get(), path_of(order)
    whole = int(order.total_incl_tax)
    assert shop.get(path).context["ship_form"].cash == whole
    answer = {f"line_{line.pk}": "2", "cash_shown": str(whole)}
    page = shop.post(f"{path}ship/", answer)
    assert (page.status_code, sent(order)) == (422, [])
    due = page.context["ship_form"].cash
    assert 0 < due < whole
    assert f'name="cash_shown" value="{due}"' in page.content.decode()
    shop.post(f"{path}ship/", answer | {"cash_shown": str(due)})
    assert sent(order) == [2]


@pytest.mark.parametrize("units", ["0", "4", "-1", "x"])
def test_what_cannot_be_in_a_parcel_is_refused_at_the_form(shop, order, units):
    page = shop.post(f"{path_of(order)}ship/", {f"line_{order.lines.get().pk}": units})
    assert (page.status_code, sent(order)) == (422, [])


def test_a_code_of_an_unlikely_form_is_asked_about_once(shop, order):
    answer = {"carrier": "Giao hàng nhanh", "tracking_code": "12"}
    page = shop.post(f"{path_of(order)}ship/", answer)
    assert page.status_code == 422
    assert "mostly look like FFFNL9HH" in words_of(page)
    assert 'type="checkbox" name="code_is_right"' in page.content.decode()
    shop.post(f"{path_of(order)}ship/", answer | {"code_is_right": "on"})
    parcel = order.parcels.get()
    assert (parcel.carrier, parcel.tracking_code) == ("GHN", "12")


def test_a_code_is_put_right_and_a_parcel_that_arrived_is_left_alone(shop, order, owner):
    parcel = ship(order, owner)
    path = f"{path_of(order)}parcels/{parcel.pk}/code/"
    assert "Save and tell the buyer" in words_of(shop.get(path))
    wrong = shop.post(path, {"carrier": "GHTK", "tracking_code": "abc"})
    assert wrong.status_code == 422
    answer = {"carrier": "GHTK", "tracking_code": "S1.A1.2001297581"}
    page = shop.post(path, answer, follow=True)
    assert "Corrected. The buyer has been told." in words_of(page)
    parcel.refresh_from_db()
    assert parcel.tracking_url == "https://i.ghtk.vn/S1.A1.2001297581"
    assert "Nothing was changed." in words_of(shop.post(path, answer, follow=True))
    deliver(parcel=parcel, by=owner)
    late = shop.post(path, {"carrier": "", "tracking_code": "x"}, follow=True)
    assert "This order has moved on meanwhile" in words_of(late)
    assert Parcel.objects.get().tracking_code == "S1.A1.2001297581"


def test_parcels_are_closed_to_others(client, order, owner, stranger):
    parcel = ship(order, owner)
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    other = factories.make_member(foreign.producer)
    books = factories.make_member(order.producer, role="accountant")
    path = f"{path_of(order)}parcels/{parcel.pk}/code/"
    for person, answer in ((None, 302), (stranger, 403), (books, 403), (other, 404)):
        if person:
            client.force_login(person)
        assert client.get(path).status_code == answer
        assert client.post(path, {"tracking_code": "x"}).status_code == answer
        assert client.post(f"{path_of(order)}ship/").status_code == answer
    mismatch = f"{path_of(foreign)}parcels/{parcel.pk}/code/"
    assert client.get(mismatch).status_code in (403, 404)


def test_who_only_reads_sees_no_form(client, order, owner):
    ship(order, owner, quantities=[(order.lines.get(), 1)])
    client.force_login(factories.make_member(order.producer, role="accountant"))
    page = client.get(path_of(order)).content.decode()
    assert "Still to pack" in page
    assert "/ship/" not in page
    assert "/code/" not in page


@pytest.fixture
def lot(product, owner):
    lot = release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
    mint_labels(lot=lot, count=3, by=owner)
    activate_labels(lot=lot)
    return lot


def test_codes_of_packs_are_typed_and_shown_with_their_parcel(shop, order, lot):
    line, path = order.lines.get(), path_of(order)
    name, serials = f"units_{line.pk}", list(lot.labels.values_list("serial", flat=True))
    assert f'name="{name}"' in shop.get(path).content.decode()
    for text, words in (
        ("nonsense", "is no code of these goods"),
        ("\n".join(serials), "more codes than pieces"),
    ):
        page = shop.post(f"{path}ship/", {f"line_{line.pk}": "2", name: text})
        assert page.status_code == 422
        assert words in words_of(page)
    shop.post(f"{path}ship/", {f"line_{line.pk}": "2", name: f"{serials[0]}\n{serials[1]}"})
    page = shop.get(path).content.decode()
    assert [serial in page for serial in serials] == [True, True, False]
    again = shop.post(f"{path}ship/", {f"line_{line.pk}": "1", name: serials[0]})
    assert again.status_code == 422
    assert sent(order) == [2]


def test_packs_of_two_lots_do_not_share_a_line(shop, order, lot, product, owner):
    other = release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
    mint_labels(lot=other, count=1, by=owner)
    activate_labels(lot=other)
    both = f"{lot.labels.first().serial} {other.labels.first().serial}"
    page = shop.post(f"{path_of(order)}ship/", {f"units_{order.lines.get().pk}": both})
    assert "of different lots" in words_of(page)
    assert sent(order) == []


def test_the_page_of_an_order_asks_at_most_fifteen_times(
    shop, order, owner, lot, django_assert_max_num_queries
):
    line = order.lines.get()
    ship(order, owner, quantities=[(line, 1)])
    ship(order, owner, quantities=[(line, 1)])
    with django_assert_max_num_queries(15):
        shop.get(path_of(order))
