"""States of rows: told by facts, changed along a table of moves that stands beside the model.

A model with states has an enumeration of them and `MOVES`, from each state to those that may
follow; its column is `state` unless `STATE_FIELD` says otherwise:

    class Parcel(models.Model):
        class State(models.TextChoices):
            SHIPPED = "shipped", _("On its way")
            DELIVERED = "delivered", _("Delivered")

        MOVES = {State.SHIPPED: {State.DELIVERED}, State.DELIVERED: set()}
        TONES = {State.SHIPPED: "wait", State.DELIVERED: "ok"}
        is_delivered = Stands(State.DELIVERED)

    parcel.is_delivered                                        a fact, in Python and in templates
    {{ state(parcel.get_state_display(), parcel|tone) }}       how a template shows it
    move(parcel, Parcel.State.DELIVERED, delivered_at=now)     one row that the service has locked
    move_rows(parcels, Parcel.State.SHIPPED, Parcel.State.DELIVERED)   where the state is as told

Nothing else writes such a column but the constructor of a new row (tests/source/test_states.py).
A service asks whether its step makes sense and refuses in its own words; what comes here all
the same and is not in the table is a fault of the code, and nothing is written.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self, overload

from django.db.models import Model, QuerySet


class MoveRefused(Exception):
    """No row of `model` goes from the state `before` to `to`."""

    def __init__(self, model: type[Model], before: str, to: str) -> None:
        super().__init__(f"{model._meta.label}: {before} -> {to}")
        self.model, self.before, self.to = model, before, to


class Stands:
    """A fact about one row: it stands in one of these states."""

    def __init__(self, *states: str) -> None:
        self.states = frozenset(states)

    @overload
    def __get__(self, row: None, model: type[Model]) -> Self: ...
    @overload
    def __get__(self, row: Model, model: type[Model]) -> bool: ...
    def __get__(self, row: Model | None, model: type[Model]) -> Self | bool:
        return self if row is None else state_of(row) in self.states


def field_of(model: type[Model]) -> str:
    """Name the column that holds the state."""
    return getattr(model, "STATE_FIELD", "state")


def state_of(row: Model) -> str:
    return getattr(row, field_of(type(row)))


def tone(row: Model) -> str:
    """Name the tone in which a row's state is shown: ok, wait, bad, or none at all."""
    tones: Mapping[str, str] = getattr(type(row), "TONES", {})
    return tones.get(state_of(row), "")


def moves_of(model: type[Model]) -> Mapping[str, Iterable[str]]:
    return model.MOVES  # type: ignore[attr-defined]


def may_move(row: Model, to: str) -> bool:
    """Tell whether the table lets a row go to a state. To where it stands: no move."""
    return to in moves_of(type(row))[state_of(row)]


def origins_of(model: type[Model], to: str) -> list[str]:
    """List the states from which a row may go to `to`."""
    return [state for state, goals in moves_of(model).items() if to in goals]


def move(row: Model, to: str, **changes: Any) -> None:
    """Bring a locked row to a state and save that, `changes`, and nothing else.

    Columns that keep the time of the last change follow. Raises MoveRefused.
    """
    if not may_move(row, to):
        raise MoveRefused(type(row), state_of(row), to)
    changes[field_of(type(row))] = to
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, *touched(type(row))])


def move_rows(rows: QuerySet[Any], before: str | Iterable[str], to: str, **changes: Any) -> int:
    """Bring those of the rows that stand in `before` to a state, in one update; how many.

    Raises MoveRefused when one of the states in `before` does not lead there.
    """
    states = [before] if isinstance(before, str) else list(before)
    for state in states:
        if to not in moves_of(rows.model)[state]:
            raise MoveRefused(rows.model, state, to)
    field = field_of(rows.model)
    return rows.filter(**{f"{field}__in": states}).update(**{field: to}, **changes)


def touched(model: type[Model]) -> list[str]:
    """Name the columns that keep the time of the last change."""
    return [field.name for field in model._meta.fields if getattr(field, "auto_now", False)]


def pipeline_of(moves: Mapping[Any, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Write a table of moves as Oscar's settings want it: plain strings, in the table's order."""
    return {
        str(state): tuple(str(goal) for goal in moves if goal in goals)
        for state, goals in moves.items()
    }
