"""What services refuse, read off the source: the exceptions of ours, their codes, the sentences.

A refusal tells a person why in one of three ways: the class has the sentence (`text = _("…")`),
the exception is raised with it, or it is raised with a code and a face has a table from codes to
sentences. A table counts when half of its keys are codes that a refusal is raised with.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext, override

from tests.source.templates import ROOT, listed

FOLDERS = ("catalogue", "marketplace", "cms")
# Plays Stripe: what it refuses, Stripe refuses, in words of its own that nobody here reads.
PLAYED = "marketplace/gateways/stripe/standin/"
ROOTS = {"Exception", "ValueError", "LookupError", "RuntimeError"}
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
HOLE = re.compile(r"%\(\w+\)[sd]|%%")


class Sentence(NamedTuple):
    """A sentence that a person may be shown, and where it stands."""

    where: str
    text: str

    @property
    def pieces(self) -> set[str]:
        """Give its longest part between two holes, which a test holds in one of the languages."""
        found = set()
        for language, _name in settings.LANGUAGES:
            with override(language):
                found.add(max(HOLE.split(gettext(self.text)), key=len).strip(" ."))
        return found

    @property
    def is_held(self) -> bool:
        written = written_in_tests()
        return any(piece in written for piece in self.pieces)


@cache
def trees() -> dict[str, ast.Module]:
    names = [name for folder in FOLDERS for name in listed(folder) if name.endswith(".py")]
    ours = [name for name in names if "/migrations/" not in name and not name.startswith(PLAYED)]
    return {name: ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in ours}


def last(node: ast.expr) -> str:
    """Name what is called or inherited: Refused, whether written so or refusals.Refused."""
    return ast.unparse(node).rpartition(".")[2]


@cache
def classes() -> dict[str, list[tuple[str, ast.ClassDef]]]:
    """Find the exceptions of ours by name, with their places: two rooms may share a name."""
    every = [
        (file, node)
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, list[tuple[str, ast.ClassDef]]] = {}
    before = -1
    while len(found) != before:
        before = len(found)
        known = ROOTS | found.keys()
        for file, node in every:
            if known & {last(base) for base in node.bases}:
                places = found.setdefault(node.name, [])
                if (file, node) not in places:
                    places.append((file, node))
    return found


@cache
def raised() -> dict[str, list[tuple[str, ast.expr]]]:
    """List where exceptions of ours are raised, with what: {name: [(place, expression)]}."""
    found: dict[str, list[tuple[str, ast.expr]]] = {}
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and node.exc is not None:
                called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                if (name := last(called)) in classes():
                    found.setdefault(name, []).append((f"{file}:{node.lineno}", node.exc))
    return found


def texts_in(node: ast.AST) -> Iterator[str]:
    """Give the translated texts of a piece of source."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and last(part.func) in TRANSLATED:
            for given in part.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def codes() -> set[str]:
    """Give the codes that refusals are raised with."""
    found = set()
    for raises in raised().values():
        for _where, expression in raises:
            for given in getattr(expression, "args", []):
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return found


def sentences() -> list[Sentence]:
    """List the sentences of all refusals."""
    found = {}
    for name, places in classes().items():
        if name not in raised():  # a base, which only its kinds are raised of
            continue
        for file, node in places:
            for text in texts_in(node):
                found[text] = Sentence(f"{file}:{node.lineno}", text)
    for raises in raised().values():
        for where, expression in raises:
            for text in texts_in(expression):
                found[text] = Sentence(where, text)
    for where, text in in_tables(codes()):
        found.setdefault(text, Sentence(where, text))
    return sorted(found.values())


def in_tables(known: set[str]) -> Iterator[tuple[str, str]]:
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Dict):
                continue
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if not keys or 2 * len(keys & known) < len(keys):
                continue
            for value in node.values:
                for text in texts_in(value):
                    yield f"{file}:{node.lineno}", text


@cache
def written_in_tests() -> str:
    """Give all that tests outside tests/source write, strings in pieces joined."""
    parts = []
    for name in listed("tests"):
        if name.endswith(".py") and not name.startswith(("tests/source/", "tests/bench/")):
            source = (ROOT / name).read_text(encoding="utf-8")
            parts.append(source)
            parts += [
                node.value
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return "\n".join(parts)
