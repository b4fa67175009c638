"""A maker's product, and the people of its offices; sentences are held in English."""

import pytest
from django.utils import translation

from marketplace.accounts.models import User
from tests import factories
from tests.marketplace.programme.dossiers import cast


@pytest.fixture(autouse=True)
def _in_english(owner):
    """Sentences are held as the source says them, letters as their readers get them."""
    User.objects.update(language="en")
    with translation.override("en"):
        yield


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, title="Lọ men rạn")


@pytest.fixture
def commune(producer):
    return cast.commune_person(producer)


@pytest.fixture
def province(producer):
    return cast.province_person(producer)
