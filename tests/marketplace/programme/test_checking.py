"""Two people before a sheet decides anything."""

import pytest

from marketplace.programme import checking
from marketplace.programme.checking import (
    SheetRefused,
    binding_sheet,
    note_checked,
    put_in_force,
    standing_of,
    take_back,
    versions_now,
)
from marketplace.programme.models import SheetEvent, SheetVersion
from marketplace.programme.sheets.reading import NUMBERS, made_of, read, sheet_of
from tests import factories

pytestmark = pytest.mark.django_db
State = SheetVersion.State


@pytest.fixture
def first():
    return factories.make_user("first@example.vn")


@pytest.fixture
def second():
    return factories.make_user("second@example.vn")


def of(number=21, **others):
    return {"number": number, "digest": sheet_of(number).digest, "note": "", **others}


def refused(act, **values):
    with pytest.raises(SheetRefused) as refusal:
        act(**values)
    return str(refusal.value)


def test_nothing_is_decided_by_a_sheet_that_nobody_checked():
    for number in NUMBERS:
        assert refused(binding_sheet, number=number) == "unchecked"
    assert {row.state for row in versions_now().values()} == {State.UNCHECKED}


def test_one_checks_another_puts_in_force_and_each_step_stays(first, second):
    note_checked(**of(note="Công báo 512"), by=first)
    assert standing_of(sheet_of(21)) == State.CHECKED
    assert refused(binding_sheet, number=21) == "unchecked"
    put_in_force(**of(), by=second)
    assert binding_sheet(21) is sheet_of(21)
    rows = [(event.act, event.by, event.note) for event in SheetEvent.objects.all()]
    assert rows == [("checked", first, "Công báo 512"), ("in_force", second, "")]
    assert refused(binding_sheet, number=22) == "unchecked"


def test_who_checked_it_puts_nothing_in_force(first):
    note_checked(**of(), by=first)
    assert refused(put_in_force, **of(), by=first) == "own"
    assert standing_of(sheet_of(21)) == State.CHECKED


def test_nothing_is_in_force_before_somebody_checked_it(second):
    assert refused(put_in_force, **of(), by=second) == "first"


def test_each_step_twice_is_one(first, second):
    note_checked(**of(), by=first)
    note_checked(**of(), by=first)
    put_in_force(**of(), by=second)
    put_in_force(**of(), by=second)
    take_back(**of(note="6.2"), by=first)
    take_back(**of(note="6.2"), by=first)
    assert [event.act for event in SheetEvent.objects.all()] == [
        "checked",
        "in_force",
        "taken_back",
    ]


def test_a_second_check_is_no_check(first, second):
    note_checked(**of(), by=first)
    assert refused(note_checked, **of(), by=second) == "stands"
    put_in_force(**of(), by=second)
    assert refused(note_checked, **of(), by=first) == "stands"


def test_taking_back_wants_a_reason_and_both_begin_anew(first, second):
    note_checked(**of(), by=first)
    put_in_force(**of(), by=second)
    assert refused(take_back, **of(note="  "), by=second) == "reason"
    take_back(**of(note="6.2 có 0 điểm"), by=second)
    assert refused(binding_sheet, number=21) == "unchecked"
    assert refused(put_in_force, **of(), by=first) == "first"
    note_checked(**of(), by=second)
    put_in_force(**of(), by=first)
    assert binding_sheet(21).number == 21


def test_who_doubts_a_check_takes_it_back(first, second):
    note_checked(**of(), by=first)
    version = take_back(**of(note="6.2"), by=second)
    assert (version.state, version.checked_by) == (State.UNCHECKED, None)
    assert refused(put_in_force, **of(), by=first) == "first"


@pytest.mark.parametrize("act", [note_checked, put_in_force, take_back])
@pytest.mark.parametrize("given", [{"digest": "0" * 64}, {"number": 22}, {"number": 27}])
def test_what_was_looked_at_is_what_is_meant(act, given, first):
    assert refused(act, **(of(note="x") | given), by=first) == "moved"
    assert not SheetVersion.objects.exists()


def test_a_sheet_that_changes_is_unchecked(first, second, monkeypatch):
    note_checked(**of(), by=first)
    put_in_force(**of(), by=second)
    table = read("21")
    table["criteria"][1]["options"][0]["text"] = "small_for_your_area"
    changed = made_of(table)
    monkeypatch.setattr(
        checking, "sheet_of", lambda number: changed if number == 21 else sheet_of(number)
    )
    assert refused(binding_sheet, number=21) == "unchecked"
    assert versions_now()[21].pk is None


def test_all_states_are_one_query(django_assert_num_queries, first):
    for number in (1, 21, 26):
        note_checked(**of(number), by=first)
    with django_assert_num_queries(1):
        rows = versions_now()
        assert [row.checked_by for row in rows.values() if row.pk] == [first] * 3
    assert list(rows) == list(NUMBERS)
