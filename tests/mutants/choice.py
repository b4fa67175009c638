"""Choose the tests that a fault is shown to, and their order."""

import re
from collections import defaultdict
from functools import cache

from tests.mutants.mutations import Mutation, Outline
from tests.mutants.touched import Touched

MOST_TESTS = 250
MOST_TESTS_BESIDE = 15  # of a module, for a constant: they may not look at it at all
MOST_SECONDS = 120.0


@cache
def outline_of(source: str) -> Outline:
    return Outline(source)


def tests_for(mutation: Mutation, touched: Touched) -> list[str]:
    """Give the tests that run the faulty statement, those likely to notice first.

    Nothing runs a field or a constant but the import; then it is the tests that run lines which
    name it, and after them the tests that run anything of the module.
    """
    source = touched.sources[mutation.module]
    outline = outline_of(source)
    start, end = outline.statement(mutation.line)
    at_import = is_at_import(mutation, touched)
    words = words_of(source, mutation, (start, end)) if at_import else set()
    wanted = {mutation.definition.rpartition(".")[2], *words}
    if not at_import:
        found = touched.of(mutation.module, range(start, end + 1))
        if not found and (extent := outline.extent(mutation.definition)):
            found = touched.of(mutation.module, range(extent[0], extent[1] + 1))
            # Lines that changed since the tests were watched: then whoever calls it.
            found = found if is_new(mutation, touched, (start, end)) else set()
        return ordered(found, touched, wanted, mutation.module)
    near = set()
    for module, text in touched.sources.items():
        lines = [n for n, line in enumerate(text.splitlines(), 1) if words & tokens(line)]
        near |= touched.of(module, lines)
    if extent := outline.extent(mutation.definition):
        near |= touched.of(mutation.module, range(extent[0], extent[1] + 1))
    whole = touched.of(mutation.module, range(1, len(source.splitlines()) + 1))
    # Fields of a form run at import alone: its own tests ask for them without running a line.
    near |= {name for name in touched.seconds if name.startswith(own_tests(mutation.module))}
    first = ordered(near, touched, wanted, mutation.module)
    rest = ordered(whole - set(first), touched, wanted, mutation.module)[:MOST_TESTS_BESIDE]
    return bounded([*first, *rest], touched)


def is_at_import(mutation: Mutation, touched: Touched) -> bool:
    """Tell whether a fault stands outside all function bodies."""
    outline = outline_of(touched.sources[mutation.module])
    return not outline.in_function(mutation.line, mutation.column)


def is_new(mutation: Mutation, touched: Touched, lines: tuple[int, int]) -> bool:
    """Tell whether a statement came after the tests were watched."""
    return all((mutation.module, n) not in touched.known for n in range(lines[0], lines[1] + 1))


def words_of(source: str, mutation: Mutation, lines: tuple[int, int]) -> set[str]:
    """Name what a statement of a module or class defines."""
    text = "\n".join(source.splitlines()[lines[0] - 1 : lines[1]])
    named = re.findall(r"^\s*(?:(?:async )?def |class )?(\w+)\s*[:=(]", text, re.MULTILINE)[:1]
    defined = re.findall(r"^\s*(?:async )?(?:def|class) (\w+)", text, re.MULTILINE)
    return {word for word in [*named, *defined] if len(word) > 1}


@cache
def tokens(line: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", line))


def ordered(names: set[str], touched: Touched, wanted: set[str], module: str) -> list[str]:
    """Sort tests: the module's own first, then files that name the faulty thing; fast ones first.

    Files take turns, so that a bound leaves some tests of each.
    """
    own = own_tests(module)
    by_file: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (touched.seconds[name], name)):
        by_file[name.partition("::")[0]].append(name)
    turns = []
    for file, tests in by_file.items():
        says = bool(wanted & words_in(touched.files[tests[0]]))
        for turn, name in enumerate(tests):
            at_once = turn // (8 if says else 2)
            rank = (not file.startswith(own), not says, at_once, touched.seconds[name])
            turns.append((*rank, file, name))
    return bounded([turn[-1] for turn in sorted(turns)], touched)


def own_tests(module: str) -> str:
    """Say how the files begin that test a module: a/b.py is tested by tests/a/test_b*.py."""
    folder, _, name = module.removesuffix(".py").rpartition("/")
    return f"tests/{folder}/test_{name}"


@cache
def words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def bounded(names: list[str], touched: Touched) -> list[str]:
    """Cut a list of tests where it would take too long."""
    chosen: list[str] = []
    seconds = 0.0
    for name in names[:MOST_TESTS]:
        seconds += touched.seconds[name]
        if chosen and seconds > MOST_SECONDS:
            break
        chosen.append(name)
    return chosen
