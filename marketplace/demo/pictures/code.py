"""Which code a picture depends on: the hash of all that its kind's `scene` can reach.

A change to one vessel's outline asks for that craft's pictures again, a new function beside
it for none. Names are followed through this package's modules; comments, docstrings and
types do not count. Of a table named after a fact (`PACKS_BY_VESSEL`) only the row of the
product's own value counts, so that a mended jar asks for what is sold in jars; of a table by
view (`SCENES_BY_VIEW`) only the view's, and what stands behind `if view == "in_use":` counts
for that view alone.
"""

import ast
import copy
import hashlib
import re
from functools import cache
from pathlib import Path

from marketplace.demo.facts import Facts

PACKAGE = "marketplace.demo.pictures"
FOLDER = Path(__file__).parent
TABLES = (("studio", "SETTINGS"), ("grounds", "GROUNDS"), ("grounds", "WALLS"))
Name = tuple[str, str]  # module within the package, name at its top level


def what_runs(tree: ast.Module) -> ast.Module:
    """The same without docstrings and types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                body[:] = body[1:] or [ast.Pass()]
    return tree


@cache
def parsed(module: str) -> tuple[dict[str, ast.stmt], dict[str, Name]]:
    """(what a module defines by name, what its names import from this package)."""
    path = FOLDER / f"{module.replace('.', '/')}.py"
    tree = what_runs(ast.parse(path.read_text(encoding="utf-8")))
    defined: dict[str, ast.stmt] = {}
    imported: dict[str, Name] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            source = (node.module or "").removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                name = alias.asname or alias.name
                imported[name] = (source, alias.name) if source else (alias.name, "")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name):
                        defined[part.id] = node
    return defined, imported


def own_rows(name: str, node: ast.stmt, facts: Facts | None, view: str = "") -> ast.AST:
    """Of a table by a fact or by view the picture's own row; anything else as it is."""
    by = re.search(r"_BY_([A-Z]+)$", name)
    table = getattr(node, "value", None)
    if facts is None or by is None or not isinstance(table, ast.Dict):
        return node
    key = view if by[1] == "VIEW" else getattr(facts, by[1].lower())
    rows = [
        value
        for at, value in zip(table.keys, table.values, strict=True)
        if isinstance(at, ast.Constant) and at.value == key
    ]
    return ast.Module(body=[ast.Expr(row) for row in rows], type_ignores=[])


class OfView(ast.NodeTransformer):
    """Leaves out what a function does only for another view."""

    def __init__(self, view: str) -> None:
        self.view = view

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        asked = view_asked(node)
        if asked is None or asked == self.view:
            return node
        return node.orelse


def view_asked(node: ast.AST) -> str | None:
    """The view that `if view == "in_use":` asks for; None of any other statement."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare)):
        return None
    left, right = node.test.left, node.test.comparators[0]
    is_view = isinstance(left, ast.Name) and left.id == "view"
    is_equal = len(node.test.ops) == 1 and isinstance(node.test.ops[0], ast.Eq)
    if is_view and is_equal and isinstance(right, ast.Constant):
        return str(right.value)
    return None


def for_view(node: ast.AST, view: str) -> ast.AST:
    """A definition as one view runs it; whole without a view, or where it asks for none."""
    if not view or all(view_asked(each) is None for each in ast.walk(node)):
        return node
    return OfView(view).visit(copy.deepcopy(node))


def reached(start: Name, facts: Facts | None = None, view: str = "") -> dict[Name, ast.AST]:
    """Every definition that `start` can reach, itself included."""
    found: dict[Name, ast.AST] = {}
    waiting = [start]
    while waiting:
        module, name = waiting.pop()
        if (module, name) in found:
            continue
        defined, imported = parsed(module)
        if name in imported:
            waiting.append(imported[name])
            continue
        if name not in defined:
            continue
        if (module, name) in TABLES:
            continue
        found[module, name] = for_view(own_rows(name, defined[name], facts, view), view)
        for node in ast.walk(found[module, name]):
            if isinstance(node, ast.Name) and (node.id in defined or node.id in imported):
                waiting.append((module, node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                source, inner = imported.get(node.value.id, ("", "x"))
                if source and not inner:
                    waiting.append((source, node.attr))
    return found


def rows_named(kind: str, nodes: dict[Name, ast.AST]) -> dict[str, str]:
    """Rows of the tables that a kind's own code names, and what those rows name in turn."""
    names = {
        node.value
        for (module, _name), top in nodes.items()
        if module == f"kinds.{kind}"
        for node in ast.walk(top)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    found: dict[str, str] = {}
    for module, table in TABLES:
        value = getattr(parsed(module)[0][table], "value", None)
        if not isinstance(value, ast.Dict):
            raise TypeError(f"{module}.{table} is a plain dict")
        for key, row in zip(value.keys, value.values, strict=True):
            if not (isinstance(key, ast.Constant) and key.value in names):
                continue
            found[f"{table}.{key.value}"] = ast.dump(row)
            for node in ast.walk(row):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    names.add(node.value)
                elif isinstance(node, ast.Name):
                    found |= {
                        f"{source}.{name}": ast.dump(top)
                        for (source, name), top in reached((module, node.id)).items()
                    }
    return found


@cache
def code_hash(kind: str, facts: Facts | None = None, view: str = "") -> str:
    """Hash of the code that a picture of a kind depends on; 12 hex digits."""
    found = reached((f"kinds.{kind}", "scene"), facts, view) | reached(("room", "take"))
    said = {f"{module}.{name}": ast.dump(top) for (module, name), top in found.items()}
    said |= rows_named(kind, found)
    text = "\n".join(f"{name}: {body}" for name, body in sorted(said.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def names_of(scene: str) -> str:
    """The code that a wide scene reaches by itself; what its kinds build does not count."""
    found = reached(("scenes", scene))
    return "\n".join(f"{m}.{n}: {ast.dump(top)}" for (m, n), top in sorted(found.items(), key=str))
