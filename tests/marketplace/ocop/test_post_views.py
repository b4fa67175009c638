"""Posts are given and ended by who keeps the register, and by nobody else."""

import pytest

from marketplace.programme.offices.models import Post
from marketplace.programme.offices.queries import offices_of
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db
POSTS = "/en/programme/posts/"


def test_a_post_is_given_found_and_ended(office, stranger, producer):
    given = {"user": stranger.email, "office": producer.commune.code}
    said = office.post(POSTS, given, follow=True).content.decode()
    assert f"{stranger.email} has a post at {producer.commune.name} now." in said
    office.post(POSTS, given)
    post = Post.objects.get()
    assert stranger.email in office.get(POSTS, {"q": producer.commune.code}).content.decode()
    assert list(office.get(POSTS, {"q": "khong co"}).context["page"]) == []
    assert POSTS in office.get("/en/programme/").content.decode()
    office.post(f"{POSTS}{post.pk}/end/")
    assert not offices_of(stranger).exists()
    assert list(office.get(POSTS).context["page"]) == []


def test_nobody_gives_one_to_themselves(office, officer, producer):
    refused = office.post(POSTS, {"user": officer.email, "office": producer.commune.code})
    assert refused.status_code == 422
    assert "Somebody else has to give you a post." in refused.content.decode()


def test_others_have_no_door(client, producer, stranger, owner):
    clerk = cast.commune_person(producer)
    post = Post.objects.get()
    given = {"user": stranger.email, "office": producer.commune.code}
    for person in (stranger, owner, clerk, factories.make_accountant()):
        client.force_login(person)
        assert client.get(POSTS).status_code == 403
        assert client.post(POSTS, given).status_code == 403
        assert client.post(f"{POSTS}{post.pk}/end/").status_code == 403
    assert Post.objects.count() == 1
    assert Post.objects.get().last_on is None
