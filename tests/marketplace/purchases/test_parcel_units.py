"""Labelled packs are tied to the parcel that they leave in."""

import pytest

from catalogue.origin.labels.services import activate_labels, mint_labels, void_labels
from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Label
from marketplace.purchases.models import Parcel, ParcelUnit
from marketplace.purchases.parcel_lots import UnitIsGone
from marketplace.purchases.parcel_units import (
    free_labels,
    labelled_products,
    lots_of_units,
    read_serials,
    tie_units,
)
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db


def labelled_lot(product, owner, count: int = 3):
    lot = release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
    mint_labels(lot=lot, count=count, by=owner)
    activate_labels(lot=lot)
    return lot


@pytest.fixture
def lot(product, owner):
    return labelled_lot(product, owner)


@pytest.fixture
def order(product, owner):
    order = paid([(product, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    return order


def serials_of(lot) -> list[str]:
    return list(lot.labels.values_list("serial", flat=True))


def send(order, owner, serials, units: int = 2):
    line = order.lines.get()
    return ship_order(order=order, by=owner, quantities=[(line, units)], serials={line.pk: serials})


def test_serials_are_read_as_typed_or_scanned():
    typed = "7k2m-0001 , https://x.example/P/R000012/L/1/S/7K2M0002?x=1\n7K2M0001;\n"
    assert read_serials(typed) == ["7K2M0001", "7K2M0002"]
    assert read_serials("  \n,") == []


def test_packs_go_with_their_parcel_and_their_lot(order, lot, product, owner):
    other = labelled_lot(product, owner)
    first, second, _third = serials_of(other)
    parcel = send(order, owner, [first, second])
    row = parcel.lines.get()
    assert row.lot == other  # not the one that ends soonest
    assert [unit.label.serial for unit in row.units.all()] == [first, second]
    states = dict(Label.objects.filter(lot=other).values_list("serial", "state"))
    assert [states[first], states[second]] == ["sold", "sold"]
    assert list(states.values()).count("activated") == 1


def test_a_pack_goes_once_unless_it_came_back(order, lot, owner):
    first, second, third = serials_of(lot)
    parcel = send(order, owner, [first], units=1)
    with pytest.raises(MoveRefused, match=UnitIsGone.code):
        send(order, owner, [first], units=1)
    assert ParcelUnit.objects.count() == 1
    assert order.parcels.count() == 1
    Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.State.FAILED)
    assert set(free_labels([first, second, third])) == {first, second, third}
    send(order, owner, [first], units=1)
    assert set(free_labels([first, second, third])) == {second, third}
    assert ParcelUnit.objects.filter(label__serial=first).count() == 2


def test_packs_that_cannot_be_in_it_are_refused_and_nothing_goes(order, lot, product, owner):
    foreign = labelled_lot(factories.make_product(), owner)
    other = labelled_lot(product, owner)
    spoilt = serials_of(lot)[0]
    void_labels(lot=lot, reason="x", only=[spoilt])
    good = serials_of(lot)[1:]
    for wrong in ([serials_of(foreign)[0]], [spoilt], ["X" * 16], [good[0], serials_of(other)[0]]):
        with pytest.raises(MoveRefused, match=UnitIsGone.code):
            send(order, owner, wrong)
    with pytest.raises(MoveRefused, match=UnitIsGone.code):
        send(order, owner, good, units=1)  # more codes than pieces
    assert not Parcel.objects.exists()
    assert not ParcelUnit.objects.exists()


def test_codes_are_asked_for_only_where_packs_have_them(lot, product):
    bare = factories.make_product(product.producer)
    assert labelled_products([product.pk, bare.pk, None]) == {product.pk}
    assert lots_of_units({}, {}) == {}


@pytest.mark.parametrize("change", ["", "open", "recalled", "printed", "sold", "revoked"])
def test_codes_are_asked_for_while_packs_of_a_released_lot_can_go(lot, product, change):
    if change in ("open", "recalled"):
        type(lot).objects.update(state=change)
    elif change:
        Label.objects.update(state=change)
    assert labelled_products([product.pk]) == ({product.pk} if change == "" else set())


def test_a_sold_pack_goes_again_only_where_its_own_parcel_came_back(order, lot, owner):
    first, second, _third = serials_of(lot)
    Label.objects.filter(serial=second).update(state=Label.State.SOLD)  # by hand, in no parcel
    parcel = send(order, owner, [first], units=1)
    for state, free in [("shipped", set()), ("delivered", set()), ("failed", {first})]:
        Parcel.objects.filter(pk=parcel.pk).update(state=state)
        assert set(free_labels([first, second])) == free


def test_packs_of_a_line_are_of_one_lot_and_of_what_was_bought(lot, product, owner):
    other, serials = labelled_lot(product, owner), serials_of(lot)
    assert lots_of_units({7: serials[:2]}, {7: product.pk}) == {7: lot}
    for named, products in [
        ([serials[0], serials_of(other)[0]], {7: product.pk}),
        ([serials[0], "X" * 16], {7: product.pk}),
        ([], {7: product.pk}),
        (serials, {7: product.pk + 1}),
        (serials, {7: product.pk - 1}),
        (serials, {8: product.pk}),
        (serials, {7: None}),
    ]:
        with pytest.raises(UnitIsGone):
            lots_of_units({7: named}, products)


def test_units_fill_no_more_than_their_own_row(order, lot, owner):
    line, serials = order.lines.get(), serials_of(lot)
    parcel = ship_order(order=order, by=owner, quantities=[(line, 2)])
    for named in ({line.pk: serials}, {line.pk + 1: serials[:1]}):
        with pytest.raises(UnitIsGone):
            tie_units(parcel, named)
    parcel.lines.update(lot=None)
    with pytest.raises(UnitIsGone):
        tie_units(parcel, {line.pk: serials[:1]})
    parcel.lines.update(lot=lot)
    tie_units(parcel, {line.pk: serials[:2]})
    assert ParcelUnit.objects.count() == 2
