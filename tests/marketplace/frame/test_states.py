"""A row moves along its table and nowhere else; what is saved is what was said."""

import pytest
from django.db.models import QuerySet

from marketplace.frame.states import (
    MoveRefused,
    Stands,
    field_of,
    may_move,
    move,
    move_rows,
    moves_of,
    origins_of,
    pipeline_of,
    state_of,
)
from marketplace.listings.models import Revision
from marketplace.order import states as order_states
from marketplace.purchases.models import Parcel, Purchase
from tests import factories
from tests.source.states import models_with_moves

STEPS = [
    (model, str(before), str(to))
    for model in models_with_moves()
    for before in moves_of(model)
    for to in moves_of(model)
]
ALLOWED = [step for step in STEPS if step[2] in moves_of(step[0])[step[1]]]
REFUSED = [step for step in STEPS if step not in ALLOWED]


def name_of(value) -> str:
    return value if isinstance(value, str) else value.__name__


@pytest.fixture
def saved(monkeypatch):
    """Keep what rows save, and save nothing."""
    columns: list[list[str]] = []
    for model in models_with_moves():
        monkeypatch.setattr(
            model, "save", lambda row, *, update_fields: columns.append(update_fields)
        )
    return columns


@pytest.mark.parametrize(("model", "before", "to"), ALLOWED, ids=name_of)
def test_allowed_move_is_saved(saved, model, before, to):
    row = model(**{field_of(model): before})
    move(row, to)
    assert state_of(row) == to
    assert [columns[0] for columns in saved] == [field_of(model)]


@pytest.mark.parametrize(("model", "before", "to"), REFUSED, ids=name_of)
def test_any_other_move_is_refused_and_nothing_saved(saved, model, before, to):
    row = model(**{field_of(model): before})
    with pytest.raises(MoveRefused) as refusal:
        move(row, to)
    assert (refusal.value.model, refusal.value.before, refusal.value.to) == (model, before, to)
    assert (state_of(row), saved) == (before, [])
    assert not may_move(row, to)


@pytest.mark.parametrize(("model", "before", "to"), REFUSED, ids=name_of)
def test_any_other_move_of_many_rows_is_refused(monkeypatch, model, before, to):
    monkeypatch.setattr(QuerySet, "update", lambda rows, **values: pytest.fail("written"))
    with pytest.raises(MoveRefused):
        move_rows(model._base_manager.all(), before, to)
    with pytest.raises(MoveRefused):
        move_rows(model._base_manager.all(), [*origins_of(model, to), before], to)


@pytest.mark.django_db
def test_move_saves_what_it_was_given_and_no_more():
    """What somebody else wrote meanwhile stays; the time of the last change follows."""
    revision = Revision.objects.create(
        producer=factories.make_producer(), state=Revision.State.SUBMITTED, note="a"
    )
    Revision.objects.filter(pk=revision.pk).update(content={"title_vi": "Khăn"})
    changed_at = revision.updated_at
    move(revision, Revision.State.RETURNED, note="b")
    revision.refresh_from_db()
    assert (revision.state, revision.note) == ("returned", "b")
    assert revision.content == {"title_vi": "Khăn"}
    assert revision.updated_at > changed_at


@pytest.mark.django_db
def test_move_rows_leaves_rows_of_other_states_where_they_are():
    producer = factories.make_producer()
    for state in Revision.State.values:
        Revision.objects.create(producer=producer, state=state)
    states = Revision.State
    moved = move_rows(Revision.objects.all(), states.SUBMITTED, states.RETURNED, note="b")
    assert moved == 1
    assert sorted(Revision.objects.filter(note="").values_list("state", flat=True)) == [
        "draft",
        "published",
        "returned",
    ]


def test_fact_tells_where_a_row_stands():
    assert [Purchase(state=state).is_paid for state in ("paid", "pending")] == [True, False]
    assert Parcel(state=Parcel.State.FAILED).has_failed
    assert isinstance(Purchase.is_paid, Stands)


def test_pipeline_of_oscar_is_the_table_in_plain_strings(settings):
    pipeline = settings.OSCAR_ORDER_STATUS_PIPELINE
    assert pipeline == pipeline_of(order_states.MOVES)
    assert pipeline["confirmed"] == ("shipped", "delivered", "cancelled")
    assert {type(state) for state in [*pipeline, *sum(pipeline.values(), ())]} == {str}
