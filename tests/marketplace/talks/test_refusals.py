"""A refusal says what was found, whatever signs are in it."""

from django.utils.translation import override

from marketplace.talks.refusals import OwnContact, TalkRefused


def test_what_was_found_stands_in_the_sentence():
    with override("en"):
        assert str(OwnContact(found="100%s")).startswith("“100%s” cannot be sent: telephones")
    assert issubclass(OwnContact, TalkRefused)
