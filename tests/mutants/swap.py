"""Put a fault into a process that has imported the module already."""

import gc
from collections import defaultdict
from types import CodeType, FunctionType

from tests.mutants.mutations import compiled, nested, own, same

OPTIMIZED = 0x1  # set for functions, not for modules and class bodies


class RunsAtImport(Exception):
    """The fault stands where code has run by now: a field, a constant, a decorator."""


def living_functions() -> dict[str, list[FunctionType]]:
    """Give all functions there are by the file that they stand in."""
    gc.unfreeze()  # what the tests' own start has frozen is not told
    found = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType:
            found[thing.__code__.co_filename].append(thing)
    return found


def put_in(
    *, path: str, alive: list[FunctionType], original: str, changed: str, ran: set[int]
) -> None:
    """Give the living functions of a module the code of its changed source.

    Raises RunsAtImport when that would not do, also for functions that ran during the import:
    `ran` has the lines.
    """
    pairs = differing(compiled(original, path), compile(changed, path, "exec"))
    if any(ran & inner_lines(old) for old, _new in pairs):
        raise RunsAtImport
    wanted = {(old.co_qualname, old.co_firstlineno): new for old, new in pairs}
    replaced = set()
    for function in alive:
        key = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if key in wanted:
            try:
                function.__code__ = wanted[key]
            except ValueError as error:  # another number of names from outside
                raise RunsAtImport from error
            replaced.add(key)
    if not replaced:
        raise RunsAtImport


def inner_lines(code: CodeType) -> set[int]:
    """Give the lines of a function but the one that defines it."""
    return {line for *_place, line in code.co_lines() if line} - {code.co_firstlineno}


def differing(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]]:
    """Pair the functions that differ, outer ones and those in them."""
    pairs: list[tuple[CodeType, CodeType]] = []
    if own(old) != own(new):
        raise RunsAtImport
    for before, after in zip(nested(old), nested(new), strict=True):
        if same(before, after):
            continue
        if not before.co_flags & OPTIMIZED:
            pairs += differing(before, after)
        elif before.co_name.startswith("<") and before.co_name != "<lambda>":
            raise RunsAtImport  # a comprehension of the module's own
        else:
            pairs += functions(before, after)
    return pairs


def functions(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]]:
    pairs = [(old, new)]
    inside, outside = nested(old), nested(new)
    if len(inside) == len(outside):
        for before, after in zip(inside, outside, strict=True):
            if not same(before, after):
                pairs += functions(before, after)
    return pairs
