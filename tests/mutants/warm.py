"""One pytest session that has imported and collected everything, and forks a child per fault."""

import gc
import os
import resource
import socketserver
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import coverage
import pytest

from tests.mutants import children, session, swap
from tests.mutants.children import Attempt
from tests.mutants.project import Project
from tests.mutants.touched import Records, record

SLOWEST_FILE_SECONDS = 1800


class Warm:
    """A pytest plugin: instead of running the tests it lets `work` ask for some of them."""

    def __init__(self, project: Project, work: Callable[["Warm"], None]) -> None:
        self.project, self.work = project, work
        self.modules = project.modules()
        self.at_import: set[tuple[str, int]] = set()

    def pytest_configure(self, config) -> None:
        if self.project.database:
            config.pluginmanager.register(session.OwnDatabase())

    def pytest_collection(self) -> None:
        session.be_quick()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.by_file = defaultdict(list)
        for item in session.items:
            self.by_file[item.nodeid.partition("::")[0]].append(item)
        self.stop_watching()
        socketserver.BaseServer.serve_forever.__defaults__ = (0.02,)  # ends as fast
        gc.collect()
        self.functions = swap.living_functions()
        gc.freeze()  # children that collect garbage do not write on shared pages
        self.work(self)
        return True

    def watch_import(self) -> None:
        """Note which lines run while everything is imported."""
        self.watch = coverage.Coverage(
            data_file=None, config_file=False, include=[str(p) for p in self.modules.values()]
        )
        self.watch.start()

    def stop_watching(self) -> None:
        self.watch.stop()
        data, names = self.watch.get_data(), {str(p): m for m, p in self.modules.items()}
        for file in data.measured_files():
            self.at_import |= {(names[file], line) for line in data.lines(file) or ()}

    @property
    def database(self) -> Path | None:
        return self.project.root / self.project.database if self.project.database else None

    def watch_tests(self, records: Records, files: list[str], workers: int) -> Iterator[str]:
        """Make the record of each test file; give its name when that is done."""
        sources = {module: path.read_text() for module, path in self.modules.items()}

        def body(file: str) -> Callable[[Path], dict]:
            def watch(scratch: Path) -> dict:
                session.settle(self.session.config, scratch, self.database)
                reports = session.FirstFailure()
                self.session.config.pluginmanager.register(reports)
                items = self.by_file[file]
                following = dict(pairwise([*items, None]))

                def run(item) -> bool:
                    reports.test = None
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following[item])
                    return reports.test is None

                tests = record(items, self.modules, run)
                records.write(self.project.root / file, tests, sources)
                return {"failed": [test["name"] for test in tests if not test["passed"]]}

            return watch

        jobs = [children.Job(file, body(file), SLOWEST_FILE_SECONDS) for file in files]
        for file, answer, seconds in children.run(jobs, workers):
            trouble = "" if answer == {"failed": []} else f" {answer}"
            yield f"{file}: {len(self.by_file[file])} tests, {seconds:.0f} s{trouble}"

    def try_out(self, attempts: Iterable[Attempt], workers: int) -> Iterator[tuple[str, dict]]:
        """Run each fault's tests with the fault put in; give the answer of each by its key.

        {"cold": True} says that the fault has to be there before its module is imported.
        """

        def body(attempt: Attempt) -> Callable[[Path], dict]:
            def run(scratch: Path) -> dict:
                if attempt.source is not None and not self.put_in(attempt):
                    return {"cold": True}
                session.settle(self.session.config, scratch, self.database)
                failure = session.FirstFailure()
                self.session.config.pluginmanager.register(failure)
                items = [self.items[name] for name in attempt.tests if name in self.items]
                session.run_items(items, failure)
                return {"killer": failure.test, "why": failure.why, "cpu": processor_seconds()}

            return run

        jobs = [children.Job(one.key, body(one), one.seconds) for one in attempts]
        for key, answer, took in children.run(jobs, workers):
            yield key, {**(answer or {"ran_on": True}), "seconds": round(took, 1)}

    def put_in(self, attempt: Attempt) -> bool:
        """Put a fault into the running process; False if the process is past it."""
        path = self.modules[attempt.module]
        ran = {line for module, line in self.at_import if module == attempt.module}
        try:
            swap.put_in(
                path=str(path),
                alive=self.functions[str(path)],
                original=path.read_text(),
                changed=attempt.source or "",
                ran=ran,
            )
        except swap.RunsAtImport:
            return False
        return True


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return round(used.ru_utime + used.ru_stime, 1)


def serve(project: Project, work: Callable[[Warm], None], log: Path) -> int:
    """Fork a process with a warm session, let `work` use it and wait for its end."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        os.chdir(project.root)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        warm = Warm(project, work)
        os.dup2(output, 1)
        os.dup2(output, 2)
        warm.watch_import()
        # Nobody reads the sources around a failure: to look for them takes a second each.
        quiet = ["-q", "-s", "--tb=native", "--continue-on-collection-errors"]
        options = [*quiet, *project.pytest_options]
        pytest.main([*options, *project.tests], plugins=[warm])
        code = 0
    finally:
        os._exit(code)
