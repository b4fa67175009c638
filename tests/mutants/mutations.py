"""List the faults that can be put into a module, and put one in.

A fault is named by its definition, line, operator and place among its likes, not by its file or
line number: the sample stays the same when other lines change and when a module moves.
"""

import ast
import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Name, Newline, Operator, String

PUNCTUATION = set("()[]{}.,:=@;") | {"->", ":=", "..."}
PROVIDER = OperatorProvider()
# Operators with arguments do nothing unless told which variable to replace.
OPERATORS = {name: PROVIDER[name]() for name in PROVIDER if not PROVIDER[name].arguments()}


@dataclass(frozen=True)
class Mutation:
    """One fault: where it stands and how cosmic-ray is told to make it."""

    id: str
    area: str
    module: str
    operator: str
    occurrence: int
    line: int
    column: int
    definition: str
    text: str

    def order(self, seed: int) -> str:
        """Say where it comes in the sample of a seed."""
        return hashlib.sha256(f"{seed}|{self.id}".encode()).hexdigest()

    def source(self, original: str) -> str:
        """Give the module with the fault in it."""
        return mutate_code(original, OPERATORS[self.operator], self.occurrence)

    def diff(self, original: str) -> str:
        """Show the fault as a patch."""
        lines = difflib.unified_diff(
            original.splitlines(), self.source(original).splitlines(), lineterm="", n=2
        )
        return "\n".join(list(lines)[2:])


def mutations_of(area: str, modules: dict[str, Path]) -> list[Mutation]:
    """List an area's faults, those that cannot run left out, in the order of the modules."""
    found: list[Mutation] = []
    likes: Counter[str] = Counter()
    for module, path in modules.items():
        source = path.read_text()
        lines, outline = source.splitlines(), Outline(source)
        for operator, occurrence, (line, column) in positions(source):
            if outline.never_runs(line, column):
                continue
            definition, text = outline.definition(line), lines[line - 1].strip()
            like = f"{definition}|{text}|{operator}"
            likes[like] += 1
            name = hashlib.sha256(f"{area}|{like}|{likes[like]}".encode()).hexdigest()[:10]
            found.append(
                Mutation(name, area, module, operator, occurrence, line, column, definition, text)
            )
    return found


def sample_of(
    mutations: list[Mutation], sources: dict[str, str], *, seed: int, size: int
) -> list[Mutation]:
    """Choose `size` faults that Python can compile and that change the code."""
    chosen: list[Mutation] = []
    for mutation in sorted(mutations, key=lambda mutation: mutation.order(seed)):
        if len(chosen) == size:
            break
        original = sources[mutation.module]
        try:
            changed = compile(mutation.source(original), mutation.module, "exec")
        except (SyntaxError, ValueError):
            continue
        if not same(compiled(original, mutation.module), changed):
            chosen.append(mutation)
    return chosen


def positions(source: str) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Give operator, occurrence and place of all that cosmic-ray would change."""
    nodes = [
        node
        for node in ast_nodes(get_ast(source))
        if not isinstance(node, Name | String | Newline)
        and not (isinstance(node, Operator) and node.value in PUNCTUATION)
    ]
    for name, operator in OPERATORS.items():
        places = (start for node in nodes for start, _end in operator.mutation_positions(node))
        for occurrence, start in enumerate(places):
            yield name, occurrence, start


class Outline:
    """What Python's own parser says about a module's lines."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.dead: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.definitions: list[tuple[int, int, str]] = []
        self.statements: list[tuple[int, int]] = []
        self.bodies: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._read(self.tree, "")

    def _read(self, node: ast.AST, inside: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = inside
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{inside}.{child.name}".lstrip(".")
                first = min([child.lineno, *(d.lineno for d in child.decorator_list)])
                self.definitions.append((first, child.end_lineno or first, name))
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                self.bodies.append((_place(child.body[0])[0], _place(child)[1]))
            if isinstance(child, ast.Lambda):
                self.bodies.append(_place(child.body))
            if isinstance(child, ast.stmt):
                self.statements.append(_extent(child))
            if isinstance(child, ast.ExceptHandler):
                self.statements.append((child.lineno, child.body[0].lineno - 1))
            self.dead += [_place(part) for part in _unrun(child)]
            self._read(child, name)

    def never_runs(self, line: int, column: int) -> bool:
        """Tell whether it stands in an annotation or in a block for the type checker."""
        return any(start <= (line, column) < end for start, end in self.dead)

    def in_function(self, line: int, column: int) -> bool:
        """Tell whether it runs when a function is called, not when the module is imported."""
        return any(start <= (line, column) < end for start, end in self.bodies)

    def definition(self, line: int) -> str:
        """Name the innermost function or class around a line; "" for the module itself."""
        around = [d for d in self.definitions if d[0] <= line <= d[1]]
        return min(around, key=lambda d: d[1] - d[0], default=(0, 0, ""))[2]

    def extent(self, definition: str) -> tuple[int, int] | None:
        """Give the first and last line of a definition."""
        return next(((a, b) for a, b, name in self.definitions if name == definition), None)

    def statement(self, line: int) -> tuple[int, int]:
        """Give the first and last line of the smallest statement around a line.

        Of an `if`, a `for` or a `def` that is its head.
        """
        around = [s for s in self.statements if s[0] <= line <= s[1]]
        return min(around, key=lambda s: s[1] - s[0], default=(line, line))


def _extent(node: ast.stmt) -> tuple[int, int]:
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    last = node.end_lineno or node.lineno
    if body:
        first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        last = max(node.lineno, first.lineno - 1)
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)]), last


def _place(node: ast.stmt | ast.expr) -> tuple[tuple[int, int], tuple[int, int]]:
    start = (node.lineno, node.col_offset)
    return start, (node.end_lineno or start[0], node.end_col_offset or start[1])


def _unrun(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        yield from node.body


@cache
def compiled(source: str, path: str) -> CodeType:
    return compile(source, path, "exec")


def own(code: CodeType) -> tuple:
    """Give what a code object does itself, without the functions and classes in it."""
    constants = [(type(c), repr(c)) for c in code.co_consts if not isinstance(c, CodeType)]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    arguments = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    return code.co_code, code.co_exceptiontable, constants, names, arguments


def nested(code: CodeType) -> list[CodeType]:
    """Give the functions, classes and comprehensions in a code object."""
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def same(one: CodeType, other: CodeType) -> bool:
    """Tell whether two code objects do the same, whatever their columns."""
    inside, outside = nested(one), nested(other)
    return (
        own(one) == own(other)
        and len(inside) == len(outside)
        and all(same(a, b) for a, b in zip(inside, outside, strict=True))
    )
