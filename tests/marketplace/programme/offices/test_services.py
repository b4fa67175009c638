"""Posts are given by another, once, and end at once."""

import datetime

import pytest
from django.utils import timezone, translation

from marketplace.programme.offices.models import Office, Post
from marketplace.programme.offices.queries import offices_of
from marketplace.programme.offices.services import (
    PostRefused,
    end_post,
    give_post,
    office_of_commune,
    office_of_province,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(producer):
    return office_of_commune(producer.commune)


def test_an_office_is_made_once(producer, office):
    assert office_of_commune(producer.commune) == office
    city = office_of_province(producer.commune.province)
    assert office_of_province(producer.commune.province) == city
    assert (office.is_commune_s, city.is_commune_s) == (True, False)
    assert (str(office), str(city)) == (producer.commune.name, producer.commune.province.name)
    assert Office.objects.count() == 2


def test_a_post_is_given_once_and_ends_today(office, officer, stranger):
    post = give_post(user=stranger, office=office, by=officer)
    assert give_post(user=stranger, office=office, by=officer) == post
    assert list(offices_of(stranger)) == [office]
    end_post(post=post)
    assert not offices_of(stranger).exists()
    ended = Post.objects.get().last_on
    assert ended == timezone.localdate() - datetime.timedelta(days=1)
    Post.objects.update(last_on="2026-01-01")
    assert end_post(post=post).last_on == datetime.date(2026, 1, 1)  # ended before: it stays
    assert give_post(user=stranger, office=office, by=officer) != post


def test_nobody_gives_a_post_to_themselves(office, officer):
    with (
        translation.override("en"),
        pytest.raises(PostRefused, match=r"Somebody else has to give you a post."),
    ):
        give_post(user=officer, office=office, by=officer)
