"""What a load balancer asks: is the process alive, can it serve?"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.core.signals import request_started
from django.db import DatabaseError, connection, connections
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
    """Say whether database, cache and task worker do their part; 503 without database or cache.

    A late worker is told but does not take the process out: pages still serve.
    """
    parts = {"database": database_answers(), "cache": cache_answers()}
    healthy = all(parts.values())
    parts["worker"] = healthy and not worker_is_late()
    parts |= {name: healthy and is_well() for name, is_well in PARTS.items()}
    return JsonResponse(parts, status=200 if healthy else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def cache_answers() -> bool:
    try:
        cache.set("readyz", "1", 5)
        return cache.get("readyz") == "1"
    except (OSError, ConnectionError):
        return False
    except Exception as error:  # a cache client has errors of its own
        if type(error).__module__.startswith("redis"):
            return False
        raise


def worker_is_late() -> bool:
    """Tell whether a task has waited longer than a working worker would let it."""
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, enqueued_at__lt=timezone.now() - WORKER_LAG
    ).exists()
