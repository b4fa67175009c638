"""The words of searches that a process holds: which products have them, as bits by slot."""

from collections.abc import Callable

from catalogue.search.masks import Mask, bits_of
from catalogue.search.models import Entry
from catalogue.search.query import with_marks
from catalogue.search.ranking import stands_in

MOST_REREAD = 50  # beyond that many changed products, words are asked for anew

Masks = tuple[Mask, Mask]  # who has the word anywhere, and who has it in the title


def terms_after(
    terms: dict[str, Masks], changed: set[int], slot_of: Callable[[int], int], size: int
) -> dict[str, Masks]:
    """The held words after products changed: of those the index's texts are read anew.

    What changes in the index is logged in the transaction that changes it, so nothing of it
    is missed here.
    """
    if not terms or len(changed) > MOST_REREAD:
        return {}
    rows = [
        (slot, title, title_words(title, titles), set(codes.split()), set(body.split()))
        for pk, titles, title, codes, body in Entry.objects.filter(
            kind="product", object_pk__in=changed
        ).values_list("object_pk", "titles", "title_text", "codes_text", "body_text")
        if (slot := slot_of(pk)) >= 0
    ]
    off = ~bits_of(map(slot_of, changed), size)
    found = {}
    for term, (every, titled) in list(terms.items()):  # another thread may hold a word meanwhile
        in_title = [
            slot
            for slot, title, words, _codes, _body in rows
            if (stands_in(term, words, title) if term[0] != "=" else False)
        ]
        anywhere = [
            slot
            for slot, title, words, codes, body in rows
            if (
                term[1:] in codes
                if term[0] == "="
                else stands_in(term, words | codes | body, title)
            )
        ]
        found[term] = (
            every & off | bits_of(anywhere, size),
            titled & off | bits_of(in_title, size),
        )
    return found


def title_words(folded: str, titles: dict[str, str]) -> set[str]:
    """A title's folded words, and after "~" those with marks as they are written."""
    return {*folded.split(), *(f"~{word}" for word in with_marks(" ".join(titles.values())))}
