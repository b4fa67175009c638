"""Find states that source code spells out, and columns of states that it writes by itself.

A state is a value of an enumeration with a table of moves. Spelled out it is

    order.status == "placed"       compared, also in a set or tuple, with anything whatever
    filter(state__in=["paid"])     given to a parameter, a key or a variable named for a state
    {"placed", "confirmed"}        a collection of nothing but states of one model
    move_orders(rows, "placed")    given to something that moves

and a column of states is written by `x.state = …`, `update(state=…)`, `setattr(x, "state", …)`
or `update_fields=["state"]`. What is neither: enumerations, `class Meta` (its conditions are
part of the schema and see no enumeration), names of steps in addresses (STEPS).
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model
from django.template import engines
from jinja2 import nodes

from marketplace.frame.states import field_of, moves_of

ROOT = Path(__file__).parents[2]
CODE = ("catalogue", "marketplace", "cms")
NOT_READ = (
    "/migrations/",  # as they were applied
    "marketplace/gateways/stripe/standin/",  # speaks Stripe's words to itself
    "marketplace/ledger/guards.py",  # SQL; tests/marketplace/ledger/test_guards.py holds it to MOVES
    # Moves the rows of the library's queue, which has no table of moves.
    "marketplace/operations/management/commands/db_worker.py",
)
MOVER = "marketplace/frame/states.py"
# What holds a step of an address or a form's fields, never a state of a row.
STEPS = frozenset({"step", "answer", "GET", "POST"})
# Things that Stripe moves and that we only write down: a chargeback.
STRIPES = frozenset({"dispute"})
NAMED = re.compile(r"(^|_)(state|status)(es)?$|^(state|status)_")


class Found(NamedTuple):
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def models_with_moves() -> list[type[Model]]:
    return [model for model in apps.get_models() if hasattr(model, "MOVES")]


def fields() -> set[str]:
    return {field_of(model) for model in models_with_moves()}


@lru_cache
def states_by_model() -> list[frozenset[str]]:
    """List the states of each model: moved along a table, told by a day, or what follows what."""
    models = apps.get_models()
    tables = [
        *(moves_of(model) for model in models_with_moves()),
        *(model.State for model in models if "State" in model.__dict__),
        *(model.FOLLOWS for model in models if hasattr(model, "FOLLOWS")),
    ]
    return [frozenset(str(state) for state in states) for states in tables]


@lru_cache
def all_states() -> frozenset[str]:
    return frozenset().union(*states_by_model())


def sources() -> list[Path]:
    paths = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in paths if not any(part in path.as_posix() for part in NOT_READ)]


def last_name(node: ast.expr) -> str:
    """Name what an expression is about: its attribute, variable, key or called function."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(func=function):
            return last_name(function)
        case ast.Starred(value=value) | ast.Subscript(value=value):
            return last_name(value)
    return ""


