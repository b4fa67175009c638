"""Passwords are kept under a key that is not among them."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core.cache import cache

from marketplace.accounts.hashing import PURPOSE, KeyedHasher
from marketplace.accounts.models import User
from marketplace.keys import ring
from marketplace.keys.models import Key
from marketplace.keys.services import make_key, revoke_key
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = factories.PASSWORD


@pytest.fixture(autouse=True)
def _as_set(settings, monkeypatch, keys_of_database):
    settings.PASSWORD_HASHERS = [
        "marketplace.accounts.hashing.KeyedHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    monkeypatch.setattr(KeyedHasher, "iterations", 10)
    ring.forget()


def test_settings_take_it_first():
    from marketplace import settings

    assert settings.PASSWORD_HASHERS[0] == "marketplace.accounts.hashing.KeyedHasher"


def test_a_hash_opens_by_its_password_and_key_alone():
    made = make_password(PASSWORD)
    assert check_password(PASSWORD, made)
    assert not check_password(PASSWORD + "x", made)
    assert made.split("$")[3].startswith(f"{ring.newest(PURPOSE).name}:")
    Key.objects.filter(purpose=PURPOSE).delete()
    make_key(PURPOSE)  # as a thief has one of his own
    Key.objects.filter(purpose=PURPOSE).update(name=made.split("$")[3].partition(":")[0])
    ring.forget()
    assert not check_password(PASSWORD, made)
    Key.objects.filter(purpose=PURPOSE).update(name="other")
    ring.forget()
    cache.clear()
    assert not KeyedHasher().verify(PASSWORD, made)


def test_a_new_key_and_an_older_way_are_taken_over_at_the_next_sign_in():
    user = User.objects.create_user("lan@example.vn", PASSWORD)
    first = user.password
    make_key(PURPOSE)
    assert user.check_password(PASSWORD)
    user.refresh_from_db()
    second = user.password
    assert second.split("$")[3].partition(":")[0] != first.split("$")[3].partition(":")[0]
    assert check_password(PASSWORD, first)  # the key before opens on
    revoke_key(purpose=PURPOSE, name=ring.newest(PURPOSE).name, reason="stolen")
    assert user.check_password(PASSWORD)
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user.save()
    assert user.check_password(PASSWORD)
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "keyed_pbkdf2_sha256"
