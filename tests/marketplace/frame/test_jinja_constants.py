"""Texts of a language are folded into its templates; what may differ is called."""

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils import translation
from jinja2 import DictLoader, nodes

from marketplace.frame.jinja_constants import Folder


def render(source: str, **values) -> str:
    """Render a source as an .html template in the language of the moment."""
    environment = engines["jinja2"].speaking(translation.get_language())
    return (
        environment.overlay(loader=DictLoader({"x.html": source}))
        .get_template("x.html")
        .render(values)
    )


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
