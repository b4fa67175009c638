"""A page of ours while what holds the files is away: a bucket that is gone or hangs, a full disk.

Whichever view asked for a file, its reader is told so in words; a form that was sent comes back
with what was typed, to be sent again. What a form takes is refused at its field before
(marketplace/files/fields.py); this is for what fails later, and for what is only read.
"""

import errno
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from marketplace.files.storage import FilesAway
from marketplace.frame.screens import private
from marketplace.frame.stale_forms import language_of, sent_again

logger = logging.getLogger(__name__)

RETRY_AFTER = "60"  # seconds
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


class FilesAreAway:
    """Answer with a page of ours when a view could not get at a file or keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_away(error):
            return None
        logger.error("files are away for %s: %s", page_of(request), type(error).__name__)
        with override(language_of(request)):
            if request.method == "POST":
                response = sent_again(request, why="files", status=503)
            else:
                response = private(render(request, "files_away.html", status=503))
        response["Retry-After"] = RETRY_AFTER
        return response


def is_away(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came of, is that files cannot be had or kept."""
    while error is not None:
        if isinstance(error, FilesAway) or (isinstance(error, OSError) and error.errno in NO_ROOM):
            return True
        error = error.__cause__
    return False


def page_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
