"""White space that nobody sees is not sent."""

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import DictLoader


def render(source: str, **values) -> str:
    """Render a source as an .html template in the language of the moment."""
    environment = engines["jinja2"].speaking(translation.get_language())
    return (
        environment.overlay(loader=DictLoader({"x.html": source}))
        .get_template("x.html")
        .render(values)
    )


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (
            "<ul>\n  <li>\n    <b>One</b>\n    two\n  </li>\n</ul>",
            "<ul><li><b>One</b> two</li></ul>",
        ),
        ("<p>\n  {{ x }}\n</p>", "<p>X</p>"),
        ("<p>{{ x }}  {{ x }}</p>", "<p>X X</p>"),
        ("<p>{{ x }}\n  <a href='y'>z</a></p>", "<p>X <a href='y'>z</a></p>"),
        ("a\n{% if x %}\n  b\n{% endif %}\nc", "a  b c"),
        ("<div>\n  {% if x %}\n    <p>b</p>\n  {% endif %}\n</div>", "<div><p>b</p></div>"),
        ('<img\n  src="a"\n  {% if x %}alt=""{% endif %}\n>', '<img src="a" alt="">'),
        ('<path\n  d="M1\n    2"\n/>', '<path d="M1 2"/>'),
        ("<a title='  a  b'>", "<a title='  a  b'>"),
        ("<pre>\n a\n  b</pre>\n<p>", "<pre>\n a\n  b</pre><p>"),
        ("<script>\n  let a;\n</script>  <p>", "<script>\n  let a;\n</script><p>"),
        ("<!doctype html>\n<html>\n<body>", "<!doctype html><html><body>"),
        ("a < b  > c", "a < b > c"),
        ("one<br>\n  two", "one<br>two"),
        ("<!--  <p>  -->  <p>", "<!--  <p>  --><p>"),
        ("{% macro m() %}\n  <i>a</i>\n{% endmacro %}[{{ m() }}]", "[<i>a</i>]"),
        ("{% set a %}\n  b\n{% endset %}[{{ a }}]", "[b]"),
        ('{% set a = "b" %} c', " c"),
    ],
)
def test_white_space_goes(source, wanted):
    assert render(source, x="X") == wanted


def test_plain_text_keeps_its_lines():
    environment = engines["jinja2"].env.overlay(
        loader=DictLoader({"x.txt": "a\n\n  <p> {{ x }}\n"})
    )
    assert environment.get_template("x.txt").render(x="&") == "a\n\n  <p> &"
