"""A locked database does not end the task worker, and loses none of its tasks."""

import datetime
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands import db_worker as library
from django_tasks_db.models import DBTaskResult

from catalogue.search.models import Synonym
from marketplace.operations.management.commands import db_worker
from marketplace.operations.management.commands.db_worker import MOST_TRIES, PatientWorker
from tests.databases import own_database  # noqa: F401 - a fixture

pytestmark = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="only SQLite locks the whole database",
)


class Lock:
    """Another process that writes into the same file for long."""

    def __init__(self, path: Path) -> None:
        self.holder = sqlite3.connect(path, isolation_level=None)

    def take(self) -> None:
        self.holder.execute("BEGIN IMMEDIATE")

    def leave(self, *_seconds: float) -> None:
        if self.holder.in_transaction:
            self.holder.execute("ROLLBACK")


@pytest.fixture
def lock(own_database, django_db_blocker, monkeypatch):  # noqa: F811
    """Lead this process to a file of its own that is locked, until the worker first waits."""
    path = Path(own_database.removeprefix("sqlite:///"))
    given = connection.settings_dict
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(given, "NAME", str(path))
        monkeypatch.setitem(given, "OPTIONS", given["OPTIONS"] | {"timeout": 0.01})
        lock = Lock(path)
        monkeypatch.setattr(db_worker, "time", SimpleNamespace(sleep=lock.leave))
        monkeypatch.setattr(Lock, "now", lock, raising=False)
        yield lock
        lock.holder.close()
        connection.close()


def work() -> None:
    """Let a worker do all that waits, as with --batch."""
    DBTaskResult.objects.update(run_after=timezone.now() - datetime.timedelta(seconds=1))
    PatientWorker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w",
        excluded_queue_names=[],
    ).run()


@task()
def writes(word: str) -> None:
    Synonym.objects.create(phrases=word)


@task()
def meets_lock(word: str) -> None:
    """Meet a lock while it works."""
    Lock.now.take()
    if word == "faulty":
        raise KeyError(word)
    Synonym.objects.create(phrases=word)


def row() -> DBTaskResult:
    return DBTaskResult.objects.get(task_path__startswith=__name__)


def test_worker_that_finds_the_database_locked_waits_and_works(lock, monkeypatch):
    writes.enqueue("chè, trà")
    begin = library.exclusive_transaction
    rounds = []

    def locked_once(using):
        if not rounds:
            lock.take()
        rounds.append(1)
        return begin(using)

    monkeypatch.setattr(library, "exclusive_transaction", locked_once)
    work()
    assert len(rounds) >= 2
    assert row().status == TaskResultStatus.SUCCESSFUL


def test_task_that_meets_a_lock_is_done_later(lock):
    meets_lock.enqueue("chè, trà")
    work()
    waiting = row()
    assert (waiting.status, waiting.finished_at) == (TaskResultStatus.READY, None)
    assert waiting.run_after > timezone.now()
    lock.take = lambda: None
    work()
    assert row().status == TaskResultStatus.SUCCESSFUL
    assert Synonym.objects.filter(phrases="chè, trà").count() == 1


def test_task_that_fails_by_itself_while_all_is_locked_is_written_down_as_dead(lock):
    meets_lock.enqueue("faulty")
    work()
    assert (row().status, row().exception_class_path) == (
        TaskResultStatus.FAILED,
        "builtins.KeyError",
    )


def test_task_that_always_meets_a_lock_waits_for_an_operator(lock):
    meets_lock.enqueue("chè, trà")
    DBTaskResult.objects.update(worker_ids=["w"] * (MOST_TRIES - 1))
    work()
    assert (row().status, row().exception_class_path) == (
        TaskResultStatus.FAILED,
        "django.db.utils.OperationalError",
    )


def test_other_trouble_of_the_database_ends_the_worker(lock, monkeypatch):
    def broken(using):
        raise OperationalError("no such table: tasks")

    monkeypatch.setattr(library, "exclusive_transaction", broken)
    with pytest.raises(OperationalError, match="no such table"):
        work()


def test_command_runs_the_worker_that_waits(monkeypatch):
    made = []
    monkeypatch.setattr(library, "Worker", library.Worker)
    monkeypatch.setattr(PatientWorker, "configure_signals", lambda self: made.append(self))
    monkeypatch.setattr(PatientWorker, "run", lambda self: made.append(self))
    command = load_command_class(get_commands()["db_worker"], "db_worker")
    parser = command.create_parser("manage.py", "db_worker")
    command.handle(**vars(parser.parse_args(["--no-reload", "--verbosity", "0"])))
    assert [type(each) for each in made] == [PatientWorker] * 2
