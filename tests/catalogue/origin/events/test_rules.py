"""Rules of events: sums of goods to the piece, time to the minute, places, units, states."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.events import bodies, places, rules
from catalogue.origin.events.services import declare_error, record_event
from catalogue.origin.models import Lot, TraceEvent
from tests import factories

Source = TraceEvent.Source


@pytest.fixture
def lot(product):
    product.village = factories.make_village()
    product.save()
    return factories.make_lot(product, village=product.village)  # of 100, made 10 days ago


def ago(**span) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**span)


def put(lot, quantity: int | None, *, step="commissioning", action="ADD", **facts) -> TraceEvent:
    """Record so many pieces of a lot in one step."""
    facts.setdefault("at", ago(hours=50))
    source = facts.pop("source", Source.CAPTURE)
    body = bodies.observation(
        quantities=[bodies.quantity_of(bodies.class_uri(lot), quantity, lot.uom)],
        action=action,
        biz_step=step,
        **facts,
    )
    return record_event(body=body, producer_id=lot.product.producer_id, source=source)[0]


def send(lot, quantity: int, **facts) -> TraceEvent:
    return put(lot, quantity, step="shipping", action="OBSERVE", **{"at": ago(hours=20)} | facts)


def test_balance_of_a_lot_without_events_is_nothing(lot):
    assert rules.balance_of(lot) == (0, 0, None, None)
    assert rules.balance_of(lot).left(lot) == 100


def test_balance_adds_what_was_made_and_takes_what_left(lot):
    put(lot, 60, at=ago(hours=60))
    put(lot, 30, step="creating_class_instance", at=ago(hours=50))
    put(lot, 5, step="packing")  # added to something, but not made
    send(lot, 20, at=ago(hours=30))
    put(lot, 4, step="destroying", action="DELETE", at=ago(hours=25))
    put(lot, 7, step="inspecting", action="OBSERVE")
    put(lot, 6, step="retail_selling", action="OBSERVE", at=ago(hours=10))
    put(lot, 9, step="receiving", action="OBSERVE", at=ago(hours=9))
    put(lot, 3, step="receiving", action="OBSERVE", disposition="returned", at=ago(hours=8))
    balance = rules.balance_of(lot)
    assert (balance.made, balance.gone) == (90, 20 + 4 - 3)
    assert balance.left(lot) == 69
    assert timezone.now() - balance.first_made > datetime.timedelta(hours=59)
    assert (
        datetime.timedelta(hours=29)
        < timezone.now() - balance.first_gone
        < datetime.timedelta(hours=31)
    )


def test_balance_counts_transformations_on_both_sides(lot, product):
    flour = factories.make_lot(product, "F-1", uom="KGM")
    body = bodies.common("TransformationEvent", at=ago(hours=40), biz_step="commissioning") | {
        "inputQuantityList": [bodies.quantity_of(bodies.class_uri(flour), Decimal("2.5"), "KGM")],
        "outputQuantityList": bodies.whole_lot(lot, 80),
    }
    record_event(body=body, producer_id=product.producer_id)
    assert rules.balance_of(lot)[:2] == (80, 0)
    assert rules.balance_of(flour)[:2] == (0, Decimal("2.5"))
    assert rules.balance_of(flour).left(flour) == Decimal("97.5")


def test_balance_leaves_out_what_was_declared_wrong(lot):
    put(lot, 60, at=ago(hours=60))
    wrong = put(lot, 40, at=ago(hours=50))
    declare_error(event=wrong, reason="Ghi nhầm", by=None)
    assert rules.balance_of(lot).made == 60
    put(lot, 40, at=ago(hours=40))
    with pytest.raises(refusals.MassBalanceBroken):
        put(lot, 1, at=ago(hours=30))


def test_as_much_as_the_lot_holds_is_made_and_no_piece_more(lot):
    put(lot, 99, at=ago(hours=60))
    put(lot, 1, at=ago(hours=50))
    with pytest.raises(refusals.MassBalanceBroken) as refused:
        put(lot, 1, at=ago(hours=40))
    assert refused.value.facts == {"lot": lot.number, "held": 100, "claimed": "101"}
    assert "101" in str(refused.value)


@pytest.mark.parametrize(
    ("quantity", "text"), [("101.000", "101"), ("100", "100"), ("2.500", "2.5"), ("0.001", "0.001")]
)
def test_sums_are_written_without_zeros_at_their_end(quantity, text):
    """The databases differ in how many they give; 101.000 would read as thousands here."""
    assert rules.written(Decimal(quantity)) == text


@pytest.mark.parametrize(("made", "sent"), [(None, 100), (40, 40)])
def test_as_much_as_was_made_leaves_and_no_piece_more(lot, made, sent):
    if made:
        put(lot, made)
    send(lot, sent - 1)
    send(lot, 1, at=ago(hours=19))
    with pytest.raises(refusals.MassBalanceBroken) as refused:
        send(lot, 1, at=ago(hours=18))
    assert refused.value.facts["held"] == str(sent)
    assert refused.value.facts["claimed"] == str(sent + 1)


def test_what_came_back_leaves_again(lot):
    send(lot, 100)
    put(lot, 1, step="receiving", action="OBSERVE", disposition="returned", at=ago(hours=10))
    send(lot, 1, at=ago(hours=9))
    with pytest.raises(refusals.MassBalanceBroken):
        send(lot, 1, at=ago(hours=8))


@pytest.mark.parametrize(("minutes", "refused"), [(-1, True), (0, False), (1, False)])
def test_goods_leave_at_the_earliest_when_they_are_made(lot, minutes, refused):
    made = ago(hours=30).replace(second=0, microsecond=0)
    put(lot, 100, at=made)
    at = made + datetime.timedelta(minutes=minutes)
    if refused:
        with pytest.raises(refusals.EventOutOfOrder, match=lot.number):
            send(lot, 1, at=at)
    else:
        send(lot, 1, at=at)


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False)])
def test_goods_leave_on_the_lots_day_at_the_earliest(lot, days, refused):
    day = lot.made_on + datetime.timedelta(days=days)
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(0, 30)))
    if refused:
        with pytest.raises(refusals.EventOutOfOrder):
            send(lot, 1, at=at)
    else:
        send(lot, 1, at=at)


@pytest.mark.parametrize(("seconds", "refused"), [(-1, False), (299, False), (301, True)])
def test_clocks_may_differ_by_five_minutes(seconds, refused):
    moment = timezone.now() + datetime.timedelta(seconds=seconds)
    if refused:
        with pytest.raises(refusals.EventInFuture):
            rules.check_time(moment)
    else:
        rules.check_time(moment)


def test_check_places_names_the_first_that_is_unknown(lot):
    known = places.village_uri(lot.village)
    assert rules.check_places([known]) == {known: "Bát Tràng"}
    with pytest.raises(refusals.UnknownPlace) as refused:
        rules.check_places([known, "urn:x:1", "urn:x:2"])
    assert refused.value.facts == {"place": "urn:x:1"}


@pytest.mark.parametrize(
    ("kept", "given", "wanted"), [("", "KGM", "1"), ("KGM", "", "KGM"), ("KGM", "LTR", "KGM")]
)
def test_check_unit_refuses_another_unit(kept, given, wanted):
    lot = Lot(number="L-1", uom=kept)
    rules.check_unit(lot, kept, Decimal(1))
    rules.check_unit(lot, given, None)  # nothing is counted
    with pytest.raises(refusals.WrongUnit) as refused:
        rules.check_unit(lot, given, Decimal(0))
    assert refused.value.facts == {"lot": "L-1", "wanted": wanted, "given": given or "1"}
    assert f"“{wanted}”" in str(refused.value)


@pytest.mark.parametrize("step", ["packing", *rules.LEAVING])
@pytest.mark.parametrize("action", ["ADD", "OBSERVE"])
@pytest.mark.parametrize("source", Source)
def test_check_state_lets_nothing_of_a_recalled_lot_go(step, action, source):
    lot = Lot(number="L-1", state=Lot.State.RECALLED)
    event = TraceEvent(biz_step=step, action=action, source=source)
    if source != Source.MARKET and (step != "packing" or action == "ADD"):
        with pytest.raises(refusals.LotRecalled, match="L-1"):
            rules.check_state(lot, event)
    else:
        rules.check_state(lot, event)


@pytest.mark.parametrize("state", [Lot.State.CLOSED, Lot.State.OPEN, Lot.State.RELEASED])
@pytest.mark.parametrize("source", Source)
def test_check_state_takes_no_word_of_the_maker_on_a_closed_lot(state, source):
    lot = Lot(number="L-1", state=state)
    event = TraceEvent(biz_step="shipping", action="ADD", source=source)
    if state == Lot.State.CLOSED and source in (Source.PORTAL, Source.CAPTURE):
        with pytest.raises(refusals.LotClosed, match="L-1"):
            rules.check_state(lot, event)
    else:
        rules.check_state(lot, event)
