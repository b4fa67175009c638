"""A month's statement as a page: sums by kind over the whole month, its movements in parts."""

from typing import NamedTuple

from marketplace.ledger.models import Transaction
from marketplace.ledger.queries import Movement, Statement
from marketplace.ledger.statements import column_names

LONGEST_ASKED = 40  # signs of an order's number


class KindSum(NamedTuple):
    """The movements of one kind: how many, the sum of each shown column, what they come to."""

    kind: str
    title: str
    total: int
    sums: list[tuple[str, int]]  # the column's name, dong
    amount: int


class Row(NamedTuple):
    """One movement: the number of its order where it has one, and the sum of each shown column."""

    movement: Movement
    order: str
    sums: list[tuple[str, int]]


def used_columns(found: Statement) -> dict[str, str]:
    """Give the columns in which something stands, with their names."""
    used = {
        name for movement in found.movements for name, amount in movement.columns.items() if amount
    }
    return {name: label for name, label in column_names().items() if name in used}


def sums_by_kind(found: Statement, columns: dict[str, str]) -> list[KindSum]:
    """Sum the month's movements by kind, in the order of the kinds; together they are the month."""
    groups: dict[str, list[Movement]] = {}
    for movement in found.movements:
        groups.setdefault(movement.posted.kind, []).append(movement)
    return [
        KindSum(
            kind,
            str(title),
            len(groups[kind]),
            [
                (label, sum(movement.columns[name] for movement in groups[kind]))
                for name, label in columns.items()
            ],
            sum(movement.amount for movement in groups[kind]),
        )
        for kind, title in Transaction.Kind.choices
        if kind in groups
    ]


def chosen(found: Statement, kind: str, asked: str) -> list[Movement]:
    """The movements of a kind, or of orders whose number has the text; all without either."""
    text = asked.strip().casefold()
    return [
        movement
        for movement in found.movements
        if (not kind or movement.posted.kind == kind)
        and (not text or text in (movement.posted.order_number or "").casefold())
    ]


def row_of(movement: Movement, columns: dict[str, str]) -> Row:
    return Row(
        movement,
        movement.posted.order_number or "",
        [(label, movement.columns[name]) for name, label in columns.items()],
    )
