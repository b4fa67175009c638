"""Which functions lock rows for their caller, who has to hold the transaction.

A lock ends with its transaction: outside of one it holds nothing, and databases say so only when
the function runs alone, which in a test it never does. A function needs its caller's transaction
when it locks, or calls one that needs it, and opens none itself.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
HOUSE = ("catalogue", "marketplace", "cms")
LEFT_OUT = {"migrations", "demo"}


class Module(NamedTuple):
    name: str
    tree: ast.Module
    names: dict[str, str]  # what a name of it stands for: "room.services", "room.services.lock"


def modules() -> Iterator[Module]:
    for file in sorted(path for top in HOUSE for path in (ROOT / top).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if not LEFT_OUT & set(parts):
            name = ".".join(parts).removesuffix(".__init__")
            tree = ast.parse(file.read_text())
            yield Module(name, tree, names_in(name, tree))


def names_in(name: str, tree: ast.Module) -> dict[str, str]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = f"{name}.{node.name}"
    return found


def opens_one(node: ast.AST) -> bool:
    """Tell whether a decorator, or what a `with` enters, begins a transaction."""
    return any(
        isinstance(each, ast.Attribute | ast.Name)
        and getattr(each, "attr", getattr(each, "id", "")) == "atomic"
        for each in ast.walk(node)
    )


def calls(module: Module) -> Iterator[tuple[str, str]]:
    """Give (function, what it calls) of a module, as far as no transaction of its own is open."""

    def visit(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.FunctionDef):
            if any(opens_one(each) for each in node.decorator_list):
                return
            inside = inside or f"{module.name}.{node.name}"
        if isinstance(node, ast.With) and any(opens_one(each) for each in node.items):
            return
        if isinstance(node, ast.Call) and inside:
            yield inside, called(node.func, module.names)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(module.tree, "")


def called(func: ast.expr, names: dict[str, str]) -> str:
    if isinstance(func, ast.Name):
        return names.get(func.id, func.id)
    if isinstance(func, ast.Attribute):
        if func.attr == "select_for_update":
            return func.attr
        if isinstance(func.value, ast.Name) and func.value.id in names:
            return f"{names[func.value.id]}.{func.attr}"
    return ""


def at_home(name: str, known: dict[str, dict[str, str]]) -> str:
    """Follow a function that another module passes on to where it is written."""
    module, _dot, last = name.rpartition(".")
    further = known.get(module, {}).get(last, name)
    return name if further == name else at_home(further, known)


def need_a_transaction(house: list[Module], leaving: str = "") -> dict[str, str]:
    """Give the functions that lock for their caller, each with what it calls that locks.

    `leaving` is one that is taken to lock nothing.
    """
    known = {module.name: module.names for module in house}
    found: dict[str, str] = {}
    pairs = [(caller, at_home(what, known)) for module in house for caller, what in calls(module)]
    locking = {"select_for_update"}
    while locking:
        now = {
            caller: what
            for caller, what in pairs
            if what in locking and caller not in found and caller != leaving
        }
        found |= now
        locking = set(now)
    return found
