"""A toy project with a rule that is tested, one that is half tested and one that nobody tests."""

import gc
import os
import subprocess
import sys

import pytest

from tests.mutants.mutations import Outline, mutations_of
from tests.mutants.project import MARKET, ROOT
from tests.mutants.swap import living_functions
from tests.mutants.touched import moved, moved_functions

RULES = """\
LIMIT = 3


def may_buy(count: int | None) -> bool:
    return count <= LIMIT


def price(cost: int) -> int:
    return cost + 7


def forgotten(count: int) -> int:
    return count * 2
"""
TESTS = """\
from rules.prices import may_buy, price


def test_three_may_be_bought_and_not_four():
    assert (may_buy(2), may_buy(3), may_buy(4)) == (True, True, False)


def test_a_price_is_a_number():
    assert price(1) > 0
"""
ONE_MORE = """

def test_a_price_has_its_fee():
    assert (price(1), price(2), price(8)) == (8, 9, 15)
"""
CALL = """\
import sys
from pathlib import Path
from tests.mutants.__main__ import main
from tests.mutants.project import Area, Project
options = tuple(f"-pno:{name}" for name in ("django", "playwright", "xdist"))
toy = Project(Path.cwd(), {"toy": Area(("rules",))}, ("test_prices.py",), options)
sys.exit(main(sys.argv[1:], toy))
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run the tool over the toy, then once more with a test for what a price is."""
    home = tmp_path_factory.mktemp("toy")
    (home / "rules").mkdir()
    (home / "rules" / "__init__.py").touch()
    (home / "rules" / "prices.py").write_text(RULES)
    (home / "test_prices.py").write_text(TESTS)
    (home / "pytest.ini").write_text("[pytest]\n")
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{home}"}
    environment.pop("MUTANTS_COVERAGE", None)
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the toy asks for none

    def call(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-c", CALL, *arguments, "--sample", "99"]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)

    first = call("run", "toy")
    (home / "test_prices.py").write_text(TESTS + ONE_MORE)
    return first, call("run", "toy", "--only-survivors")


def survivors(said: str) -> list[str]:
    """Give line and operator of the faults that a report lists."""
    lines = [line.split() for line in said.splitlines() if "  rules/prices.py:" in line]
    return [f"{words[1].partition(':')[2]} {words[3]}" for words in lines]


def test_faults_that_no_test_notices_are_listed_and_no_others(runs):
    first, _second = runs
    alive = survivors(first.stdout)
    assert first.returncode == 1, first.stderr
    # Nothing runs line 13, so all its faults are alive, and those that keep a price above zero.
    assert {place.partition(" ")[0] for place in alive} == {"9", "13"}
    assert "13 ReplaceBinaryOperator_Mul_Add" in alive
    assert "9 ReplaceBinaryOperator_Add_Mul" in alive
    assert "9 ReplaceBinaryOperator_Add_Sub" not in alive


def test_a_fault_in_a_constant_is_tried_before_the_import(runs):
    first, _second = runs
    killed = [line for line in first.stdout.splitlines() if "rules/prices.py:1 " in line]
    assert len(killed) == 2
    assert all("killed" in line and "test_three_may_be_bought" in line for line in killed)


def test_a_new_test_kills_survivors_and_only_they_are_asked(runs):
    first, second = runs
    half_tested = [place for place in survivors(first.stdout) if place.startswith("9 ")]
    assert f"toy: {len(half_tested)} of " in second.stdout
    assert {place.partition(" ")[0] for place in survivors(second.stdout)} == {"13"}


def test_what_can_never_run_is_no_fault():
    outline = Outline("x: int | None = 1 | 2\n\n\ndef f(y: int | str) -> bool | None: ...\n")
    assert outline.never_runs(1, 7)
    assert not outline.never_runs(1, 18)
    assert outline.never_runs(4, 13)
    assert outline.never_runs(4, 28)


def test_a_fault_keeps_its_name_when_its_module_moves(tmp_path):
    here, there = tmp_path / "here.py", tmp_path / "there.py"
    here.write_text(RULES)
    there.write_text('"""Moved."""\n\n' + RULES)
    names = [
        {mutation.id for mutation in mutations_of("toy", {path.name: path})}
        for path in (here, there)
    ]
    assert names[0] == names[1]


def test_lines_are_found_again_after_changes():
    changed = RULES.replace("LIMIT = 3", "LIMIT = 3\nOTHER = 4")
    assert moved(RULES, changed)[9] == 10
    assert moved_functions(RULES, "import os\n" + RULES[RULES.index("def price") :], "new.py")[
        9
    ] == ("new.py", 3)


def test_functions_are_found_that_were_frozen_before_a_test_began():
    def there() -> set:
        return {function.__name__ for function in living_functions()[moved.__code__.co_filename]}

    try:
        gc.freeze()
        assert {"moved", "moved_functions"} <= there()
    finally:
        gc.freeze()


def test_every_area_has_rules():
    assert all(list(area.modules(ROOT)) for area in MARKET.areas.values())
