"""Labels: as many as goods, each move kept with its time and reason, hidden codes."""

import datetime

import pytest
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.codes import serials
from catalogue.origin.labels import services
from catalogue.origin.labels.services import Opening
from catalogue.origin.models import Label, Lot, TraceEvent
from tests import factories

State = Label.State


@pytest.fixture
def lot(product):
    return factories.make_lot(product, "L-1")  # of 100, released


def mint(lot, count=3, **fields):
    return services.mint_labels(lot=lot, count=count, by=None, **fields)


def texts(labels) -> list[str]:
    return list(labels.order_by("pk").values_list("serial", flat=True))


def set_state(lot, state):
    Lot.objects.filter(pk=lot.pk).update(state=state)


@pytest.mark.parametrize("count", [99, 100])
def test_mint_gives_up_to_one_label_a_good(lot, count):
    mint(lot, count)
    lot.refresh_from_db()
    assert (lot.labels_issued, lot.labels_left, lot.labels.count()) == (count, 100 - count, count)


@pytest.mark.parametrize("count", [-1, 0, 101])
def test_mint_refuses_none_or_more_than_are_left(lot, count):
    with pytest.raises(refusals.LabelsExceedLot) as refused:
        mint(lot, count)
    assert refused.value.facts == {"lot": "L-1", "left": 100, "asked": count}
    assert not lot.labels.exists()


@pytest.mark.parametrize(
    ("state", "refusal"), [("recalled", refusals.LotRecalled), ("closed", refusals.LotClosed)]
)
def test_mint_refuses_a_lot_that_is_over(lot, state, refusal):
    set_state(lot, state)
    with pytest.raises(refusal) as refused:
        mint(lot)
    assert refused.value.facts == {"lot": "L-1"}


def test_mint_keeps_the_run_and_its_labels(lot, owner):
    set_state(lot, "open")
    batch = services.mint_labels(lot=lot, count=3, by=owner, sheet="roll", start_cell=4)
    batch.refresh_from_db()
    assert (batch.lot, batch.count, batch.sheet, batch.start_cell) == (lot, 3, "roll", 4)
    assert (batch.anchor, batch.made_by) == (f"P/{lot.product.code}", owner)
    assert (batch.has_hidden_codes, batch.job_state, batch.progress) == (False, "waiting", 0)
    assert (batch.reprint_of, batch.reprint_serials, batch.reason) == (None, [], "")
    for label in batch.labels.all():
        assert serials.is_ours(batch.anchor, "L-1", label.serial)
        assert (label.lot, label.state, label.prints) == (lot, "printed", 1)
        assert (label.hidden_hash, label.hidden_tries) == ("", 0)
    event = TraceEvent.objects.get()
    assert (event.biz_step, event.disposition) == ("encoding", "encoded")
    assert (event.items.get().quantity, event.recorded_by) == (3, owner)


def test_mint_prints_on_the_first_cell_of_a_sheet_unless_told(lot):
    batch = mint(lot)
    assert (batch.sheet, batch.start_cell) == ("L7160", 1)


def test_mint_with_hidden_codes_gives_five_tries_each(lot):
    batch = mint(lot, hidden=True)
    assert batch.has_hidden_codes
    for label in batch.labels.all():
        code = serials.hidden_code(label.serial)
        assert label.hidden_hash == serials.hidden_hash(label.serial, code)
        assert label.hidden_tries == 5


def test_reprint_counts_the_prints_and_keeps_the_reason(lot, owner):
    batch = mint(lot, hidden=True)
    again = services.reprint_labels(batch=batch, reason=" Kẹt giấy ", by=owner, start_cell=2)
    again.refresh_from_db()
    assert (again.reprint_of, again.reason, again.made_by) == (batch, "Kẹt giấy", owner)
    assert (again.count, again.sheet, again.start_cell) == (3, "L7160", 2)
    assert (again.anchor, again.has_hidden_codes, again.reprint_serials) == (
        batch.anchor,
        True,
        [],
    )
    assert set(batch.labels.values_list("prints", flat=True)) == {2}
    assert texts(services.labels_to_print(again)) == texts(batch.labels)
    lot.refresh_from_db()
    assert lot.labels_issued == 3


def test_reprint_of_some_is_reprinted_again_as_these(lot):
    batch = mint(lot)
    one, two, three = texts(batch.labels)
    services.void_labels(lot=lot, reason="Rách", only=[three])
    some = services.reprint_labels(
        batch=batch, reason="x", by=None, only=[two, three], sheet="roll"
    )
    assert (some.count, some.sheet, some.reprint_serials) == (1, "roll", [two])
    assert texts(services.labels_to_print(some)) == [two]
    again = services.reprint_labels(batch=some, reason="x", by=None)
    assert (again.reprint_of, again.reprint_serials, again.start_cell) == (batch, [two], 1)
    assert dict(batch.labels.values_list("serial", "prints")) == {one: 1, two: 3, three: 1}
    assert texts(services.labels_to_print(batch)) == [one, two]


def test_reprint_is_refused_without_reason_labels_or_a_lot_that_stands(lot):
    batch = mint(lot, 1)
    with pytest.raises(ValueError, match="reason"):
        services.reprint_labels(batch=batch, reason="  ", by=None)
    services.void_labels(lot=lot, reason="Rách")
    with pytest.raises(refusals.MoveRefused) as refused:
        services.reprint_labels(batch=batch, reason="x", by=None)
    assert refused.value.facts == {"state": State.REVOKED.label}
    set_state(lot, "recalled")
    with pytest.raises(refusals.LotRecalled, match="L-1"):
        services.reprint_labels(batch=batch, reason="x", by=None)


