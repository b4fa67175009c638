"""The tests of a function are found by its path: x/y.py is tested by tests/x/test_y.py.

A topic of its own stands beside it as tests/x/test_y_<topic>.py. What only wires, lists or names
has nothing to run and needs none. ELSEWHERE tells of the few modules whose tests are somewhere
else, and where; a new module is not added to it.
"""

import ast
from pathlib import PurePosixPath

import pytest

from tests.source.templates import ROOT, listed

WIRING = {"__init__.py", "__main__.py", "admin.py", "apps.py", "translation.py", "urls.py"}
WIRING_IN = {"migrations", "management"}

ELSEWHERE: dict[str, str] = {}


def modules() -> list[str]:
    """List what may hold rules or faces: every module of ours that runs something."""
    return [
        name
        for folder in ("catalogue", "marketplace", "cms")
        for name in listed(folder)
        if name.endswith(".py") and not is_wiring(PurePosixPath(name)) and runs(name)
    ]


def is_wiring(path: PurePosixPath) -> bool:
    named = path.name in WIRING or path.name.endswith("_urls.py")
    return named or bool(WIRING_IN & set(path.parts))


def runs(name: str) -> bool:
    """Tell whether a module has a function that does more than name its row (`__str__`)."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name != "__str__"
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
    )


def tests_of(name: str, files: frozenset[str]) -> list[str]:
    """Name the test files that stand at the path of a module.

    >>> tests_of("a/b.py", frozenset({"tests/a/test_b.py", "tests/a/test_b_late.py"}))
    ['tests/a/test_b.py', 'tests/a/test_b_late.py']
    """
    path = PurePosixPath(name)
    start = f"tests/{path.parent}/test_{path.stem}"
    mine = [file for file in files if file == f"{start}.py" or file.startswith(f"{start}_")]
    return sorted(file for file in mine if file == f"{start}.py" or not is_anothers(file, path))


def is_anothers(file: str, path: PurePosixPath) -> bool:
    """Tell whether a topic's name is that of a longer module: test_views_x beside views_x.py."""
    stem = PurePosixPath(file).stem.removeprefix("test_")
    longer = [each.stem for each in (ROOT / path.parent).glob(f"{path.stem}_*.py")]
    return any(stem == one or stem.startswith(f"{one}_") for one in longer)


FILES = frozenset(name for name in listed("tests") if PurePosixPath(name).match("test_*.py"))


def test_every_module_has_tests_at_its_path_or_said_where():
    without = {name for name in modules() if not tests_of(name, FILES)}
    assert sorted(without - ELSEWHERE.keys()) == []


def test_what_is_said_to_be_elsewhere_still_is():
    """A module that got tests at its path, or went, leaves the list: it only shrinks."""
    without = {name for name in modules() if not tests_of(name, FILES)}
    assert sorted(ELSEWHERE.keys() - without) == []


@pytest.mark.parametrize(("module", "tests"), ELSEWHERE.items())
def test_tests_elsewhere_are_there(module, tests):
    assert tests in FILES


def test_every_test_file_stands_at_the_path_of_something():
    """Beside flows, the browser, the source and the mutants no test is at home elsewhere."""
    homes = ("tests/flows/", "tests/browser/", "tests/source/", "tests/mutants/", "tests/security/")
    at_home = {file for name in python() for file in tests_of(name, FILES)}
    strays = {file for file in FILES if not file.startswith(homes)} - at_home
    assert sorted(strays) == []


def python() -> list[str]:
    folders = ("catalogue", "marketplace", "cms")
    return [name for folder in folders for name in listed(folder) if name.endswith(".py")]


def test_a_topic_of_a_longer_module_is_not_taken_for_ones_own():
    files = frozenset({"tests/marketplace/desk/test_refund_views.py"})
    assert tests_of("marketplace/desk/refund_views.py", files) == sorted(files)
    both = frozenset(
        {"tests/catalogue/listing/test_state.py", "tests/catalogue/listing/test_stars_in_words.py"}
    )
    assert tests_of("catalogue/listing/stars.py", both) == [
        "tests/catalogue/listing/test_stars_in_words.py"
    ]
    assert tests_of("marketplace/frame/jinja.py", frozenset(FILES)) == [
        "tests/marketplace/frame/test_jinja.py"
    ]
