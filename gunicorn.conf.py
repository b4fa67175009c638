"""Gunicorn: read the application once, before the workers are forked, so that they share it."""

import gc
import os
import time
from pathlib import Path

import environ

from marketplace.frame.figures import folder_for
from marketplace.frame.memory import give_back

environ.Env.read_env(Path(__file__).with_name(".env"))

if os.environ.get("METRICS", "").lower() in {"1", "true", "on", "yes"}:
    _var = Path(os.environ.get("VAR_DIR") or Path(__file__).with_name("var"))
    _figures = folder_for(_var)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_figures)

preload_app = True
threads = int(os.environ.get("WEB_THREADS", "4"))  # each holds a database connection of megabytes
GIVE_BACK_EVERY = 20  # seconds of a worker that has work
_worker = {"given_back": 0.0, "is_settled": False}


def when_ready(server) -> None:
    """What is loaded stays: keep the collector from touching (and so copying) its pages."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - imports every view
    give_back()
    gc.freeze()


def post_worker_init(worker) -> None:
    _worker["given_back"] = time.monotonic()


def post_request(worker, request, environ, response) -> None:
    """Now and then give back what a large page, a PDF or a spreadsheet left behind.

    What a worker read for its first pages it keeps (templates, addresses, the shelf), so the
    first time that is taken out of the collector's sight: looking through all of it took as
    long as many kept pages.
    """
    now = time.monotonic()
    if now - _worker["given_back"] < GIVE_BACK_EVERY:
        return
    give_back()
    if not _worker["is_settled"]:
        gc.freeze()
        _worker["is_settled"] = True
    _worker["given_back"] = time.monotonic()


def child_exit(server, worker) -> None:
    """Leave no figure of a process that is gone as if it were there."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