def test_chosen_labels_are_of_the_lot_the_run_and_the_serials_typed(lot, product):
    first, second = mint(lot, 2), mint(lot, 1)
    again = services.reprint_labels(batch=first, reason="x", by=None)
    mint(factories.make_lot(product, "L-2"), 1)
    assert services.chosen_labels(lot, None, None).count() == 3
    assert texts(services.chosen_labels(lot, second, None)) == texts(second.labels)
    assert texts(services.chosen_labels(lot, again, None)) == texts(first.labels)
    serial = texts(second.labels)[0]
    typed = f"{serial[:4]}-{serial[4:8]} {serial[8:]}".lower()
    assert texts(services.chosen_labels(lot, None, [typed])) == [serial]
    assert not services.chosen_labels(lot, first, [typed]).exists()
    assert not services.chosen_labels(lot, None, []).exists()


WAYS = {
    State.ACTIVATED: lambda lot, **few: services.activate_labels(lot=lot, **few),
    State.SOLD: lambda lot, **few: services.mark_sold(lot=lot, **{"only": texts(lot.labels)} | few),
    State.REVOKED: lambda lot, **few: services.void_labels(lot=lot, reason=" Rách ", **few),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("target", WAYS)
def test_labels_move_only_as_the_table_says(lot, state, target):
    mint(lot, 2)
    lot.labels.update(state=state)
    moved = 2 if target in Label.MOVES[state] else 0
    assert WAYS[target](lot) == moved
    for label in lot.labels.all():
        assert label.state == (target if moved else state)
        assert label.state_note == ("Rách" if moved and target == State.REVOKED else "")
        assert bool(label.state_changed_at) is bool(moved)
    lot.refresh_from_db()
    assert lot.labels_issued == (0 if moved and target == State.REVOKED else 2)


@pytest.mark.parametrize("target", WAYS)
def test_labels_move_by_run_and_serial(lot, target):
    first, second = mint(lot, 2), mint(lot, 2)
    lot.labels.update(state=State.PRINTED if target == State.ACTIVATED else State.ACTIVATED)
    one = texts(first.labels)[0]
    assert WAYS[target](lot, batch=first, only=[one, texts(second.labels)[0]]) == 1
    assert texts(lot.labels.filter(state=target)) == [one]


def test_only_released_lots_put_labels_into_use(lot):
    mint(lot)
    set_state(lot, "open")
    with pytest.raises(refusals.LotNotReleased, match="L-1"):
        services.activate_labels(lot=lot)
    set_state(lot, "recalled")
    with pytest.raises(refusals.LotRecalled, match="L-1"):
        services.activate_labels(lot=lot)
    with pytest.raises(refusals.LotRecalled, match="L-1"):
        services.mark_sold(lot=lot, only=texts(lot.labels))
    set_state(lot, "closed")
    assert services.activate_labels(lot=lot) == 3


def test_void_keeps_200_characters_of_its_reason_and_wants_one(lot):
    mint(lot, 1)
    with pytest.raises(ValueError, match="reason"):
        services.void_labels(lot=lot, reason=" ")
    set_state(lot, "recalled")
    assert services.void_labels(lot=lot, reason="r" * 201) == 1
    assert lot.labels.get().state_note == "r" * 200


@pytest.fixture
def hidden(lot):
    label = mint(lot, 1, hidden=True).labels.get()
    services.activate_labels(lot=lot)
    label.refresh_from_db()
    return label


def right(label) -> str:
    return serials.hidden_code(label.serial)


def test_open_label_the_first_time_and_tells_of_it_later(hidden):
    typed = f" {right(hidden)[:4]}-{right(hidden)[4:]}".lower()
    assert services.open_label(label=hidden, code=typed) == Opening.OPENED
    hidden.refresh_from_db()
    assert hidden.is_opened
    assert hidden.opened_at == hidden.state_changed_at
    assert timezone.now() - hidden.opened_at < datetime.timedelta(minutes=1)
    assert services.open_label(label=hidden, code=right(hidden)) == Opening.OPENED_BEFORE
    assert services.open_label(label=hidden, code="WRONG") == Opening.WRONG
    hidden.refresh_from_db()
    assert hidden.hidden_tries == 4


def test_open_label_takes_five_wrong_codes_and_then_none(hidden):
    given = [services.open_label(label=hidden, code=f"WR0NG{n}") for n in range(5)]
    assert given == [Opening.WRONG] * 4 + [Opening.NO_TRIES]
    assert services.open_label(label=hidden, code=right(hidden)) == Opening.NO_TRIES
    hidden.refresh_from_db()
    assert (hidden.hidden_tries, hidden.state) == (0, "activated")


@pytest.mark.parametrize(
    ("state", "opening"),
    [
        (State.PRINTED, Opening.NOT_IN_USE),
        (State.REVOKED, Opening.NOT_IN_USE),
        (State.ACTIVATED, Opening.OPENED),
        (State.SOLD, Opening.OPENED),
        (State.OPENED, Opening.OPENED_BEFORE),
    ],
)
def test_open_label_only_when_it_is_in_use(hidden, state, opening):
    Label.objects.filter(pk=hidden.pk).update(state=state)
    assert services.open_label(label=hidden, code=right(hidden)) == opening


def test_open_label_without_a_hidden_code(lot):
    label = mint(lot, 1).labels.get()
    assert services.open_label(label=label, code="") == Opening.NO_CODE
