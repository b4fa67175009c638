"""The style guide: each component of templates/components alone, with example data.

Beside a component stands its example data, `card.toml` beside `card.html`:

    styles = ["css/lots.css"]              bundles that a page with it asks for, besides the shop's

    [[example]]
    title = "With stars"
    show = "{{ card(product) }}"           what a page would write; its macros are there already

    [example.product]
    title = "Lọ men rạn"
    "get_absolute_url()" = "/vi/products/" a method
    form = "@form"                         one of SAMPLES, for what data cannot say

What a component is for is its template's first comment.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from jinja2 import nodes

from marketplace.frame.access import View, for_audience
from marketplace.frame.jinja import spoken
from marketplace.frame.style_samples import SAMPLES

FOLDER = Path(settings.BASE_DIR) / "templates" / "components"


class Example(NamedTuple):
    title: str
    source: str  # what a page writes
    html: str


class Component(NamedTuple):
    name: str
    about: str
    macros: dict[str, str]  # by name, each with its arguments
    data: dict[str, Any]

    @property
    def styles(self) -> list[str]:
        return self.data.get("styles", [])


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def read_component(name: str) -> Component:
    source = (FOLDER / f"{name}.html").read_text()
    comment = re.match(r"\{#\s*(.*?)\s*#\}", source, re.S)
    tree = spoken(None).parse(source)
    macros = {macro.name: arguments_of(macro) for macro in tree.find_all(nodes.Macro)}
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text())
    return Component(name, comment[1] if comment else "", macros, data)


def arguments_of(macro: nodes.Macro) -> str:
    """Write a macro's arguments as its source does, the defaults of the last ones with them."""
    plain = len(macro.args) - len(macro.defaults)
    written = [arg.name for arg in macro.args[:plain]]
    for arg, default in zip(macro.args[plain:], macro.defaults, strict=True):
        value = default.value if isinstance(default, nodes.Const) else default.as_const()
        written.append(f"{arg.name}={value!r}")
    return f"({', '.join(written)})"


def examples_of(component: Component) -> Iterator[Example]:
    """Render a component with each of its example data."""
    environment = spoken(get_language())
    imported = (
        f'{{% from "components/{component.name}.html" import {", ".join(component.macros)} %}}'
    )
    for data in component.data["example"]:
        values = {key: thing(value) for key, value in data.items() if key not in {"title", "show"}}
        html = environment.from_string(imported + data["show"]).render(values)
        yield Example(data["title"], data["show"].strip(), html)


def thing(value: Any) -> Any:
    """Make of a table what a template can ask: attributes, and methods where a name ends in ()."""
    match value:
        case dict():
            made = {key: thing(inner) for key, inner in value.items()}
            return SimpleNamespace(
                **{
                    key.removesuffix("()"): (lambda inner=inner: inner)
                    if key.endswith("()")
                    else inner
                    for key, inner in made.items()
                }
            )
        case list():
            return [thing(inner) for inner in value]
        case str() if value.startswith("@"):
            return SAMPLES[value[1:]]()
        case _:
            return value


def staff_or_demo(view: View) -> View:
    """Let in superusers, and everybody where the market is a demo; for others it is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (settings.SHOP_IS_DEMO or request.user.is_superuser):
            raise Http404
        return view(request, *args, **kwargs)

    return for_audience("staff")(guarded)


@staff_or_demo
def index(request: HttpRequest) -> HttpResponse:
    components = [read_component(name) for name in names()]
    return render(request, "styleguide/index.html", {"components": components})


@staff_or_demo
def component(request: HttpRequest, name: str) -> HttpResponse:
    if name not in names():
        raise Http404
    found = read_component(name)
    context = {"component": found, "examples": list(examples_of(found)), "names": names()}
    return render(request, "styleguide/component.html", context)
