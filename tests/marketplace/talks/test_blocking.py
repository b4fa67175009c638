"""Patterns are put in force and out of it; each change is kept with who made it."""

import pytest

from marketplace.talks.blocking import NoWords, block_words, switch
from marketplace.talks.models import BlockedPattern, PatternChange
from marketplace.talks.refusals import PaysElsewhere
from marketplace.talks.texts import sent_text

pytestmark = pytest.mark.django_db


def test_words_are_blocked_once_and_let_go(staff):
    words = block_words(text="  Trả  SAU nhé ", why="payment", by=staff)
    assert block_words(text="trả sau nhé", why="manners", by=staff) == words
    with pytest.raises(PaysElsewhere):
        sent_text("Tra sau nhe chị")
    assert switch(pattern=words, is_active=False, by=staff)
    assert not switch(pattern=words, is_active=False, by=staff)
    assert sent_text("Tra sau nhe chị")
    block_words(text="trả sau nhé", why="payment", by=staff)
    changes = PatternChange.objects.order_by("pk").values_list("is_active", "by")
    assert list(changes) == [(True, staff.pk), (False, staff.pk), (True, staff.pk)]


@pytest.mark.parametrize("text", ["…", " \u200b ", "!!"])
def test_what_finds_nothing_is_refused(staff, text):
    with pytest.raises(NoWords):
        block_words(text=text, why="payment", by=staff)
    assert not BlockedPattern.objects.filter(text=text).exists()
