"""Lists of codes: how many there are, how they are written, and ones that everybody knows."""

import re

import pytest

from catalogue.origin.gs1 import code_lists


@pytest.mark.parametrize(
    ("codes", "count", "shape", "known"),
    [
        (code_lists.COUNTRIES, 249, "[0-9]{3}", {"704", "360", "004"}),
        (code_lists.COUNTRY_LETTERS, 249, "[A-Z]{2}", {"VN", "ID", "GB"}),
        (code_lists.CURRENCIES, 179, "[0-9]{3}", {"704", "360", "840", "978"}),
        (code_lists.PACKAGE_TYPES, 431, "[0-9A-Z]{1,3}", {"BX", "PX", "8", "PAE"}),
    ],
)
def test_codes_are_as_many_as_the_standard_has_and_of_its_shape(codes, count, shape, known):
    assert len(codes) == count
    assert [code for code in codes if not re.fullmatch(shape, code)] == []
    assert known <= codes
