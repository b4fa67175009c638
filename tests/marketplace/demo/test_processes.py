"""What the market's processes say goes into logs that stay small; the screen hears of errors."""

import logging
import sys
import time
from pathlib import Path

import pytest

from marketplace.demo import processes
from marketplace.demo.management.commands import market
from marketplace.demo.processes import Errors, Kept, Part, Process, end_all, error_of


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("2026-03-01 08:00:00,123 ERROR marketplace.x job failed", "marketplace.x job failed"),
        ("2026-03-01 08:00:00,123 CRITICAL django_tasks Task id=1", "django_tasks Task id=1"),
        ("[2026-03-01 08:00:00 +0700] [12] [ERROR] Worker exits", "Worker exits"),
        ("2026/03/01 08:00:00 [emerg] 12#0: bind() failed", "12#0: bind() failed"),
        ("Traceback (most recent call last):", "an exception"),
        ("2026-03-01 08:00:00,123 INFO django_tasks ERROR stands in a text", ""),
        ("2026-03-01 08:00:00,123 WARNING marketplace.x the gateway is silent", ""),
        ("[2026-03-01 08:00:00 +0700] [12] [WARNING] slow", ""),
        ("2026/03/01 08:00:00 [warn] 12#0: buffered", ""),
        ("ERROR", ""),
    ],
)
def test_error_of_knows_how_each_process_writes(line, error):
    assert error_of(line) == error


def test_screen_is_told_of_one_error_a_minute_and_how_many_there_were():
    told, now = [], [100.0]
    errors = Errors("The clock", "var/log/clock.log", told.append, lambda: now[0])
    for second in (0, 10, 20, 59.9):
        now[0] = 100.0 + second
        errors.read(f"2026-03-01 08:00:00,000 ERROR clock tick {second}")
        errors.read("Traceback (most recent call last):")
    assert told == ["The clock: clock tick 0 (var/log/clock.log)"]
    now[0] = 160.0
    errors.read("2026-03-01 08:01:00,000 ERROR clock tick 60")
    assert told[1:] == ["The clock: clock tick 60 and 3 more before (var/log/clock.log)"]


def test_screen_gets_one_line_of_a_long_error():
    told = []
    errors = Errors("The shop", "shop.log", told.append, lambda: 0.0)
    errors.read("2026-03-01 08:00:00,000 ERROR " + "x" * 5000)
    assert told == [f"The shop: {'x' * processes.WIDTH} (shop.log)"]


def run(tmp_path, code: str, say, **part) -> Process:
    return Process(
        Part("worker", "The task worker", [sys.executable, "-c", code], **part),
        folder=tmp_path / "log",
        env={},
        cwd=tmp_path,
        say=say,
    )


def ended(process: Process) -> Process:
    process.running.wait(30)
    process.reader.join(30)
    return process


def test_what_a_process_says_stands_in_its_log_and_not_on_the_screen(tmp_path, capfd):
    told: list[str] = []
    code = "import sys; print('giỏ hàng 100%s'); print('done', file=sys.stderr)"
    process = ended(run(tmp_path, code, told.append))
    assert process.log == tmp_path / "log" / "worker.log"
    lines = process.log.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == ["done", "giỏ hàng 100%s"]
    assert told == []
    assert capfd.readouterr() == ("", "")


def test_a_process_that_stops_is_told_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = "import sys; print('CommandError: no database', file=sys.stderr); sys.exit(3)"
    process = ended(run(tmp_path, code, print))
    assert process.has_stopped
    assert process.obituary() == (
        "The task worker stopped with status 3: CommandError: no database (log/worker.log)"
    )


class Stopped:
    """A process that has stopped at once; `has_stopped` may be set."""

    part = Part("worker", "The task worker", [])
    has_stopped = True

    def obituary(self) -> str:
        return "The task worker stopped with status 1: database is locked (worker.log)"


@pytest.fixture
def kept_worker():
    """A part that stops, its clock, what the screen is told, and what was started."""
    now, told, started = [0.0], [], []

    def start():
        started.append(Stopped())
        return started[-1]

    return Kept(start, told.append, lambda: now[0]), now, told, started