class Reader(ast.NodeVisitor):
    """Reads one module; `found` is what it spells out or writes."""

    def __init__(self, path: str) -> None:
        self.path, self.found = path, set[Found]()
        self.columns: set[int] = set()  # collections of column names
        self.blanks: set[int] = set()  # what fills the blanks of a text
        self.by_model, self.fields = states_by_model(), fields()
        self.states = all_states()

    def note(self, node: ast.AST, what: str) -> None:
        self.found.add(Found(self.path, node.lineno, f"{what}: {ast.unparse(node)[:80]}"))

    def spelled(self, node: ast.AST | None) -> bool:
        """Tell whether a state is spelled out in a value, a choice or a collection of values."""
        match node:
            case ast.Constant(value=str(text)):
                return text in self.states
            case ast.IfExp(body=body, orelse=other):
                return self.spelled(body) or self.spelled(other)
            case ast.Tuple() | ast.List() | ast.Set():
                return any(self.spelled(one) for one in node.elts)
            case ast.Dict():
                return any(self.spelled(one) for one in [*node.keys, *node.values])
            case ast.BoolOp(values=values):
                return any(self.spelled(one) for one in values)
            case ast.BinOp(left=left, right=right):
                return self.spelled(left) or self.spelled(right)
        return False

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        is_enumeration = any(
            last_name(base) in {"TextChoices", "StrEnum", "Enum"} for base in node.bases
        )
        if not (is_enumeration or node.name == "Meta"):
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        others = {last_name(side) for side in sides if not self.spelled(side)}
        if any(self.spelled(side) for side in sides) and not others & STEPS:
            self.note(node, "compares with a state")
        for side in sides:
            if not self.spelled(side):
                self.visit(side)

    def visit_Call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        for keyword in node.keywords:
            parts = (keyword.arg or "").split("__")
            if keyword.arg == "update_fields":
                self.columns |= {id(one) for one in ast.walk(keyword.value)}
            if any(NAMED.search(part) for part in parts) and self.spelled(keyword.value):
                self.note(node, "gives a state")
            is_saved = keyword.arg == "update_fields" and self.path != MOVER
            if is_saved and any(self.is_field(one) for one in ast.walk(keyword.value)):
                self.note(node, "saves a state")
            if name == "update" and keyword.arg in self.fields:
                self.note(node, "writes a state")
        if "move" in name.split("_") and any(self.spelled(one) for one in node.args):
            self.note(node, "moves to a spelled state")
        if name == "setattr" and len(node.args) > 1 and self.is_field(node.args[1]):
            self.note(node, "writes a state")
        if name == "bulk_update" and any(self.is_field(one) for one in ast.walk(node)):
            self.note(node, "writes a state")
        if name == "set_status":
            self.note(node, "writes a state")
        self.generic_visit(node)

    def is_field(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Constant) and node.value in self.fields

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.assigned(node, target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assigned(node, node.target, node.value)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.assigned(node, node.target, node.value)
        self.generic_visit(node)

    def assigned(self, node: ast.stmt, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple):
            values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            for one, its_value in zip(target.elts, values, strict=False):
                self.assigned(node, one, its_value)
            return
        is_column = isinstance(target, ast.Attribute) and target.attr in self.fields
        if is_column and last_name(target.value) not in STRIPES:
            self.note(node, "writes a state")
        if NAMED.search(last_name(target).lower()) and self.spelled(value):
            self.note(node, "names a spelled state")

    def visit_MatchValue(self, node: ast.MatchValue) -> None:
        if self.spelled(node.value):
            self.note(node, "compares with a state")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
            self.blanks.add(id(node.right))
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and self.is_field(key) and self.spelled(value):
                self.note(node, "gives a state")
        if id(node) not in self.blanks and len(node.keys) > 1:
            self.collected(node, node.keys)
        self.generic_visit(node)

    def visit_collection(self, node: ast.Tuple | ast.List | ast.Set) -> None:
        if id(node) not in self.columns:
            self.collected(node, node.elts)
        self.generic_visit(node)

    def collected(self, node: ast.expr, parts: Iterable[ast.expr | None]) -> None:
        texts = [one.value if isinstance(one, ast.Constant) else None for one in parts]
        if texts and any(states.issuperset(texts) for states in self.by_model):
            self.note(node, "collects states")

    visit_Tuple = visit_List = visit_Set = visit_collection


def read(source: str, path: str) -> list[Found]:
    reader = Reader(path)
    reader.visit(ast.parse(source))
    return sorted(reader.found)


def found_in_code() -> Iterator[Found]:
    for path in sources():
        yield from read(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())


def templates() -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / folder for folder in CODE)]
    return [path for folder in folders for path in sorted(folder.rglob("*.html"))]


def found_in_template(source: str, path: str) -> list[Found]:
    return sorted(set(spelled_in(engines["jinja2"].env.parse(source), path)))


def spelled_in(tree: nodes.Template, path: str) -> Iterator[Found]:
    states = all_states()

    def spelled(node: nodes.Node) -> bool:
        constants = [node, *node.find_all(nodes.Const)]
        return any(isinstance(one, nodes.Const) and one.value in states for one in constants)

    for compare in tree.find_all(nodes.Compare):
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        about = {getattr(side, "name", getattr(side, "attr", "")) for side in sides}
        if any(spelled(side) for side in sides) and not about & STEPS:
            yield Found(path, compare.lineno, "compares with a state")
    for node in tree.find_all((nodes.Test, nodes.Filter)):
        is_chosen = isinstance(node, nodes.Test) or node.name in {"selectattr", "rejectattr"}
        if is_chosen and any(spelled(one) for one in node.args):
            yield Found(path, node.lineno, "chooses by a state")
    values_of_texts = {id(text.right) for text in tree.find_all(nodes.Mod)}  # "%(paid)s" % {…}
    for table in tree.find_all(nodes.Dict):
        if id(table) in values_of_texts:
            continue
        keys = {pair.key.value for pair in table.items if isinstance(pair.key, nodes.Const)}
        if keys and any(keys <= of_model for of_model in states_by_model()):
            yield Found(path, table.lineno, "keeps a table of states")


def found_in_templates() -> Iterator[Found]:
    for path in templates():
        yield from found_in_template(
            path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        )
