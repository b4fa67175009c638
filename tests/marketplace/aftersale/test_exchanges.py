"""Exchanges step by step: what is refused, what stock and words say, which parcel it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Availability
from catalogue.origin.lots import services as lots
from marketplace.aftersale.exchanges import (
    fit_of,
    note_arrived,
    note_came_back,
    quantities_of,
    reference_of,
    send_exchange,
    take_from_stock,
)
from marketplace.aftersale.models import Return, ReturnLine
from marketplace.aftersale.returns import ReturnRefused, decide_return, dispute_return, returnable
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import MailMessage
from marketplace.purchases.services import MoveRefused
from tests import factories
from tests.flows.sale import stock
from tests.marketplace.aftersale.claims import approved, ask, asked, exchanged, received

pytestmark = pytest.mark.django_db
STOCK = 10


@pytest.fixture
def producer(sold):
    return sold.producer


@pytest.fixture
def owner(sold):
    return sold.owner


@pytest.fixture
def vase(sold):
    return sold.vase


def fresh(row):
    row.refresh_from_db()
    return row


def near(moment) -> bool:
    return abs(moment - timezone.now()) < timedelta(minutes=1)


def last_words(claim) -> tuple:
    message = claim.messages.last()
    return message.side, message.step, message.text, message.by


def mailed(claim, step) -> list[str]:
    rows = MailMessage.objects.filter(context__return=claim.number, context__step=step)
    return sorted(rows.values_list("template", flat=True))


def came_back(claim, owner, units=0, **more) -> None:
    note_came_back(claim=claim, by=owner, fit={claim.lines.get().line_id: units}, **more)
    fresh(claim)


def test_sent_exchange_is_written_down_once(vase, owner):
    claim = received(vase, owner, 2, wish="exchange")
    for _twice in range(2):
        send_exchange(claim=claim, by=owner, carrier="GHN", tracking_code="VN2")
    assert (fresh(claim).state, claim.exchanges_sent) == ("exchanged", 1)
    assert near(claim.closed_at)
    assert stock(vase) == (6, 0)
    assert last_words(claim) == ("producer", "exchanged", "GHN VN2", owner)
    assert claim.messages.filter(step="exchanged").count() == 1
    assert mailed(claim, "exchanged") == ["producer_return", "return_step"]
    mail = MailMessage.objects.filter(context__step="exchanged").first()
    assert mail.context["tracking_code"] == "VN2"


@pytest.mark.parametrize(
    ("carrier", "code", "text"), [("", "", ""), ("GHN", "", "GHN"), ("", "VN2", "VN2")]
)
def test_words_of_an_exchange_name_what_is_known(vase, owner, staff, carrier, code, text):
    claim = received(vase, owner)
    send_exchange(claim=claim, by=staff, side="staff", carrier=carrier, tracking_code=code)
    assert last_words(claim) == ("staff", "exchanged", text, staff)


@pytest.mark.parametrize("make", [asked, approved])
def test_nothing_is_exchanged_before_the_goods_are_back(vase, owner, make):
    claim = make(vase, owner)
    with pytest.raises(MoveRefused, match=claim.state):
        send_exchange(claim=claim, by=owner)
    assert (stock(vase), fresh(claim).exchanges_sent) == ((9, 0), 0)


@pytest.mark.parametrize(
    ("shelf", "held", "sent"), [(2, 0, True), (1, 0, False), (3, 1, True), (3, 2, False)]
)
def test_only_what_nobody_has_ordered_is_sent(vase, owner, shelf, held, sent):
    claim = received(vase, owner, 2)
    StockRecord.objects.update(num_in_stock=shelf, num_allocated=held or None)
    if sent:
        send_exchange(claim=claim, by=owner)
        assert stock(vase) == (shelf - 2, held)
        return
    with pytest.raises(MoveRefused, match="out of stock"):
        send_exchange(claim=claim, by=owner)
    assert (stock(vase), fresh(claim).state) == ((shelf, held), "received")
    assert not mailed(claim, "exchanged")


def test_last_one_that_is_sent_leaves_the_shelf(vase, owner):
    claim = received(vase, owner)
    StockRecord.objects.update(num_in_stock=1, num_allocated=None)
    send_exchange(claim=claim, by=owner)
    assert fresh(vase).availability == Availability.SOLD_OUT


def test_what_is_made_to_order_or_gone_takes_no_stock(vase, owner):
    claim = received(vase, owner)
    StockRecord.objects.update(num_in_stock=0)
    row = claim.lines.select_related("line__product").get()
    row.line.product.made_to_order = True
    take_from_stock([row])
    row.line.product = None
    take_from_stock([row])
    assert stock(vase) == (0, 0)


@pytest.mark.parametrize(("product_first", "made"), [(True, True), (False, True)])
def test_goods_beside_what_is_made_to_order_are_taken(vase, owner, product_first, made):
    """One line that takes nothing does not end the taking."""
    other = factories.make_product(vase.producer, price=90_000, stock=5)
    first, second = received(vase, owner), received(other, owner)
    rows = [c.lines.select_related("line__product").get() for c in (first, second)]
    index = 0 if product_first else 1
    rows[index].line.product.made_to_order = made
    take_from_stock(rows)
    assert stock(other) == ((3, 0) if product_first else (4, 0))
    assert stock(vase) == ((9, 0) if product_first else (8, 0))


@pytest.mark.parametrize(("number", "again"), [(None, True), (1, False), (2, True)])
def test_form_of_a_parcel_that_went_out_sends_no_other(vase, owner, number, again):
    claim = exchanged(vase, owner)
    came_back(claim, owner)
    send_exchange(claim=claim, by=owner, number=number)
    assert fresh(claim).exchanges_sent == (2 if again else 1)
    assert claim.is_exchanged is again


def test_parcels_of_an_exchange_have_names_of_their_own(vase, owner):
    claim = received(vase, owner)
    names = []
    for count in range(4):
        claim.exchanges_sent = count
        names.append(reference_of(claim))
    name = f"exchange-{claim.pk}"
    assert names == [name, name, f"{name}-2", f"{name}-3"]


@pytest.mark.parametrize(("number", "noted"), [(None, True), (1, True), (0, False), (2, False)])
def test_arrival_is_noted_for_the_parcel_that_is_on_its_way(vase, owner, number, noted):
    claim = exchanged(vase, owner)
    if not noted:
        with pytest.raises(MoveRefused, match="exchanged"):
            note_arrived(claim=claim, by=owner, number=number)
        return
    for _twice in range(2):
        note_arrived(claim=claim, by=owner, number=number)
    assert near(fresh(claim).exchange_arrived_at)
    assert last_words(claim) == ("producer", "arrived", "", owner)
    assert claim.messages.filter(step="arrived").count() == 1


def test_nothing_arrives_that_was_not_sent(vase, owner):
    with pytest.raises(MoveRefused, match="received"):
        note_arrived(claim=received(vase, owner), by=owner)


@pytest.mark.parametrize(("units", "back"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 2)])
def test_what_came_back_fit_is_in_stock_again(vase, owner, units, back):
    claim = exchanged(vase, owner, 2)
    assert stock(vase) == (6, 0)
    for _twice in range(2):
        came_back(claim, owner, units, text="Không gặp")
    assert (claim.state, stock(vase)) == ("came_back", (6 + back, 0))
    assert last_words(claim) == ("producer", "came_back", "Không gặp", owner)
    assert claim.messages.filter(step="came_back").count() == 1
    assert mailed(claim, "came_back") == ["producer_return", "return_step"]
    assert abs(claim.answer_by - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)
    assert claim.closed_at is None


def test_line_that_is_not_named_came_back_unfit(vase, owner, staff):
    claim = exchanged(vase, owner)
    note_came_back(claim=claim, by=staff, fit={}, side="staff")
    assert stock(vase) == (8, 0)
    assert last_words(claim) == ("staff", "came_back", "", staff)


@pytest.mark.parametrize(("number", "noted"), [(None, True), (1, False), (2, True), (3, True)])
def test_coming_back_of_an_earlier_parcel_changes_nothing(vase, owner, number, noted):
    claim = exchanged(vase, owner)
    came_back(claim, owner)
    send_exchange(claim=claim, by=owner)
    came_back(fresh(claim), owner, number=number)
    assert claim.has_come_back is noted


@pytest.mark.parametrize("make", [asked, approved, received])
def test_nothing_comes_back_that_was_not_sent(vase, owner, make):
    claim = make(vase, owner)
    with pytest.raises(MoveRefused, match=claim.state):
        note_came_back(claim=claim, by=owner, fit={})


def test_what_arrived_does_not_come_back(vase, owner):
    claim = exchanged(vase, owner)
    note_arrived(claim=claim, by=owner)
    with pytest.raises(MoveRefused, match="exchanged"):
        note_came_back(claim=claim, by=owner, fit={})


@pytest.mark.parametrize(("asked_again", "refused"), [(1, True), (0, False)])
def test_units_that_are_returned_anew_do_not_come_back_as_well(vase, owner, asked_again, refused):
    claim = exchanged(vase, owner, 2)
    line_id = claim.lines.get().line_id
    assert returnable(claim.order) == {line_id: 2}
    if asked_again:
        ask(claim.order, {line_id: 1})
    if refused:
        with pytest.raises(MoveRefused, match="returned again"):
            note_came_back(claim=claim, by=owner, fit={})
        assert fresh(claim).is_exchanged
    else:
        came_back(claim, owner)
        assert claim.has_come_back


def test_lot_that_was_sent_is_kept_until_it_comes_back(vase, owner):
    lot = lots.release_lot(lot=lots.open_lot(product=vase, quantity=20, by=owner), by=owner)
    claim = exchanged(vase, owner, 2)
    assert quantities_of(claim) == [(lot, 2)]
    came_back(claim, owner, 2)
    assert quantities_of(claim) == []
    assert claim.lines.get().exchange_lot is None


def test_goods_of_a_recalled_lot_come_back_unfit(vase, owner):
    lot = lots.release_lot(lot=lots.open_lot(product=vase, quantity=20, by=owner), by=owner)
    row = ReturnLine(line_id=7, quantity=2, exchange_lot=lot)
    assert fit_of(row, {7: 2}) == 2
    assert fit_of(row, {8: 2}) == 0
    lot.state = "recalled"
    assert fit_of(row, {7: 2}) == 0


def test_buyer_who_has_neither_gets_money_or_nothing_else(vase, owner, staff):
    claim = exchanged(vase, owner)
    came_back(claim, owner)
    dispute_return(claim=claim, side="buyer", text="Đâu?", by=None)
    fresh(claim)
    assert claim.has_nothing
    for outcome in ("refuse", "send_back"):
        with pytest.raises(ReturnRefused, match="buyer_has_nothing") as refusal:
            decide_return(claim=claim, by=staff, outcome=outcome, text="…")
        assert refusal.value.code == "buyer_has_nothing"
    decide_return(claim=claim, by=staff, outcome="refund", text="Hoàn.")
    assert fresh(claim).is_refunded
    assert Return.objects.count() == 1
