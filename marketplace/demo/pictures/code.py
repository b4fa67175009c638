"""Which code a picture depends on: the hash of all that its kind's `scene` can reach.

A change to one vessel's outline asks for that craft's pictures again, a new function beside
it for none. Names are followed through this package's modules; comments, docstrings and
types do not count.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

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


def reached(start: Name) -> dict[Name, ast.stmt]:
    """Every definition that `start` can reach, itself included."""
    found: dict[Name, ast.stmt] = {}
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
        found[module, name] = defined[name]
        for node in ast.walk(defined[name]):
            if isinstance(node, ast.Name) and (node.id in defined or node.id in imported):
                waiting.append((module, node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                source, inner = imported.get(node.value.id, ("", "x"))
                if source and not inner:
                    waiting.append((source, node.attr))
    return found


def rows_named(kind: str, nodes: dict[Name, ast.stmt]) -> dict[str, str]:
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
def code_hash(kind: str) -> str:
    """Hash of the code that pictures of a kind depend on; 12 hex digits."""
    found = reached((f"kinds.{kind}", "scene")) | reached(("room", "take"))
    said = {f"{module}.{name}": ast.dump(top) for (module, name), top in found.items()}
    said |= rows_named(kind, found)
    text = "\n".join(f"{name}: {body}" for name, body in sorted(said.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
