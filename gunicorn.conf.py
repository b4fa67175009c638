"""Gunicorn: read the application once, before the workers are forked, so that they share it."""

import gc
import itertools

from marketplace.memory import give_back

preload_app = True
GIVE_BACK_EVERY = 500  # requests of a worker
_served = itertools.count(1)


def when_ready(server) -> None:
    """What is loaded stays: keep the collector from touching (and so copying) its pages."""
    give_back()
    gc.freeze()


def post_request(worker, request, environ, response) -> None:
    """Now and then give back what a large page, a PDF or a spreadsheet left behind."""
    if not next(_served) % GIVE_BACK_EVERY:
        give_back()
