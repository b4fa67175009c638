"""Serials of unit codes: format, forgery, rotation of keys, hidden codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.origin.codes import serials

ANCHOR, LOT = "P/R000012", "260418-1"
OTHER_KEY = "1:" + "k" * 40


def test_minted_serials_are_ours_and_all_different():
    made = serials.mint(ANCHOR, LOT, 2000)
    assert len(set(made)) == 2000
    assert all(serials.is_well_formed(serial) for serial in made)
    assert all(serials.is_ours(ANCHOR, LOT, serial) for serial in made)


@pytest.mark.parametrize(
    ("anchor", "lot"),
    [("P/R000013", LOT), (ANCHOR, "260418-2"), ("01/08930001234567", LOT), (ANCHOR, "")],
)
def test_serial_under_another_product_or_lot_is_forged(anchor, lot):
    assert not any(serials.is_ours(anchor, lot, s) for s in serials.mint(ANCHOR, LOT, 500))


def test_changing_any_character_makes_it_forged():
    serial = serials.mint(ANCHOR, LOT, 1)[0]
    for at in range(16):
        for char in serials.ALPHABET:
            changed = serial[:at] + char + serial[at + 1 :]
            assert serials.is_ours(ANCHOR, LOT, changed) is (changed == serial)


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_the_check(text):
    assert serials.is_ours(ANCHOR, LOT, text) is False
    serials.normalised(text)


def test_old_keys_keep_verifying_after_a_rotation(settings):
    old = serials.mint(ANCHOR, LOT, 3)
    derived = serials.keys()["0"]
    settings.LABEL_KEYS = ["0:" + "o" * 40, OTHER_KEY]
    of_first = serials.Mint(ANCHOR, LOT, "0", b"o" * 40).serial(5)
    new = serials.mint(ANCHOR, LOT, 3)
    assert {serial[0] for serial in new} == {"1"}
    assert serials.is_ours(ANCHOR, LOT, of_first)
    assert all(serials.is_ours(ANCHOR, LOT, serial) for serial in new)
    assert not any(serials.is_ours(ANCHOR, LOT, serial) for serial in old)
    assert derived != serials.keys()["0"]


def test_serial_of_a_key_that_is_gone_is_forged(settings):
    settings.LABEL_KEYS = [OTHER_KEY]
    assert not serials.is_ours(ANCHOR, LOT, serials.Mint(ANCHOR, LOT, "0", b"x" * 32).serial(1))


def test_typed_codes_are_read_kindly():
    assert serials.normalised("ilO0-abcd efgh") == "1100ABCDEFGH"


def test_hidden_code_is_the_same_for_a_reprint_and_differs_by_label():
    one, two = serials.mint(ANCHOR, LOT, 2)
    assert serials.hidden_code(one) == serials.hidden_code(one)
    assert len({serials.hidden_code(one), serials.hidden_code(two)}) == 2
    assert serials.hidden_code(one) not in serials.hidden_hash(one, serials.hidden_code(one))
