"""Try a fault that has to be there before its module is imported."""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from tests.mutants import children, session
from tests.mutants.children import Attempt
from tests.mutants.project import Project
from tests.mutants.warm import processor_seconds

START_SECONDS = 30
IMPORT = "the import of the market"


class Chosen:
    """A pytest plugin that keeps the chosen tests only, in their order."""

    def __init__(self, tests: Iterable[str], project: Project) -> None:
        self.places = {name: place for place, name in enumerate(tests)}
        self.whole = {name for name in self.places if "::" not in name}
        self.project = project

    def pytest_configure(self, config) -> None:
        if self.project.database:
            config.pluginmanager.register(session.OwnDatabase())

    def pytest_collection(self) -> None:
        session.be_quick()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items) -> None:
        items[:] = [
            item
            for item in items
            if item.nodeid in self.places or item.nodeid.partition("::")[0] in self.whole
        ]
        items.sort(key=lambda item: self.places.get(item.nodeid, -1))
        items[:] = session.in_order(items)


def serve_instead(path: Path, source: str) -> None:
    """Let the import system find a changed source where a module's file lies."""
    load, target = SourceFileLoader.get_code, str(path)

    def get_code(loader, name):
        if loader.path == target:
            return compile(source, target, "exec")
        return load(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def preload(project: Project, names: list[str]) -> None:
    """Import once for all children what neither is ours nor asks Django for its models."""
    if project.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = project.settings
    for name in names:
        if name.startswith(project.preload):
            importlib.import_module(name)


def try_out(
    project: Project, attempts: Iterable[Attempt], workers: int
) -> Iterator[tuple[str, dict]]:
    """Run each fault's tests in a process that imports everything with the fault in it."""
    modules = project.modules()

    def body(attempt: Attempt) -> Callable[[Path], dict]:
        def run(scratch: Path) -> dict:
            os.chdir(project.root)
            if attempt.source is not None:
                serve_instead(modules[attempt.module], attempt.source)
            if project.database:
                source = project.root / project.database
                session.OwnDatabase.place = children.copy_database(source, scratch)
            failure, chosen = session.FirstFailure(), attempt.tests
            files = dict.fromkeys(name.partition("::")[0] for name in chosen)
            quiet = ["-q", "-s", "-x", "--tb=native", f"--basetemp={scratch / 'tmp'}"]
            options = [*quiet, *project.pytest_options]
            try:
                code = pytest.main([*options, *files], plugins=[Chosen(chosen, project), failure])
            except Exception as error:
                code, failure.why = pytest.ExitCode.INTERNAL_ERROR, repr(error)
            killer = failure.test
            if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                killer = killer or IMPORT
            return {"killer": killer, "why": failure.why, "cpu": processor_seconds()}

        return run

    jobs = [children.Job(one.key, body(one), one.seconds + START_SECONDS) for one in attempts]
    for key, answer, took in children.run(jobs, workers):
        yield key, {**(answer or {"ran_on": True}), "seconds": round(took, 1)}
