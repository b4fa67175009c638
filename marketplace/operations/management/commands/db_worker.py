"""manage.py db_worker: the library's task worker, which a locked database does not end.

On SQLite one process writes at a time, and the library (django-tasks-db 0.13) gives up when the
lock is not had in time: looking for work, the worker ends; in a task, the task counts as dead; in
writing down what came of it, the task seems to run for ever. Here each is tried again.
"""

import datetime
import logging
import time
from collections.abc import Callable

from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

logger = logging.getLogger("marketplace.worker")

MOST_TRIES = 5  # of a task that meets a locked database; then it waits for an operator
TRIED_AGAIN_AFTER = datetime.timedelta(seconds=10)
LOCKED = f"{OperationalError.__module__}.{OperationalError.__qualname__}"
OUTCOME = ("status", "finished_at", "return_value", "exception_class_path", "traceback")


class PatientWorker(db_worker.Worker):
    """A worker that waits until the database can be written to."""

    def run(self) -> None:
        self.patiently(super().run)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        is_written = True
        try:
            super().run_task(db_task_result)
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            is_written = False
        if met_lock(db_task_result):
            self.patiently(lambda: put_back(db_task_result))
        elif not is_written:
            self.patiently(lambda: db_task_result.save(update_fields=OUTCOME))

    def patiently(self, deed: Callable[[], None]) -> None:
        """Do it, again and again while the database is locked; end when the worker is to."""
        while True:
            try:
                return deed()
            except OperationalError as error:
                if not is_locked_database_exception(error) or not self.running:
                    raise
                logger.warning("the database is locked; the worker tries again")
                time.sleep(self.interval)


def met_lock(row: DBTaskResult) -> bool:
    """Tell whether a task ended by a lock, and not by its own fault, with tries left."""
    return (
        row.status == TaskResultStatus.FAILED
        and row.exception_class_path == LOCKED
        and "is locked" in row.traceback
        and len(row.worker_ids) < MOST_TRIES
    )


def put_back(row: DBTaskResult) -> None:
    """Queue a task again for a little later. Tasks are safe to repeat."""
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=TaskResultStatus.READY,
        run_after=timezone.now() + TRIED_AGAIN_AFTER,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )


class Command(db_worker.Command):
    def handle(self, **options) -> None:
        vars(db_worker)["Worker"] = PatientWorker  # the command makes its worker by this name
        super().handle(**options)
