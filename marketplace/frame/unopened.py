"""A part of a library that nothing here opens is not read.

Wagtail 8 adds the routes of an HTTP API to django-ninja when it starts, whether that API is among
the apps or not: with its schemas it took 11 MB of each process. Nothing
answers at its addresses here, so the modules that describe it are empty.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

LIBRARY, PART = "wagtail.", ".api.v3"


class Nothing:
    """Whatever is asked of it, it is done and gives the same again."""

    def __call__(self, *args: Any, **kwargs: Any) -> "Nothing":
        return self

    def __getattr__(self, name: str) -> "Nothing":
        return self


NOTHING = Nothing()


class Unopened(MetaPathFinder, Loader):
    """Finds the modules of the part and gives empty ones, in which every name is NOTHING."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not (name.startswith(LIBRARY) and PART in name):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__getattr__"] = given


def given(name: str) -> Nothing:
    if name.startswith("__"):
        raise AttributeError(name)
    return NOTHING


def leave_out() -> None:
    """Let nobody read the part from now on; twice is once."""
    if not any(isinstance(finder, Unopened) for finder in sys.meta_path):
        sys.meta_path.insert(0, Unopened())
