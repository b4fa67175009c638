"""A producer lets a carrier fetch a parcel: from the charge to the label, and back to by hand."""

from html import unescape

import pytest
from django.core.cache import cache

from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.models import Parcel
from tests import carriers, factories
from tests.booked import booked, to_pack
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
QUERIES = 18
BOX = {"weight_g": "1500", "length_cm": "20", "width_cm": "15", "height_cm": "10"}


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def order(product, owner):
    return to_pack(product, owner)


def path_of(order) -> str:
    return f"/en/sell/orders/{order.number}/"


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_without_a_key_no_screen_speaks_of_it(shop, order):
    assert "Let a carrier fetch it" not in words_of(shop.get(path_of(order)))
    assert shop.get(f"{path_of(order)}carrier/").status_code == 404


def test_from_the_charge_to_the_buyers_mail(shop, order, stand_in):
    line, path = order.lines.get(), path_of(order)
    assert f'href="{path}carrier/?line_{line.pk}=3"' in shop.get(path).content.decode()
    page = f"{path}carrier/?line_{line.pk}=3"
    told = words_of(shop.get(page))
    assert ("3 × " in told, "the buyer's note" in told) == (True, True)
    priced = words_of(shop.post(page, BOX | {"ask": "1"}))
    assert "20,900" in priced and "45,400" in priced
    assert (stand_in.booked, Consignment.objects.count()) == ({}, 0)
    answer = shop.post(page, BOX | {"carrier": "GHN"}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    assert "Booked: Giao Hàng Nhanh (GHN) comes for it" in words_of(answer)
    code = Consignment.objects.get().tracking_code
    form = answer.context["ship_form"]
    assert (form["tracking_code"].value(), form["carrier"].value()) == (
        code,
        "Giao Hàng Nhanh (GHN)",
    )
    sent = {
        f"line_{line.pk}": "3",
        "carrier": "Giao Hàng Nhanh (GHN)",
        "tracking_code": code,
        "cash_shown": str(form.cash),
    }
    shop.post(f"{path}ship/", sent)
    parcel = Parcel.objects.get()
    assert (parcel.tracking_code, parcel.consignment.carrier) == (code, "GHN")
    Consignment.objects.update(stage="back")
    assert "Brought back to you" in words_of(shop.get(path))


def test_a_part_of_an_order_is_booked(shop, order, stand_in):
    line, path = order.lines.get(), path_of(order)
    shop.post(f"{path}carrier/?line_{line.pk}=2", BOX | {"carrier": "GHTK"})
    row = Consignment.objects.get()
    assert row.units_by_line == {line.pk: 2}
    shown = shop.get(path).context["ship_form"]
    assert (shown[f"line_{line.pk}"].value(), shown.cash) == ("2", row.to_collect)
    wrong = {f"line_{line.pk}": "3", "carrier": "GHTK", "tracking_code": row.tracking_code}
    refused = shop.post(f"{path}ship/", wrong)
    assert refused.status_code == 422
    assert "booked for other goods" in words_of(refused)
    assert shop.post(f"{path}ship/", wrong | {f"line_{line.pk}": "2"}).status_code == 302
    assert "Let a carrier fetch it" in words_of(shop.get(path))  # what is left


def test_with_another_code_a_parcel_goes_by_hand(shop, order, owner, stand_in):
    booked(order, owner)
    line = order.lines.get()
    by_hand = {f"line_{line.pk}": "3", "carrier": "Xe khách", "tracking_code": ""}
    assert shop.post(f"{path_of(order)}ship/", by_hand).status_code == 302
    assert Parcel.objects.get().carrier == "Xe khách"


def test_a_refusal_stands_at_the_form_and_nothing_is_lost(shop, order, stand_in):
    stand_in.says["/create"] = (400, {"code": 400, "message": "Sai số điện thoại", "data": None})
    page = f"{path_of(order)}carrier/"
    refused = shop.post(page, BOX | {"carrier": "GHN"})
    assert refused.status_code == 422
    assert "did not take it: Sai số điện thoại" in words_of(refused)
    assert 'value="1500"' in refused.content.decode() or 'value="1.500"' in words_of(refused)


def test_a_silent_carrier_is_asked_again_or_left(shop, order, stand_in):
    path = path_of(order)
    stand_in.says["/create"] = (502, {})
    page = words_of(shop.post(f"{path}carrier/", BOX | {"carrier": "GHN"}, follow=True))
    assert "nothing is booked twice" in page
    row = Consignment.objects.get()
    again = words_of(shop.post(f"{path}carrier/{row.pk}/again/", follow=True))
    assert "does not answer at the moment" in again
    assert "does not answer" in words_of(
        shop.post(f"{path}carrier/{row.pk}/withdraw/", follow=True)
    )
    del stand_in.says["/create"]
    cache.clear()  # it rested, and answers now
    assert "comes for it" in words_of(shop.post(f"{path}carrier/{row.pk}/again/", follow=True))
    assert "Withdrawn: nobody comes for it" in words_of(
        shop.post(f"{path}carrier/{row.pk}/withdraw/", follow=True)
    )
    assert list(stand_in.states.values()) == ["cancel"]


def test_asked_again_it_may_say_no(shop, order, stand_in):
    stand_in.says["/create"] = (502, {})
    shop.post(f"{path_of(order)}carrier/", BOX | {"carrier": "GHN"})
    stand_in.says["/create"] = (400, {"code": 400, "message": "Quá nặng", "data": None})
    row = Consignment.objects.get()
    page = shop.post(f"{path_of(order)}carrier/{row.pk}/again/", follow=True)
    assert "did not take it: Quá nặng" in words_of(page)


def test_a_label_is_the_carriers(shop, order, owner, stand_in):
    row = booked(order, owner, "GHTK")
    label = f"{path_of(order)}carrier/{row.pk}/label/"
    answer = shop.get(label)
    assert (answer.content, answer["Cache-Control"]) == (carriers.PDF, "private, no-store")
    stand_in.states.clear()
    page = shop.get(label, follow=True)
    assert "GHTK) says: Mã vận đơn không hợp lệ" in words_of(page)


def test_a_label_of_ghn_is_its_page(shop, order, owner, stand_in, settings):
    row = booked(order, owner)
    answer = shop.get(f"{path_of(order)}carrier/{row.pk}/label/")
    assert answer.url.startswith(f"{settings.GHN_API_BASE}/a5/public-api/printA5?token=")


def test_a_booking_that_does_not_stand_has_no_label(shop, order, owner, stand_in):
    row = booked(order, owner)
    Consignment.objects.update(state="withdrawn")
    assert shop.get(f"{path_of(order)}carrier/{row.pk}/label/").status_code == 404


def test_a_second_booking_is_refused_in_words(shop, order, owner, stand_in):
    booked(order, owner)
    page = shop.post(f"{path_of(order)}carrier/", BOX | {"carrier": "GHTK"})
    assert page.status_code == 422
    assert "withdraw that first" in words_of(page)


def test_an_order_that_moved_on_is_not_fetched(shop, order, stand_in):
    line, page = order.lines.get(), f"{path_of(order)}carrier/"
    assert shop.get(f"{page}?line_{line.pk}=9").status_code == 302
    shop.post(f"{path_of(order)}ship/", {f"line_{line.pk}": "3"})
    assert shop.get(page).status_code == 302


@pytest.mark.parametrize("what", ["", "label/", "again/", "withdraw/"])
def test_another_producer_finds_nothing(client, order, owner, stand_in, what):
    row = booked(order, owner)
    other = factories.make_producer("Nhà khác")
    client.force_login(factories.make_member(other, "khac@example.vn"))
    path = f"{path_of(order)}carrier/" + (f"{row.pk}/{what}" if what else "")
    asked = client.get if what in ("", "label/") else client.post
    assert asked(path).status_code == 404
    row.refresh_from_db()
    assert row.is_booked


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_database_as_often_for_more_lines(
    shop, owner, producer, stand_in, count, django_assert_max_num_queries
):
    goods = [(factories.make_product(producer=producer, weight_g=100), 1) for _ in range(count)]
    order = to_pack(goods[0][0], owner, sold=lambda _one: place(goods, "cash"))
    shop.get(path_of(order))
    for path in (path_of(order), f"{path_of(order)}carrier/"):
        with django_assert_max_num_queries(QUERIES):
            assert shop.get(path).status_code == 200
