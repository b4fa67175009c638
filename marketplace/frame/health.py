"""What a load balancer asks: is the process alive, can it serve?"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import caches
from django.core.signals import request_started
from django.db import DatabaseError, InterfaceError, connection, connections
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from marketplace.frame.access import for_audience

WORKER_LAG = timedelta(minutes=10)

# What else is told on /readyz, by name; rooms add theirs when they are ready.
PARTS: dict[str, Callable[[], bool]] = {}

CHECKED_FOR_SECONDS = 5
_checked_at: dict[int, float] = {}


@receiver(request_started, dispatch_uid="check-connections-now-and-then")
def spare_connection_checks(**kwargs) -> None:
    """Ask a kept connection whether it lives every few seconds, not before every request."""
    now = time.monotonic()
    for kept in connections.all(initialized_only=True):
        if now - _checked_at.get(id(kept), 0) < CHECKED_FOR_SECONDS:
            vars(kept)["health_check_done"] = True
        else:
            _checked_at[id(kept)] = now


@for_audience("machine")
def alive(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@for_audience("machine")
def ready(request: HttpRequest) -> JsonResponse:
    """Say what of the market does its part; 503 only without the database.

    Without the cache, with a late worker or index pages still serve: the market is "degraded"
    and stays in the balancer.
    """
    told = parts()
    serves = told["database"]
    status = "down" if not serves else "ok" if all(told.values()) else "degraded"
    return JsonResponse({"status": status, **told}, status=200 if serves else 503)


def parts() -> dict[str, bool]:
    """Say of each part of the market whether it does its part."""
    serves = database_answers()
    told = {"database": serves, "cache": cache_answers()}
    told["worker"] = serves and not worker_is_late()
    return told | {name: serves and is_well() for name, is_well in PARTS.items()}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except (DatabaseError, InterfaceError):
        return False


def cache_answers() -> bool:
    """Tell whether the cache that processes share takes values; one of this process always does."""
    answers = getattr(caches["default"], "answers", None)
    return answers is None or answers()


def worker_is_late() -> bool:
    """Tell whether a task has waited longer than a working worker would let it."""
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, enqueued_at__lt=timezone.now() - WORKER_LAG
    ).exists()
