"""Fork a child for each job, a few at a time, and bury those that run on."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 8 << 30


@dataclass(frozen=True)
class Job:
    """What one child does: `body` writes its answer as a dict."""

    key: str
    body: Callable[[Path], dict]
    seconds: float  # of processor time; three times as much on the clock


@dataclass(frozen=True)
class Attempt:
    """A module's changed source, or none for a control, and the tests that it is shown to."""

    key: str
    module: str
    source: str | None
    tests: tuple[str, ...]
    seconds: float


@dataclass
class Child:
    job: Job
    scratch: Path
    until: float
    began: float


def run(jobs: Iterable[Job], workers: int) -> Iterator[tuple[str, dict | None, float]]:
    """Give key, answer and seconds of each job as it ends; the answer is None if it ran on."""
    waiting = iter(jobs)
    running: dict[int, Child] = {}
    try:
        while True:
            while len(running) < workers and (job := next(waiting, None)):
                pid, child = start(job)
                running[pid] = child
            if not running:
                return
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid in running:
                child = running.pop(pid)
                answer = child.scratch / "answer.json"
                found = json.loads(answer.read_text()) if answer.exists() else None
                end(pid)
                shutil.rmtree(child.scratch, ignore_errors=True)
                yield child.job.key, found, time.monotonic() - child.began
                continue
            for pid, child in running.items():
                if time.monotonic() > child.until:
                    end(pid)
            time.sleep(0.01)
    finally:
        for pid, child in running.items():
            end(pid)
            os.waitpid(pid, 0)
            shutil.rmtree(child.scratch, ignore_errors=True)


def start(job: Job) -> tuple[int, Child]:
    where = MEMORY if MEMORY.is_dir() else None
    scratch = Path(tempfile.mkdtemp(prefix="mutant-", dir=where))
    now = time.monotonic()
    pid = os.fork()
    if pid:
        return pid, Child(job, scratch, now + 3 * job.seconds + 30, now)
    try:
        os.setpgid(0, 0)
        limit = int(job.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (ENOUGH_BYTES, ENOUGH_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        answer = job.body(scratch)
    except BaseException:
        answer = {"error": traceback.format_exc()}
    (scratch / "answer.part").write_text(json.dumps(answer))
    (scratch / "answer.part").rename(scratch / "answer.json")
    os._exit(0)


def end(pid: int) -> None:
    """End a child and what it started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def copy_database(source: Path, scratch: Path) -> Path:
    """Copy a migrated SQLite database, what its log holds included."""
    target = scratch / "test.sqlite3"
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    return target
