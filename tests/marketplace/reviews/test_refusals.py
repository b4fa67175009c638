"""A refusal says what was found, whatever signs are in it."""

from django.utils.translation import override

from marketplace.reviews.refusals import LookedAtFirst, NotReceived, OwnGoods, ReviewRefused


def test_what_was_found_stands_in_the_sentence():
    with override("en"):
        assert str(LookedAtFirst(found="100%s")) == (
            "“100%s” does not show at once: numbers, links, payment elsewhere and rude words are "
            "read by the market first. Leave it out, or send the review as it is and it waits for "
            "us."
        )
        assert str(NotReceived()) == "Only a buyer who has received this product can review it."
        assert str(OwnGoods()) == ("You work for this producer: its buyers say how its goods are.")
    assert issubclass(LookedAtFirst, ReviewRefused)
