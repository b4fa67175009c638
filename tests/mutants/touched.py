"""Which tests run which lines of the rules, kept per test file and found again after changes.

A record is made once per content of a test file and kept under its hash, with the rules' sources
as they were. Lines that have moved since are found by comparing the sources; functions that
have moved to another file, by their text.
"""

import ast
import difflib
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import coverage


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def meaning(text: str) -> str:
    """Hash a test file without its imports: a module that moves makes no record old."""
    tree = ast.parse(text)
    tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    return digest(ast.dump(tree))


class Records:
    """The folder of records: tests by file, sources by hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "sources").mkdir(parents=True, exist_ok=True)

    def path(self, test_file: Path) -> Path:
        return self.folder / f"{meaning(test_file.read_text())}.json"

    def read(self, test_file: Path) -> dict | None:
        path = self.path(test_file)
        return json.loads(path.read_text()) if path.exists() else None

    def write(self, test_file: Path, tests: list[dict], sources: dict[str, str]) -> None:
        """Keep what a file's tests run; `sources` are the rules by module."""
        modules = {module: digest(source) for module, source in sources.items()}
        for module, source in sources.items():
            kept = self.folder / "sources" / modules[module]
            if not kept.exists():
                kept.write_text(source)
        part = self.path(test_file).with_suffix(f".{time.time_ns()}")
        part.write_text(json.dumps({"modules": modules, "tests": tests}))
        part.rename(self.path(test_file))

    def source(self, name: str) -> str:
        return (self.folder / "sources" / name).read_text()


def record(items: Iterable, modules: dict[str, Path], run) -> list[dict]:
    """Run tests and give for each its name, seconds, outcome and lines by module."""
    watch = coverage.Coverage(
        data_file=None, config_file=False, include=[str(path) for path in modules.values()]
    )
    found = {str(path): module for module, path in modules.items()}
    results = {}
    watch.start()
    for item in items:
        watch.switch_context(item.nodeid)
        began = time.process_time()
        passed = run(item)
        results[item.nodeid] = {
            "name": item.nodeid.partition("::")[2],
            "seconds": round(time.process_time() - began, 3),
            "passed": passed,
            "lines": defaultdict(list),
        }
    watch.stop()
    data = watch.get_data()
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            for name in contexts:
                if name in results:
                    results[name]["lines"][found[file]].append(line)
    return list(results.values())


class Touched:
    """The tests that run a line of today's sources."""

    def __init__(self, records: Records, sources: dict[str, str]) -> None:
        self.records, self.sources = records, sources
        self.tests: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = {}
        self.files: dict[str, str] = {}  # the text of a test's file
        self.known: set[tuple[str, int]] = set()  # lines that stood there when tests were watched
        self._moved: dict[tuple[str, str], dict[int, tuple[str, int]]] = {}

    def add(self, test_file: str, text: str, kept: dict) -> None:
        """Take a test file's record in; tests that fail without any fault are left out."""
        here = {
            module: self.translate(kept["modules"], module, name)
            for module, name in kept["modules"].items()
        }
        for test in kept["tests"]:
            if not test["passed"]:
                continue
            name = f"{test_file}::{test['name']}"
            self.seconds[name] = max(test["seconds"], 0.01)
            self.files[name] = text
            for module, lines in test["lines"].items():
                for line in lines:
                    if place := here[module].get(line):
                        self.tests[place].add(name)

    def translate(self, then: dict[str, str], module: str, name: str) -> dict[int, tuple[str, int]]:
        """Map the lines of a module as it was to module and line of today."""
        key = (module, name)
        if key not in self._moved:
            old = self.records.source(name)
            places: dict[int, tuple[str, int]] = {}
            for new_module, source in self.sources.items():
                if new_module not in then:
                    places |= moved_functions(old, source, new_module)
            if module in self.sources:
                places |= {
                    line: (module, new) for line, new in moved(old, self.sources[module]).items()
                }
            self._moved[key] = places
            self.known |= set(places.values())
        return self._moved[key]

    def of(self, module: str, lines: Iterable[int]) -> set[str]:
        """Give the tests that run any of these lines."""
        return set().union(*(self.tests.get((module, line), ()) for line in lines))


def moved(old: str, new: str) -> dict[int, int]:
    """Map the numbers of lines that both sources have."""
    if old == new:
        return {n: n for n in range(1, len(old.splitlines()) + 1)}
    matcher = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return {
        block.a + n + 1: block.b + n + 1
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }


def moved_functions(old: str, new: str, module: str) -> dict[int, tuple[str, int]]:
    """Map the lines of functions that stand in both sources, word by word."""
    places = {}
    today = functions_of(new)
    for text, (start, length) in functions_of(old).items():
        if text in today:
            for n in range(length):
                places[start + n] = (module, today[text][0] + n)
    return places


@cache
def functions_of(source: str) -> dict[str, tuple[int, int]]:
    """Give first line and length of each function by its text."""
    lines = source.splitlines()
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            text = "\n".join(line.strip() for line in lines[node.lineno - 1 : end])
            found[text] = (node.lineno, end - node.lineno + 1)
    return found
