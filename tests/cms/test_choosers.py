"""A village's form offers communes by a part of their name, not all of them at once."""

import pytest
from django.urls import reverse

from catalogue.places.models import Commune
from tests import factories

pytestmark = pytest.mark.django_db
WINDOW = "/cms/commune_chooser/results/"


@pytest.fixture
def editor(client, staff):
    client.force_login(staff)
    return client


def test_a_villages_form_names_its_commune_and_no_other(editor):
    village = factories.make_village("Làng A", slug="lang-a")
    others = Commune.objects.exclude(pk=village.commune_id)
    assert others.count() > 1000
    response = editor.get(reverse("wagtailsnippets_places_village:edit", args=[village.pk]))
    page = response.content.decode()
    assert f'value="{village.commune_id}"' in page
    assert len(response.content) < 150_000
    assert "<option" not in page.partition('name="commune"')[2].partition('name="old_commune"')[0]


def test_a_part_of_a_name_finds_it_and_says_where_it_lies(editor):
    found = Commune.objects.select_related("province").get(code="00004", valid_to=None)
    page = editor.get(WINDOW, {"q": found.name.lower()}).content.decode()
    assert f"/cms/commune_chooser/chosen/{found.pk}/" in page
    assert found.province.name in page
    assert "/chosen/" not in editor.get(WINDOW, {"q": "Không có xã này"}).content.decode()


def test_nobody_else_opens_the_window(client, buyer):
    assert client.get(WINDOW).status_code == 302
    client.force_login(buyer)
    assert client.get(WINDOW).status_code in (302, 403, 404)
