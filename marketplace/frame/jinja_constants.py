"""What is the same for every reader of a language is written into a template once.

A template is compiled once per language. Before Jinja2 writes its code, calls that can only
have one answer become that answer in the parse tree: ``{{ _("Basket") }}`` turns into the text,
``{{ url("basket:summary") }}`` into the address, ``{{ static("css/shop.css") }}`` into the
file's. So they cost a page nothing, and Jinja2 joins them with the text around.

A call is folded when its only argument is a constant string, whichever way it is written
(``_('x')``, ``_("a" "b")``); everything else is called when the page is rendered.
"""

from collections.abc import Callable

from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, override
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer

ANSWERS: dict[str, Callable[[str], object]] = {
    "_": gettext,
    "gettext": gettext,  # what {% trans %} calls
    "url": reverse,
    "static": static,
}


class Folder(NodeTransformer):
    """Replace calls that have one answer in a language by the answer."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        """Refuse a variable that would hide a folded function from the reader."""
        if node.name in ANSWERS and node.ctx in {"store", "param"}:
            raise TemplateSyntaxError(f"Line {node.lineno}: {node.name}() is a function here.")
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in ANSWERS:
            return node
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
            return node
        argument = node.args[0]
        if not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
            return node
        with override(self.language):
            answer = str(ANSWERS[node.node.name](argument.value))
        return nodes.Const(answer, lineno=node.lineno)


class FoldingGenerator(CodeGenerator):
    """Jinja2's code generator; an environment that has a language folds first."""

    def visit_Template(self, node: nodes.Template, frame=None) -> None:
        language = getattr(self.environment, "language", None)
        super().visit_Template(Folder(language).visit(node) if language else node, frame)
