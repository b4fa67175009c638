"""Countries are named in the reader's language."""

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from marketplace.shipping.countries import country_name

THAILAND = get_model("address", "Country")(iso_3166_1_a2="TH", printable_name="Thailand")


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Thái Lan"), ("en", "Thailand"), ("id", "Thailand")]
)
def test_a_country_is_named_in_the_reader_s_language(language, name):
    with translation.override(language):
        assert country_name(THAILAND) == name


def test_a_country_that_nobody_knows_keeps_its_row_s_name():
    row = get_model("address", "Country")(iso_3166_1_a2="QX", printable_name="Nowhere")
    assert country_name(row) == "Nowhere"
