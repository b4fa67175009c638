"""A read replica by REPLICA_URL: strangers' reading goes there, writers read their own.

Only pages that are the same for everybody read from the replica, and only while it has what
the primary had a moment ago: a replica that falls behind shows no old prices. Who wrote carries the
place of that write in the log of the primary (its LSN, PostgreSQL 15, 28.5) in a signed
cookie, and reads from the primary until the replica has come that far.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core import signing
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

from marketplace.frame.page_cache import is_public

COOKIE = "wrote"
COOKIE_SECONDS = 300
SALT = "replica"
CHECKED_SECONDS = 2
DOWN_SECONDS = 5
YOUNG_SECONDS = 5  # for so long it counts where the primary was when last asked
READS = ContextVar("READS", default="default")


class Router:
    """Reads go where the request says, writes and all else to the primary."""

    def db_for_read(self, model, **hints) -> str:
        return READS.get()

    def db_for_write(self, model, **hints) -> str:
        return "default"

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == "default"


class ReadYourOwnWrites:
    """Choose for each request where it reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if "replica" not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.checked_at = self.down_at = -1000.0
        self.is_behind, self.primary_was = False, 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_reading = request.method in ("GET", "HEAD")
        may_lag = is_reading and is_public(request.path_info)
        token = READS.set("replica" if may_lag and self.is_fresh_for(request) else "default")
        try:
            response = self.get_response(request)
        finally:
            READS.reset(token)
        if not is_reading and response.status_code < 500:
            response.set_cookie(
                COOKIE,
                signing.dumps(self.lsn("default", "pg_current_wal_lsn()"), salt=SALT),
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception):
        """A replica that fails under a reading request: read once more, from the primary."""
        is_broken = isinstance(exception, OperationalError | InterfaceError)
        if READS.get() != "replica" or not is_broken or request.resolver_match is None:
            return None
        self.down_at = time.monotonic()
        READS.set("default")
        match = request.resolver_match
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response

    def is_fresh_for(self, request: HttpRequest) -> bool:
        """Tell whether the replica lives and has what this visitor wrote."""
        now = time.monotonic()
        if now - self.down_at < DOWN_SECONDS:
            return False
        wrote = request.COOKIES.get(COOKIE)
        try:
            if wrote:
                place = signing.loads(wrote, salt=SALT, max_age=COOKIE_SECONDS)
                return self.lsn("replica", "pg_last_wal_replay_lsn()") >= place
            if now - self.checked_at > CHECKED_SECONDS:
                self.is_behind = self.falls_behind(is_young=now - self.checked_at < YOUNG_SECONDS)
                self.checked_at = now
        except signing.BadSignature:
            return True  # forged or old: it says nothing
        except DatabaseError:
            self.down_at = now
            return False
        return not self.is_behind

    def falls_behind(self, *, is_young: bool) -> bool:
        """Tell whether the replica lacks what the primary had when last asked, else has now."""
        replayed = self.lsn("replica", "pg_last_wal_replay_lsn()")
        before = self.primary_was
        try:
            self.primary_was = self.lsn("default", "pg_current_wal_lsn()")
        except DatabaseError:  # the primary is away: the replica is all there is
            return False
        return replayed < (before if is_young else self.primary_was)

    @staticmethod
    def lsn(alias: str, function: str) -> int:
        """A place in the write-ahead log as a number of bytes."""
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT ({function} - '0/0'::pg_lsn)::bigint")
            return cursor.fetchone()[0] or 0
