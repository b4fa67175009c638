"""Each kind shows what the facts of its products say, and refuses what it cannot show.

Blender is not needed: names are read from the code that a kind's scene reaches, and a refusal
comes before anything is built.
"""

import ast
import importlib
import sys
from dataclasses import replace
from random import Random
from unittest.mock import MagicMock

import pytest

from marketplace.demo.facts import all_facts
from marketplace.demo.pictures import code
from marketplace.demo.pictures.__main__ import kinds_there_are

SHOWN = ("form", "material", "pattern", "vessel")


def constants(kind: str) -> set[str]:
    """All texts in the code that draws a kind."""
    return {
        node.value
        for top in code.reached((f"kinds.{kind}", "scene")).values()
        for node in ast.walk(top)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.fixture
def blender(monkeypatch):
    """Empty stand-ins for the studio's libraries, so that a kind's module can be imported."""
    for name in [name for name in sys.modules if name.startswith("marketplace.demo.pictures.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("bpy", "bmesh", "mathutils", "numpy", "numpy.random"):
        monkeypatch.setitem(sys.modules, name, MagicMock())


@pytest.mark.parametrize("kind", kinds_there_are())
def test_every_form_material_pattern_and_vessel_is_known_to_its_kind(kind):
    known = constants(kind)
    unknown = {
        (facts.code, group, value)
        for facts in all_facts()
        if facts.kind == kind
        for group in SHOWN
        if (value := getattr(facts, group)) and value not in known
    }
    assert unknown == set()


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds_there_are() if kind not in {"ceramics", "packaging", "produce"}]
)
def test_a_pattern_that_it_cannot_show_is_refused(kind, blender):
    scene = importlib.import_module(f"marketplace.demo.pictures.kinds.{kind}").scene
    for facts in all_facts():
        if facts.kind == kind:
            with pytest.raises(ValueError, match="no-such-pattern"):
                scene(replace(facts, pattern="no-such-pattern"), "whole", Random(1))
