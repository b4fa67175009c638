"""Every component stands in the style guide with example data, for staff and in the demo."""

import pytest
from django.conf import settings as project
from django.utils import translation

from marketplace.frame import styleguide
from marketplace.frame.styleguide import examples_of, names, read_component, thing


@pytest.mark.parametrize("name", names())
def test_a_component_says_what_it_is_and_is_shown_by_examples(name):
    component = read_component(name)
    assert component.about and component.macros
    for language, _name in project.LANGUAGES:
        with translation.override(language):
            examples = list(examples_of(component))
            assert examples and all(example.html.strip() for example in examples)
    shown = " ".join(example.source for example in examples)
    assert [macro for macro in component.macros if f"{macro}(" not in shown] == []


def test_example_data_become_attributes_and_methods():
    made = thing({"title": "Lọ", "get_way_display()": "Thẻ", "rows": [{"count": 2}]})
    assert (made.title, made.get_way_display(), made.rows[0].count) == ("Lọ", "Thẻ", 2)


def test_arguments_stand_with_their_defaults():
    assert read_component("price").macros == {"price": "(text, unit='')"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", names())
def test_each_component_has_a_page(client, settings, name):
    settings.SHOP_IS_DEMO = True
    answer = client.get(f"/en/styleguide/{name}/")
    assert answer.status_code == 200
    assert answer.content.decode().count("data-example") == len(
        list(examples_of(read_component(name)))
    )


@pytest.mark.django_db
def test_outside_the_demo_only_staff_see_it(client, settings, staff, buyer):
    settings.SHOP_IS_DEMO = False
    for path in ("/en/styleguide/", "/en/styleguide/card/"):
        assert client.get(path).status_code == 404
        client.force_login(buyer)
        assert client.get(path).status_code == 404
        client.force_login(staff)
        assert client.get(path).status_code == 200
        client.logout()


@pytest.mark.django_db
def test_a_component_that_is_not_there_is_not_found(client, settings):
    settings.SHOP_IS_DEMO = True
    assert client.get("/en/styleguide/no-such/").status_code == 404
    assert styleguide.FOLDER.is_dir()
