"""Who reads a producer's mail, and in which language."""

import pytest

from marketplace.producers.readers import reader_of, readers_of
from tests import factories


def speak(user, language: str):
    user.language = language
    user.save(update_fields=["language"])
    return user


@pytest.fixture
def owners(producer, owner):
    """A producer of an Indonesian and an English owner, with an address of its own."""
    producer.email = "to@example.vn"
    producer.save()
    speak(owner, "id")
    return owner, speak(factories.make_member(producer, "second@example.com"), "en")


def test_each_owner_reads_its_own_language(producer, owners):
    expected = {"owner@example.com": "id", "second@example.com": "en", "to@example.vn": "id"}
    assert readers_of(producer) == expected
    assert reader_of(producer) == ("to@example.vn", "id")
    owners[0].is_active = False
    owners[0].save()
    assert readers_of(producer) == {"second@example.com": "en", "to@example.vn": "en"}
    producer.email = ""
    assert reader_of(producer) == ("second@example.com", "en")


def test_producer_that_nobody_owns_is_written_to_in_vietnamese(producer):
    assert reader_of(producer) == ("", "vi")
    producer.email = "to@example.vn"
    assert readers_of(producer) == {"to@example.vn": "vi"}
