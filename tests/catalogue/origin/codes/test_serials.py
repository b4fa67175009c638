"""Serials of unit codes: format, forgery, rotation of keys, hidden codes."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.origin.codes import serials
from marketplace.keys import ring, services
from marketplace.keys.models import Key

LABELS, RECORDS = Key.Purpose.LABELS, Key.Purpose.RECORDS
ANCHOR, LOT = "P/R000012", "260418-1"


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


def printed(*names: str) -> dict[str, str]:
    """A serial of each key."""
    keys = ring.keys_of(LABELS)
    return {
        name: serials.Mint(ANCHOR, LOT, name, keys[name].secret).serial(5 + place)
        for place, name in enumerate(names)
    }


def test_serial_of_a_key_that_never_was_is_forged():
    assert not serials.is_ours(ANCHOR, LOT, serials.Mint(ANCHOR, LOT, "Q", b"x" * 32).serial(1))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["new", "revoke", "secret"]), max_size=6), st.data())
def test_what_was_printed_verifies_through_any_rotation_and_tampered_never(
    keys_of_database, settings, deeds, data
):
    """Keys are made and revoked and closed anew in any order; labels of paper stay as they are."""
    settings.KEYS_SECRET, settings.SECRET_KEY = "first", "first of sessions"
    settings.KEYS_SECRET_FALLBACKS = ["development-only-not-a-secret"]
    ring.forget()  # of the example before, which is rolled back
    with transaction.atomic():
        services.close_anew()
        on_paper = serials.mint(ANCHOR, LOT, 2)
        for deed in deeds:
            if deed == "new":
                services.make_key(LABELS)
            elif deed == "revoke":
                services.revoke_key(purpose=LABELS, name=ring.newest(LABELS).name, reason="out")
            else:
                settings.KEYS_SECRET_FALLBACKS = [settings.KEYS_SECRET]
                settings.KEYS_SECRET = settings.SECRET_KEY = f"{settings.KEYS_SECRET}x"
                services.close_anew()
            on_paper += serials.mint(ANCHOR, LOT, 2)
        revoked = {key.name for key in ring.keys_of(LABELS).values() if key.is_revoked}
        for serial in on_paper:
            assert serials.is_ours(ANCHOR, LOT, serial)
            assert serials.is_under_revoked_key(serial) is (serial[0] in revoked)
            at = data.draw(st.integers(0, 15))
            other = data.draw(st.sampled_from(serials.ALPHABET))
            if other != serial[at]:
                assert not serials.is_ours(ANCHOR, LOT, serial[:at] + other + serial[at + 1 :])
        transaction.set_rollback(True)


def test_new_serials_are_of_the_newest_key_and_each_key_has_hidden_codes_of_its_own(
    keys_of_database,
):
    services.make_key(LABELS)
    services.make_key(LABELS)
    assert {serial[0] for serial in serials.mint(ANCHOR, LOT, 20)} == {"2"}
    assert all(serials.is_ours(ANCHOR, LOT, serial) for serial in printed("0", "1", "2").values())
    assert len({serials.hidden_code(serial) for serial in printed("0", "1", "2").values()}) == 3


def test_kept_hashes_of_hidden_codes_hold_until_their_key_is_revoked(keys_of_database, settings):
    serial = serials.mint(ANCHOR, LOT, 1)[0]
    code = serials.hidden_code(serial)
    kept = serials.hidden_hash(serial, code)
    settings.SECRET_KEY = "another"
    services.make_key(RECORDS)
    assert serials.hidden_hash(serial, code) != kept
    assert serials.is_hidden_code(serial, code, kept)
    assert not serials.is_hidden_code(serial, "0" * 8, kept)
    services.revoke_key(purpose=RECORDS, name="1", reason="out")
    assert not serials.is_hidden_code(serial, code, kept)


def test_typed_codes_are_read_kindly():
    assert serials.normalised("ilO0-abcd efgh") == "1100ABCDEFGH"


def test_hidden_code_is_the_same_for_a_reprint_and_differs_by_label():
    one, two = serials.mint(ANCHOR, LOT, 2)
    assert serials.hidden_code(one) == serials.hidden_code(one)
    assert len({serials.hidden_code(one), serials.hidden_code(two)}) == 2
    assert serials.hidden_code(one) not in serials.hidden_hash(one, serials.hidden_code(one))
