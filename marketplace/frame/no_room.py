"""The database takes nothing more, its disk is full: pages are read on, forms come back.

A page that only reads answers as ever; what it would have noted in the session is left out. A
form comes back with what was typed, to be sent again once there is room. Nothing is half done:
each deed is one transaction.
"""

import logging
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views import defaults

from marketplace.frame.stale_forms import language_of, sent_again

logger = logging.getLogger(__name__)

RETRY_AFTER = "60"  # seconds
FULL = {"53100", "SQLITE_FULL"}  # PostgreSQL's disk_full, SQLite's name of it


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came of, is that the database has no room."""
    while error is not None:
        names = {getattr(error, "sqlstate", None), getattr(error, "sqlite_errorname", None)}
        if names & FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


class Sessions(SessionMiddleware):
    """Django's, but a page that was read is shown where its session cannot be kept."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            if not is_full(error):
                raise
            logger.error("a session was not kept: the database has no room")
            return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error that nobody caught; Django calls this while it is handled."""
    if not is_full(sys.exc_info()[1]):
        return defaults.server_error(request)
    logger.error("the database has no room")
    with override(language_of(request)):
        if request.method == "POST":
            response = sent_again(request, why="full", status=503)
        else:
            response = defaults.server_error(request)
            response.status_code = 503
    response["Retry-After"] = RETRY_AFTER
    return response
