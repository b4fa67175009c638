"""Gunicorn: read the application once, before the workers are forked, so that they share it."""

import gc

from marketplace.memory import give_back

preload_app = True


def when_ready(server) -> None:
    """What is loaded stays: keep the collector from touching (and so copying) its pages."""
    give_back()
    gc.freeze()
