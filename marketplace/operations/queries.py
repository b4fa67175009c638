"""Read what a trouble consists of, for its page: nothing of persons."""

import datetime
from dataclasses import dataclass

from marketplace.operations.checks import (
    events_late,
    events_stuck,
    mails_given_up,
    mails_late,
    tasks_dead,
)

MOST_SHOWN = 20


@dataclass(frozen=True)
class Piece:
    """One mail, task or message: what it is, since when, what is known of its failure."""

    name: str
    at: datetime.datetime
    more: str = ""


def pieces_of(code: str) -> list[Piece]:
    """List the newest of what a trouble is made of; nothing for one that is not of pieces."""
    if code in ("mail_given_up", "mail_late"):
        mails = mails_given_up() if code == "mail_given_up" else mails_late()
        letters = mails.order_by("-pk").values_list("template", "created_at", "context__purchase")
        return [Piece(name, at, number or "") for name, at, number in letters[:MOST_SHOWN]]
    if code == "tasks_dead":
        dead = tasks_dead().order_by("-finished_at")
        tasks = dead.values_list("task_path", "finished_at", "exception_class_path", "enqueued_at")
        return [
            Piece(path.rpartition(".")[2], ended or queued, error.rpartition(".")[2])
            for path, ended, error, queued in tasks[:MOST_SHOWN]
        ]
    if code in ("events_stuck", "events_late"):
        events = events_stuck() if code == "events_stuck" else events_late()
        rows = events.order_by("-pk").values_list("gateway", "kind", "received_at", "event_id")
        return [
            Piece(f"{gateway} {kind}", at, name) for gateway, kind, at, name in rows[:MOST_SHOWN]
        ]
    return []
