"""What is closed opens with its secret, at its place, unchanged; else never."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.keys import sealing

KEY = sealing.key_from("a secret of the environment")


@given(st.binary(max_size=80), st.text(max_size=20))
def test_what_is_closed_opens_again_at_its_place(plain, place):
    assert sealing.open_closed(sealing.close(plain, KEY, place), KEY, place) == plain


@given(st.integers(0, 59), st.integers(1, 255))
def test_any_byte_that_changes_keeps_it_closed(at, change):
    data = bytearray(base64.b64decode(sealing.close(b"s" * 32, KEY, "labels|0")))
    data[at] ^= change
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_closed(base64.b64encode(data).decode(), KEY, "labels|0")


@pytest.mark.parametrize("closed", ["", "no base64 at all!", "AAAA"])
def test_what_was_never_closed_does_not_open(closed):
    with pytest.raises(sealing.DoesNotOpen):
        sealing.open_closed(closed, KEY, "labels|0")


def test_neither_another_secret_nor_another_place_opens():
    closed = sealing.close(b"s" * 32, KEY, "labels|0")
    for key, place in ((sealing.key_from("another"), "labels|0"), (KEY, "labels|1")):
        with pytest.raises(sealing.DoesNotOpen):
            sealing.open_closed(closed, key, place)


def test_the_same_secret_is_closed_differently_each_time():
    assert len({sealing.close(b"s", KEY, "x") for _ in range(50)}) == 50


def test_a_mark_names_a_secret_and_tells_nothing_of_it():
    assert sealing.mark_of("one") == sealing.mark_of("one") != sealing.mark_of("two")
    assert len(sealing.mark_of("one")) == 8
