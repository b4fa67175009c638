"""A new password has twelve characters; who has an older one still comes in."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from marketplace.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SHORTEST = "rượu-nếp-12x"


@pytest.mark.parametrize("password", [SHORTEST, "x y z ăâđ 12", ("tre lua bun " * 11)[:127] + "1"])
def test_twelve_characters_of_any_kind_are_enough(password):
    assert len(SHORTEST) == 12
    validate_password(password)


def test_eleven_are_not():
    with pytest.raises(ValidationError, match="12"):
        validate_password(SHORTEST[:11])


def test_sign_up_takes_twelve_and_refuses_eleven(client):
    for password, there in ((SHORTEST[:11], False), (SHORTEST, True)):
        fields = {"email": "moi@example.vn", "password1": password, "password2": password}
        client.post("/vi/account/signup/", fields)
        assert User.objects.filter(email="moi@example.vn").exists() is there


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "ít nhất 12 ký tự"),
        ("en", "at least 12 characters"),
        ("id", "setidaknya 12 karakter"),
    ],
)
def test_the_page_says_so_under_the_field(client, language, words):
    page = client.get(f"/{language}/account/signup/").content.decode()
    assert words in page


def test_who_has_a_shorter_password_comes_in(client):
    person = factories.make_user("cu@example.vn")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    person.set_password("ngan-8-x")
    person.save()
    answer = client.post("/vi/account/login/", {"login": person.email, "password": "ngan-8-x"})
    assert (answer.status_code, "_auth_user_id" in client.session) == (302, True)
