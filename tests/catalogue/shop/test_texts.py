"""Texts in the reader's language, else in one that most read, and said in which."""

import pytest

from catalogue.models import Product
from catalogue.shop.texts import LANGUAGE_SUFFIX, language_of, spoken
from tests import factories

pytestmark = pytest.mark.django_db


def read(suffix: str) -> tuple[str, str]:
    rows = Product.objects.rewrite(False).annotate(
        said=spoken("unit", suffix), said_in=language_of("unit", suffix)
    )
    return rows.values_list("said", "said_in").get()


@pytest.mark.parametrize(
    ("written", "suffix", "said"),
    [
        ({"vi": "cái", "en": "piece", "ind": "buah"}, "ind", ("buah", "")),
        ({"vi": "cái", "en": "piece"}, "ind", ("cái", "vi")),
        ({"vi": "", "en": "piece"}, "ind", ("piece", "en")),
        ({"en": "piece"}, "vi", ("piece", "en")),
        ({}, "en", ("", "")),
    ],
)
def test_text_is_said_in_the_language_asked_for_or_the_next(written, suffix, said):
    factories.make_product(**{f"unit_{each}": text for each, text in written.items()})
    assert read(suffix) == said


def test_every_language_of_the_shop_has_its_columns():
    assert set(LANGUAGE_SUFFIX) == {"vi", "en", "id"}
