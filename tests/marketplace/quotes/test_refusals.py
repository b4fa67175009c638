"""What a refusal carries besides its sentence."""

from marketplace.quotes.refusals import BadValid, NotThere, TooFew


def test_what_is_not_there_is_named_by_its_lines():
    assert NotThere(["line"]).lines == ["line"]  # type: ignore[list-item]


def test_a_form_says_it_at_the_refusal_s_field():
    assert (BadValid.field, TooFew.field) == ("valid_until", None)
