"""Numbers that stood there before they were held: right ones get a licence, the rest go."""

import importlib

import pytest

from catalogue.origin.gs1 import gtins
from catalogue.origin.gs1.check_digits import check_digit

is_right = importlib.import_module("catalogue.migrations.0039_gtin_licences").is_right


@pytest.mark.parametrize(
    "text", ["123", "", "8930001234567", "08930001234568", "0893000123456x", "٠٨٩٣٠٠٠١٢٣٤٥٦٧"]
)
def test_what_is_no_gtin_is_not_taken_over(text):
    assert not is_right(text)


@pytest.mark.parametrize("prefix", ["020", "049", "050", "199", "200", "893", "952", "980", "990"])
def test_a_number_is_taken_over_where_it_is_one_of_goods(prefix):
    for body in (f"0{prefix}000012345"[:13], f"00000{prefix}12345"[:13].ljust(13, "0")):
        gtin = body + check_digit(body)
        assert is_right(gtin) is not gtins.is_restricted(gtin)
