"""Which lots a packer may choose, and what the form hands on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.origin.lots import services as lots
from marketplace.aftersale.exchange_steps import exchange_form, number_in, refusal_text
from marketplace.aftersale.ship_form import ShipForm, lot_choice, lots_to_choose
from tests import factories
from tests.flows.sale import paid
from tests.marketplace.aftersale.claims import exchanged, received

pytestmark = pytest.mark.django_db


def a_lot(product, owner, number, **fields):
    lot = lots.open_lot(product=product, quantity=9, by=owner, number=number, **fields)
    return lots.release_lot(lot=lot, by=owner)


def form_for(line, data=None) -> ShipForm:
    return ShipForm(data, lines=[line], lots=lots_to_choose([line]))


def test_released_lots_that_are_not_outdated_are_offered(product, owner):
    today = timezone.localdate()
    good = a_lot(product, owner, "A", best_before=today + timedelta(days=9))
    a_lot(
        product,
        owner,
        "CU",
        made_on=today - timedelta(days=9),
        best_before=today - timedelta(days=1),
    )
    lots.open_lot(product=product, quantity=9, by=owner, number="MO")
    lots.recall_lot(lot=a_lot(product, owner, "HOI"), reason="Chì", by=owner)
    of_other = a_lot(factories.make_product(product.producer), owner, "KHAC")
    line = paid([(product, 1)]).orders.get().lines.get()
    assert lots_to_choose([line]) == {product.pk: [good]}
    other = paid([(of_other.product, 1)]).orders.get().lines.get()
    assert lots_to_choose([line, other]) == {product.pk: [good], of_other.product_id: [of_other]}
    line.product_id = None
    assert lots_to_choose([line]) == {}


def test_form_hands_on_carrier_code_and_the_lot_chosen(product, owner):
    lot = a_lot(product, owner, "A")
    line = paid([(product, 1)]).orders.get().lines.get()
    name = f"lot_{line.pk}"
    form = form_for(line, {"carrier": "GHN", "tracking_code": "VN1", name: str(lot.pk)})
    assert form.is_valid()
    assert form.facts() == {"carrier": "GHN", "tracking_code": "VN1", "lots": {line.pk: lot}}
    unchosen = form_for(line, {})
    assert unchosen.is_valid()
    assert unchosen.facts() == {"carrier": "", "tracking_code": "", "lots": {}}
    assert not form_for(line, {name: str(lot.pk + 1)}).is_valid()
    assert not form_for(line, {"carrier": "x" * 81}).is_valid()
    assert not form_for(line, {"tracking_code": "x" * 81}).is_valid()


def test_product_without_lots_has_no_choice(product):
    line = paid([(product, 1)]).orders.get().lines.get()
    assert list(form_for(line).fields) == ["carrier", "tracking_code"]
    assert list(ShipForm(lines=[line]).fields) == ["carrier", "tracking_code"]


def test_lot_is_named_with_the_day_it_was_made(product, owner):
    lot = a_lot(product, owner, "A")
    assert lot.number in lot_choice(lot)
    assert str(lot.made_on.year) in lot_choice(lot)


def test_form_for_a_new_one_is_there_while_one_is_due(product, owner):
    assert exchange_form(received(product, owner)) is not None
    assert exchange_form(exchanged(product, owner)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("", None), ("1", 1), ("9999", 9999), ("10000", None), ("x", None), ("-1", None), ("²", None)],
)
def test_number_of_a_parcel_is_read_or_left_out(rf, text, number):
    assert number_in(rf.post("/", {"number": text})) == number
    assert number_in(rf.post("/")) is None


def test_every_refusal_has_a_sentence_of_its_own():
    codes = ("out of stock", "recalled", "no lot", "too little", "returned again", "received")
    sentences = [refusal_text(code) for code in codes]
    assert len(set(sentences)) == len(codes)
    assert refusal_text("asked") == refusal_text("received")