def test_a_part_that_stops_is_started_again_with_a_word(kept_worker):
    kept, now, told, started = kept_worker
    kept.look()
    assert told == [
        "The task worker stopped with status 1: database is locked (worker.log). "
        "It is started again in 1 s."
    ]
    now[0] = 0.9
    kept.look()
    assert len(started) == len(told) == 1
    now[0] = 1.0
    kept.look()
    assert (kept.process, len(started), len(told)) == (started[1], 2, 1)


def test_a_part_that_stops_again_and_again_waits_longer_and_is_never_given_up(kept_worker):
    kept, now, told, started = kept_worker
    for _second in range(700):
        kept.look()
        now[0] += 1
    waits = [int(line.split()[-2]) for line in told]
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(started) > 10


def test_a_part_that_ran_for_long_is_started_again_as_the_first_time(kept_worker):
    kept, now, told, _started = kept_worker
    for second in range(10):
        now[0] = float(second)
        kept.look()
    kept.process.has_stopped = False
    now[0] = 500.0
    kept.look()
    assert (kept.due, kept.is_broken) == (None, True)
    kept.process.has_stopped = True
    kept.look()
    assert told[-1].endswith("It is started again in 1 s.")
    assert not kept.is_broken


def test_a_part_that_cannot_be_started_is_tried_again(kept_worker):
    kept, now, told, started = kept_worker
    kept.look()
    start, kept.start = kept.start, Path("/nowhere/nginx").open
    now[0] = 1.0
    kept.look()
    assert "The task worker cannot be started" in told[-1]
    kept.start = start
    now[0] = 9.0
    kept.look()
    assert len(started) == 2


def test_a_market_of_which_a_part_never_starts_ends(kept_worker):
    kept, now, _told, _started = kept_worker
    broken = []
    for second in range(9):
        now[0] = float(second)
        kept.look()
        broken.append(kept.is_broken)
    assert broken == [False] * 5 + [True] * 4  # it stops at 0, 2 and 5


def test_logs_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_BYTES", 1000)
    ended(run(tmp_path, "for n in range(1000): print('line', n)", print))
    logs = sorted((tmp_path / "log").iterdir())
    assert [path.name for path in logs] == ["worker.log", "worker.log.1", "worker.log.2"]
    assert all(path.stat().st_size <= 1000 for path in logs)
    assert logs[0].read_text().splitlines()[-1] == "line 999"


def test_end_all_ends_who_hears_and_kills_who_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "ENDS_WITHIN", 0.5)
    sleep = "import time; time.sleep(60)"
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
    running = [run(tmp_path, sleep, print), run(tmp_path, f"{deaf}; {sleep}", print)]
    while not running[1].last_words:
        time.sleep(0.05)
    end_all(running)
    assert [process.running.wait(10) for process in running] == [-15, -9]


def test_the_command_keeps_its_own_log_and_leaves_errors_on_the_screen(tmp_path):
    root = logging.getLogger()
    before, levels = root.handlers[:], [handler.level for handler in root.handlers]
    try:
        market.keep_log(tmp_path / "log" / "market.log")
        logging.getLogger("marketplace.demo").info("drawn")
        assert all(handler.level == logging.ERROR for handler in before)
    finally:
        logging.captureWarnings(False)
        for handler, level in zip(before, levels, strict=True):
            handler.setLevel(level)
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
    assert (tmp_path / "log" / "market.log").read_text().endswith("drawn\n")


def test_migrations_are_told_as_a_number_now_and_then(monkeypatch):
    told, now = [], [0.0]
    monkeypatch.setattr(market.time, "monotonic", lambda: now[0])
    migrations = market.Migrations(told.append)
    for number in range(40):
        now[0] = float(number)
        migrations.write(f"  Applying shop.{number:04d}_some...")
        migrations.write(" OK\n")
    assert told == ["  17 migrations", "  33 migrations"]


def test_accounts_are_the_last_thing_on_the_screen(tmp_path, capsys):
    market.Command().greet("http://127.0.0.1:8000", tmp_path / "log", with_accounts=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "The market is open: http://127.0.0.1:8000"
    assert [line.split()[0] for line in lines[-len(market.PEOPLE) :]] == [*market.PEOPLE.values()]


def test_every_demo_account_has_a_role():
    assert market.ROLES.keys() == market.PEOPLE.keys()
