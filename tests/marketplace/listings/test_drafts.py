"""A draft keeps what each step says, its pictures in their order; once it is sent it stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.listings.drafts import (
    MOST_PICTURES,
    STEP_OF,
    STEPS,
    Arranged,
    arrange_pictures,
    in_new_order,
    lacking,
    save_draft,
)
from marketplace.listings.models import Revision
from marketplace.listings.services import RevisionRefused, propose, submit

pytestmark = pytest.mark.django_db
WHOLE = {"title_vi": "Ấm", "summary_vi": "Ấm tốt.", "ocop_set": 21, "price": 90_000}


def file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", name.encode())


def draft_of(producer, owner, **content) -> Revision:
    return save_draft(producer=producer, revision=None, content=content, by=owner)


def captions_of(draft: Revision) -> list[tuple[str, int]]:
    return list(draft.pictures.values_list("caption", "order"))


@pytest.fixture
def draft(producer, owner, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    made = draft_of(producer, owner, title_vi="Ấm")
    arrange_pictures(revision=made, there=[], added=[file("a"), file("b"), file("c")])
    said = [Arranged(each.pk, name) for each, name in zip(made.pictures.all(), "abc", strict=True)]
    arrange_pictures(revision=made, there=said, added=[])
    return made


def test_a_step_adds_to_what_was_kept_and_changes_no_other(draft, producer, owner):
    kept = save_draft(producer=producer, revision=draft, content={"price": 90_000}, by=owner)
    assert (kept.pk, kept.state) == (draft.pk, "draft")
    assert kept.content == {"title_vi": "Ấm", "price": 90_000}


def test_what_is_lacking_is_said_with_its_step():
    assert [each.step for each in lacking({})] == ["name", "name", "kind", "price"]
    assert [each.step for each in lacking(WHOLE | {"price": None})] == ["price"]
    assert lacking(WHOLE) == []
    assert set(STEP_OF.values()) <= set(STEPS)


def test_pictures_are_moved_replaced_and_taken_away(draft):
    first, second, third = draft.pictures.all()
    there = [Arranged(each.pk, each.caption) for each in (first, second, third)]
    arrange_pictures(revision=draft, there=there, added=[], moved=third.pk)
    assert captions_of(draft) == [("a", 0), ("c", 1), ("b", 2)]
    changed = [
        Arranged(first.pk, "a", is_removed=True),
        Arranged(second.pk, "b", file("other")),
        Arranged(third.pk, "c"),
        Arranged(0, "of somebody else"),
    ]
    arrange_pictures(revision=draft, there=changed, added=[file("d")])
    assert captions_of(draft) == [("c", 0), ("b", 1), ("", 2)]
    assert draft.pictures.get(pk=second.pk).image.read() == b"other"


def test_there_are_never_more_pictures_than_a_page_shows(draft):
    arrange_pictures(revision=draft, there=[], added=[file(str(n)) for n in range(MOST_PICTURES)])
    assert draft.pictures.count() == MOST_PICTURES


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        (0, [3, 5, 8]),
        (5, [5, 3, 8]),
        (-5, [3, 8, 5]),
        (3, [3, 5, 8]),
        (-8, [3, 5, 8]),
        (9, [3, 5, 8]),
    ],
)
def test_one_moves_a_place_and_no_further_than_the_ends(moved, order):
    assert in_new_order([3, 5, 8], moved) == order


def test_what_was_sent_is_changed_by_no_step(draft, producer, owner):
    propose(producer=producer, product=None, content=WHOLE, by=owner, revision=draft)
    for act in (
        lambda: save_draft(producer=producer, revision=draft, content={"price": 1}, by=owner),
        lambda: arrange_pictures(revision=draft, there=[], added=[file("x")]),
    ):
        with pytest.raises(RevisionRefused) as refusal:
            act()
        assert str(refusal.value) == "submitted"
    assert Revision.objects.get(pk=draft.pk).content == WHOLE
    assert draft.pictures.count() == 3


def test_a_draft_that_lacks_something_is_not_sent(draft, producer, owner):
    with pytest.raises(RevisionRefused) as refusal:
        submit(revision=draft, by=owner)
    assert str(refusal.value) == "incomplete"
    save_draft(producer=producer, revision=draft, content=WHOLE, by=owner)
    assert submit(revision=draft, by=owner).is_submitted
