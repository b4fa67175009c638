"""Moderators put patterns in force and out of it; who did so is kept."""

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.frame.folding import cleaned, fold
from marketplace.talks.models import BlockedPattern, PatternChange


class NoWords(ValueError):
    """There is no letter or digit in it: nothing could be found by it."""


@transaction.atomic
def block_words(*, text: str, why: str, by: User) -> BlockedPattern:
    """Block words from now on; the same words again are one row. Raises NoWords."""
    words = cleaned(text).lower()
    if not any(sign.isalnum() for sign in fold(words)):
        raise NoWords
    kind = BlockedPattern.Kind.WORDS
    found, is_new = BlockedPattern.objects.get_or_create(
        kind=kind, text=words, defaults={"why": why}
    )
    if is_new:
        PatternChange.objects.create(pattern=found, is_active=True, by=by)
    else:
        switch(pattern=found, is_active=True, by=by)
    return found


@transaction.atomic
def switch(*, pattern: BlockedPattern, is_active: bool, by: User) -> bool:
    """Put a pattern in force or out of it; False where it stands so already."""
    found = BlockedPattern.objects.select_for_update().get(pk=pattern.pk)
    if found.is_active == is_active:
        return False
    BlockedPattern.objects.filter(pk=found.pk).update(is_active=is_active)
    PatternChange.objects.create(pattern=found, is_active=is_active, by=by)
    return True
