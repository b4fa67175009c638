"""What a stranger may see, and whose stars are true on a day."""

import datetime

import pytest
from django.utils import timezone

from catalogue.managers import stars_valid
from catalogue.models import Product, Publication
from tests import factories

pytestmark = pytest.mark.django_db


def test_strangers_see_what_is_published_and_not_hidden():
    shown = factories.make_product()
    for publication in (Publication.DRAFT, Publication.WITHDRAWN):
        factories.make_product(publication=publication)
    hidden = factories.make_product()
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    assert list(Product.objects.published()) == [shown]


def test_stars_are_valid_to_their_last_day(product):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    Product.objects.filter(pk=product.pk).update(ocop_stars=3, ocop_valid_until=today)
    asked = (today - day, today, today + day, None)  # None is today
    found = [Product.objects.filter(stars_valid(at)).exists() for at in asked]
    assert found == [True, True, False, True]
