"""No test module asks what day it is while it is loaded: a run may last past midnight."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
CLOCKS = {"localdate", "localtime", "today", "now", "utcnow"}


def read_while_loaded(tree: ast.AST) -> list[int]:
    """Lines that ask a clock outside functions; what decorates a function is loaded with it."""
    if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST] = [*tree.decorator_list, tree.args]
    elif isinstance(tree, ast.Lambda):
        parts = [tree.args]
    else:
        parts = list(ast.iter_child_nodes(tree))
    lines = [line for part in parts for line in read_while_loaded(part)]
    if isinstance(tree, ast.Call):
        called = tree.func
        name = getattr(called, "attr", getattr(called, "id", ""))
        lines += [tree.lineno] if name in CLOCKS else []
    return lines


def test_tests_ask_the_day_when_they_run():
    found = [
        f"{file.relative_to(TESTS)}:{line}"
        for file in TESTS.rglob("*.py")
        if "bench" not in file.parts
        for line in read_while_loaded(ast.parse(file.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("TODAY = timezone.localdate()", [1]),
        ("TODAY = timezone.localdate", []),
        ("@mark([now()])\ndef test(day=date.today()):\n    now()", [1, 2]),
        ("class A:\n    day = date.today()\n    def b(self):\n        return now()", [2]),
        ("day = lambda: now()", []),
    ],
)
def test_what_is_read_while_loaded_is_told(source, lines):
    assert read_while_loaded(ast.parse(source)) == lines
