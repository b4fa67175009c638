"""What a proposal is called, its states, and in which order proposals and pictures come."""

import datetime

import pytest
from django.utils import timezone

from marketplace.frame.states import MoveRefused, move
from marketplace.listings.models import Revision
from tests import factories

State = Revision.State


@pytest.mark.parametrize(
    ("state", "goals"),
    [
        (State.DRAFT, {State.SUBMITTED}),
        (State.SUBMITTED, {State.PUBLISHED, State.RETURNED, State.DRAFT}),
        (State.RETURNED, {State.SUBMITTED}),
        (State.PUBLISHED, set()),
    ],
)
def test_proposal_moves_only_as_the_table_says(producer, state, goals):
    for goal in State:
        revision = Revision.objects.create(producer=producer, state=state)
        if goal in goals:
            move(revision, goal)
        else:
            with pytest.raises(MoveRefused):
                move(revision, goal)
        revision.refresh_from_db()
        assert revision.state == (goal if goal in goals else state)


@pytest.mark.parametrize(
    ("fact", "state"),
    [
        ("is_draft", State.DRAFT),
        ("is_submitted", State.SUBMITTED),
        ("is_published", State.PUBLISHED),
        ("is_returned", State.RETURNED),
    ],
)
def test_fact_is_told_of_its_state_alone(fact, state):
    assert [one for one in State if getattr(Revision(state=one), fact)] == [state]


def test_proposal_begins_as_an_empty_draft():
    revision = Revision()
    assert (revision.state, revision.content, revision.base) == (State.DRAFT, {}, {})
    assert (revision.title, revision.note) == ("", "")


def test_proposal_is_called_as_its_product_else_as_it_is_to_be(product):
    named = {"title_vi": "Tên mới"}
    assert Revision(product=product, content=named).title == product.title
    assert Revision(content=named).title == "Tên mới"
    product.title_vi = product.title_en = product.title_ind = ""
    assert Revision(product=product, content=named).title == "Tên mới"


def test_proposals_come_as_they_were_last_touched(producer):
    rows = [Revision.objects.create(producer=producer) for _each in range(3)]
    now = timezone.now()
    for row, hours in zip(rows, (2, 1, 3), strict=True):
        Revision.objects.filter(pk=row.pk).update(updated_at=now - datetime.timedelta(hours=hours))
    assert list(Revision.objects.all()) == [rows[1], rows[0], rows[2]]


def test_pictures_come_in_their_order_and_then_as_they_were_made(producer):
    revision = Revision.objects.create(producer=producer)
    made = [revision.pictures.create(image=f"{n}.png", order=n % 2) for n in range(4)]
    assert [one.pk for one in revision.pictures.all()] == [made[n].pk for n in (0, 2, 1, 3)]
    assert revision.pictures.create(image="last.png").order == 0


def test_proposals_go_with_their_product_and_stay_without_their_people(product, owner):
    revision = (
        factories.make_member(product.producer)
        .producers.get()
        .revisions.create(product=product, created_by=owner, reviewed_by=owner)
    )
    owner.delete()
    revision.refresh_from_db()
    assert (revision.created_by, revision.reviewed_by) == (None, None)
