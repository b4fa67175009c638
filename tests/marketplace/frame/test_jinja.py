"""What the engine of the pages does for templates: numbers, days, values, components."""

import datetime

import pytest
from django.template import TemplateDoesNotExist, engines
from django.utils import translation
from jinja2 import DictLoader

from marketplace.frame.jinja import date, grouped


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


def test_a_view_value_wins_over_what_every_page_has(rf):
    page = engines["jinja2"].from_string("{{ shop }}")
    assert page.render({"shop": "mine"}) == "mine"


def test_a_missing_template_is_looked_for_elsewhere():
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja2"].get_template("admin/base.html")


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
