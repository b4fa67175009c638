"""What the engine of the pages writes: texts folded in, white space gone."""

import datetime

import pytest
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.utils import translation
from jinja2 import DictLoader, nodes

from marketplace.frame.jinja import date, grouped
from marketplace.frame.jinja_constants import Folder


def render(source: str, **values) -> str:
    """Render a source as an .html template in the language of the moment."""
    environment = engines["jinja2"].speaking(translation.get_language())
    return (
        environment.overlay(loader=DictLoader({"x.html": source}))
        .get_template("x.html")
        .render(values)
    )


@pytest.mark.parametrize(
    ("language", "wanted"), [("vi", "1.234.567"), ("id", "1.234.567"), ("en", "1,234,567")]
)
def test_thousands_stand_apart(language, wanted):
    with translation.override(language):
        assert grouped(1_234_567) == wanted
        assert grouped(999) == "999"


def test_date_of_nothing_is_nothing():
    with translation.override("vi"):
        assert date(None) == ""
        assert date(datetime.date(2027, 5, 2), "m/Y") == "05/2027"


def folded(source: str, language: str = "vi") -> list[object]:
    """The constants of a source's parse tree after folding, calls that stay as None."""
    tree = Folder(language).visit(engines["jinja2"].env.parse(source))
    calls = [None for call in tree.find_all(nodes.Call)]
    return [const.value for const in tree.find_all(nodes.Const)] + calls


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('{{ _("Basket") }}', ["Giỏ hàng"]),
        ("{{ _('Basket') }}", ["Giỏ hàng"]),
        ('{{ _("Bas" "ket") }}', ["Giỏ hàng"]),
        ('{# _("Basket") #}', []),
        ('{{ url("basket:summary") }}', ["/vi/basket/"]),
        ('{{ static("css/shop.css") }}', ["/static/css/shop.css"]),
        ('{{ url("basket:summary") ~ static("a") }}', ["/vi/basket/", "/static/a"]),
    ],
)
def test_constants_are_folded(source, wanted):
    assert folded(source) == wanted


@pytest.mark.parametrize("source", ["{{ _(word) }}", '{{ url("x", 5) }}', '{{ other("Basket") }}'])
def test_what_may_differ_is_called(source):
    assert None in folded(source)


def test_a_component_knows_its_language_and_keeps_what_only_it_was_given():
    sources = {
        "page.html": '{% from "word.html" import word %}{{ word() }}|{{ given }}',
        "word.html": "{% macro word() %}{{ LANGUAGE_CODE }} {{ given }}{% endmacro %}",
    }
    for language in ("vi", "id"):
        engine = engines["jinja2"].speaking(language).overlay(loader=DictLoader(sources))
        word = engine.get_template("word.html", globals={"given": "its own"})
        assert word.module.word() == f"{language} its own"
        assert engine.get_template("page.html").render() == f"{language} its own|"
        assert "given" not in engine.globals


def test_globals_are_a_plain_dict():
    engine = engines["jinja2"].speaking("vi")
    assert type(engine.get_template("base.html").globals) is dict


def test_each_language_has_its_own_constants():
    for language, wanted in (("vi", "Giỏ hàng"), ("en", "Basket"), ("id", "Keranjang")):
        with translation.override(language):
            assert render('{{ _("Basket") }}') == wanted


@pytest.mark.parametrize(
    "source",
    ['{% set url = "x" %}', "{% for url in urls %}{% endfor %}", "{% macro m(_) %}{% endmacro %}"],
)
def test_a_variable_cannot_hide_a_function(source):
    with pytest.raises(TemplateSyntaxError):
        folded(source)


def test_a_text_is_escaped_and_its_values_once():
    with translation.override("en"):
        assert render('{{ _("a < %(x)s") % {"x": x} }}', x="<b>") == "a &lt; &lt;b&gt;"
        source = "{% trans x=x %}a <b>{{ x }}</b>{% endtrans %}"
        assert render(source, x="<i>") == "a <b>&lt;i&gt;</b>"


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


def test_a_view_value_wins_over_what_every_page_has(rf):
    page = engines["jinja2"].from_string("{{ shop }}")
    assert page.render({"shop": "mine"}) == "mine"


def test_a_missing_template_is_looked_for_elsewhere():
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja2"].get_template("admin/base.html")
