"""A refusal says what was found, whatever signs are in it."""

from django.utils.translation import override

from marketplace.reviews.refusals import LookedAtFirst, ReviewRefused


def test_what_was_found_stands_in_the_sentence():
    with override("en"):
        assert str(LookedAtFirst(found="100%s")).startswith("“100%s” does not show at once")
    assert issubclass(LookedAtFirst, ReviewRefused)
