"""A right is a post that holds today."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from marketplace.programme.offices.models import Post
from marketplace.programme.offices.queries import offices_of, people_at, posts_matching
from marketplace.programme.offices.services import office_of_commune

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)],
)
def test_it_holds_from_its_first_day_to_its_last(producer, stranger, first, last, holds):
    today = timezone.localdate()
    day = {None: None} | {n: today + datetime.timedelta(days=n) for n in range(-9, 2)}
    office = office_of_commune(producer.commune)
    Post.objects.create(user=stranger, office=office, first_on=day[first], last_on=day[last])
    assert offices_of(stranger).exists() is holds
    assert people_at(office) == ([stranger] if holds else [])


def test_who_is_not_signed_in_or_not_active_has_none(producer, stranger):
    office = office_of_commune(producer.commune)
    Post.objects.create(user=stranger, office=office, first_on="2026-01-01")
    assert not offices_of(AnonymousUser()).exists()
    type(stranger).objects.update(is_active=False)
    assert people_at(office) == []


def test_posts_are_found_by_person_place_and_code(producer, stranger):
    office = office_of_commune(producer.commune)
    post = Post.objects.create(user=stranger, office=office, first_on="2026-01-01")
    for text in ("stranger", producer.commune.code, ""):
        assert list(posts_matching(Post.objects.all(), text)) == [post]
    assert not posts_matching(Post.objects.all(), "99999").exists()
