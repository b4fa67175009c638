"""The processes that make a market on one machine: each with a log file, ended together.

What a process writes goes into its file and not onto the screen, where addresses and accounts
stand. An error is told there in one line that names the file, of each process at most once a
minute; a process that stops is told with the last words it wrote, and is started again: after a
second, and after twice as long each time it stops soon again.
"""

import logging
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, NamedTuple

LOG_BYTES = 2_000_000
OLD_LOGS = 2  # kept beside the one that is written
TOLD_EVERY = 60  # seconds between two errors of one process on the screen
WIDTH = 160  # characters of a line on the screen
ENDS_WITHIN = 10  # seconds before a process is killed
LINE_BYTES = 65536
FIRST_WAIT, LONGEST_WAIT = 1, 60  # seconds before a part that stopped is started again
STEADY = 60  # seconds: what ran so long and stops is started again as the first time
MOST_BROKEN_STARTS = 3  # while the market opens; later a part is started again for ever

# As Django's loggers, gunicorn and nginx write them.
ERROR = re.compile(
    r"^\S+ \S+ (?:ERROR|CRITICAL) (?P<django>.*)"
    r"|^\[[^]]+\] \[\d+\] \[(?:ERROR|CRITICAL)\] (?P<gunicorn>.*)"
    r"|^\S+ \S+ \[(?:error|crit|alert|emerg)\] (?P<nginx>.*)"
)
TRACEBACK = "Traceback (most recent call last):"

Say = Callable[[str], None]


class Part(NamedTuple):
    """One process: the name of its log file, what people call it, how it is started."""

    name: str
    title: str
    command: Sequence[str]
    is_shown: bool = False  # writes to the screen as well as it likes: a server under development


def error_of(line: str) -> str:
    """Give what a line of a log says went wrong; nothing when it tells of no error."""
    if found := ERROR.match(line):
        return next(text for text in found.groups() if text is not None)
    return "an exception" if line.startswith(TRACEBACK) else ""


def short(path: Path) -> str:
    """Write a path as a person would type it where the market was started."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def log_file(path: Path) -> RotatingFileHandler:
    """Open a log that never holds more than `LOG_BYTES`, with its `OLD_LOGS` before it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=OLD_LOGS, encoding="utf-8", errors="replace"
    )


class Errors:
    """What of a process's log the screen is told: an error a minute, and how many were left."""

    def __init__(self, title: str, path: str, say: Say, clock: Callable[[], float]) -> None:
        self.title, self.path, self.say, self.clock = title, path, say, clock
        self.told_at = self.seen_at = float("-inf")
        self.untold = 0

    def read(self, line: str) -> None:
        error, now = error_of(line), self.clock()
        if not error or (line.startswith(TRACEBACK) and now - self.seen_at < 1):
            return  # a traceback below its error is the same one
        self.seen_at = now
        if now - self.told_at < TOLD_EVERY:
            self.untold += 1
            return
        more = f" and {self.untold} more before" if self.untold else ""
        self.say(f"{self.title}: {error[:WIDTH]}{more} ({self.path})")
        self.told_at, self.untold = now, 0


class Process:
    """A part that runs."""

    def __init__(
        self, part: Part, *, folder: Path, env: Mapping[str, str], cwd: Path, say: Say
    ) -> None:
        self.part = part
        self.log = folder / f"{part.name}.log"
        self.last_words = ""
        self.running = subprocess.Popen(
            part.command,
            env=env,
            cwd=cwd,
            start_new_session=True,
            stdout=None if part.is_shown else subprocess.PIPE,
            stderr=None if part.is_shown else subprocess.STDOUT,
        )
        self.reader = threading.Thread(
            target=self.keep, args=(self.running.stdout, say), daemon=True
        )
        if self.running.stdout:
            self.reader.start()

    def keep(self, stream: IO[bytes], say: Say) -> None:
        """Write line by line what the process says into its log, until it says no more."""
        errors = Errors(self.part.title, short(self.log), say, time.monotonic)
        handler = log_file(self.log)
        for line in iter(lambda: stream.readline(LINE_BYTES), b""):
            text = line.decode("utf-8", "replace").rstrip()
            handler.handle(logging.makeLogRecord({"msg": text}))
            if text:
                self.last_words = text
            errors.read(text)
        handler.close()

    @property
    def has_stopped(self) -> bool:
        return self.running.poll() is not None

    def obituary(self) -> str:
        """Say in one line that it stopped, how, and what it wrote last."""
        if self.reader.is_alive():
            self.reader.join(1)  # it may have said more than was read
        words = f": {self.last_words[:WIDTH]}" if self.last_words else ""
        log = "" if self.part.is_shown else f" ({short(self.log)})"
        return f"{self.part.title} stopped with status {self.running.returncode}{words}{log}"


class Kept:
    """A part that is started again when it stops, with a word each time."""

    def __init__(self, start: Callable[[], Process], say: Say, clock: Callable[[], float]) -> None:
        self.start, self.say, self.clock = start, say, clock
        self.process = start()
        self.started_at = clock()
        self.due: float | None = None
        self.wait, self.broken_starts = FIRST_WAIT, 0

    @property
    def is_broken(self) -> bool:
        """Tell whether it stopped soon after each start: what is wrong does not pass by itself."""
        return self.broken_starts >= MOST_BROKEN_STARTS

    def look(self) -> None:
        """Start it again if it stopped and its wait is over."""
        now = self.clock()
        if self.due is not None:
            if now >= self.due:
                self.start_again(now)
        elif self.process.has_stopped:
            if now - self.started_at >= STEADY:
                self.wait, self.broken_starts = FIRST_WAIT, 0
            self.broken_starts += 1
            self.put_off(now, self.process.obituary())

    def put_off(self, now: float, why: str) -> None:
        self.say(f"{why}. It is started again in {self.wait} s.")
        self.due, self.wait = now + self.wait, min(2 * self.wait, LONGEST_WAIT)

    def start_again(self, now: float) -> None:
        try:
            self.process = self.start()
        except OSError as error:  # no memory, a program that is gone
            self.put_off(now, f"{self.process.part.title} cannot be started: {error}")
        else:
            self.started_at, self.due = now, None


def end_all(processes: Sequence[Process]) -> None:
    """Ask all to end, then kill who does not."""
    for process in processes:
        if not process.has_stopped:
            process.running.terminate()
    for process in processes:
        try:
            process.running.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.running.kill()
        if process.reader.is_alive():
            process.reader.join(1)
