"""Codes of tickets, as they are made, typed and scanned."""

import pytest

from marketplace.visits.tickets import ALPHABET, LENGTH, new_code, read_code


def test_code_is_long_enough_and_has_no_likenesses():
    code = new_code()
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)
    assert len({new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcd-efgh 23", "ABCDEFGH23"),
        ("https://shop.vn/vi/sell/visits/tickets/ABCDEFGH23/", "ABCDEFGH23"),
        ("ABCDEFGH2", ""),
        ("ABCDEFGH234", ""),
        ("ABCDEFGH01", ""),
        ("", ""),
    ],
)
def test_code_is_read_as_it_is_typed_or_scanned(typed, code):
    assert read_code(typed) == code
