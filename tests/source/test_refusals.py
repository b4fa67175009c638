"""Each refusal that a service can raise is provoked by a test; what a person reads of it is held."""

import re

import pytest

from tests.source import refusals

# Sentences that no test holds yet; none is added.
UNHELD: set[str] = {
    "This person does not work here any more.",
    "This invitation is over. Ask the owner for a new one.",
}


def test_every_refusal_that_is_raised_is_named_by_a_test():
    words = set(re.findall(r"\w+", refusals.written_in_tests()))
    assert sorted(refusals.raised().keys() - words) == []


def test_every_sentence_of_a_refusal_is_held_by_a_test():
    missing = [said for said in refusals.sentences() if not said.is_held]
    assert [f"{said.where} {said.text}" for said in missing if said.text not in UNHELD] == []


def test_what_no_test_holds_only_shrinks():
    missing = {said.text for said in refusals.sentences() if not said.is_held}
    assert sorted(UNHELD - missing) == []


def test_refusals_are_found_whichever_way_they_say_why():
    """By their class, where they are raised, by a table of codes."""
    found = {said.text for said in refusals.sentences()}
    assert {
        "Lot %(lot)s is closed.",
        "Please give a reason; the buyer reads it.",
        "The file is larger than 5 MB.",
    } <= found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Lot %(lot)s is closed.", {"is closed", "đã đóng", "sudah ditutup"}),
        ("No such words anywhere, %(count)s.", {"No such words anywhere,"}),
    ],
)
def test_a_sentence_is_held_by_its_longest_piece_in_one_language(text, pieces):
    assert refusals.Sentence("", text).pieces == pieces
