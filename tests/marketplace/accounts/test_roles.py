"""`is_staff` alone opens nothing; a group opens what the table says of its role."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from marketplace.accounts.roles import AT_A_PRODUCER, GROUPS, May, person_may, role_may
from tests import factories

pytestmark = pytest.mark.django_db
IN_THE_MARKET = set(May) - AT_A_PRODUCER
PAGES = {
    May.REVIEW: "/vi/sell/review/",
    May.FINANCE: "/vi/finance/",
    May.REGISTER: "/vi/programme/",
}


def person(*roles: str, is_staff: bool = True, is_superuser: bool = False):
    user = factories.make_user()
    user.is_staff, user.is_superuser = is_staff, is_superuser
    user.save()
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    return user


def can(user) -> set[May]:
    return {permission for permission in May if person_may(user, permission)}


def test_the_table():
    assert can(AnonymousUser()) == can(person()) == set()
    assert can(person(is_superuser=True)) == {May.REVIEW, May.REGISTER, May.EDIT}
    assert can(person("moderator")) == {May.REVIEW}
    assert can(person("finance")) == {May.FINANCE}
    assert can(person("officer", is_staff=False)) == {May.REGISTER}
    assert can(person("editor", is_staff=False)) == {May.EDIT}
    assert can(person(*GROUPS)) == IN_THE_MARKET
    assert not role_may("nobody", May.WORK)


@pytest.mark.parametrize("role", ["", "moderator", "finance", "officer"])
def test_pages_open_for_their_role_only(client, role):
    """Finance publishes no products, moderators pay nobody, staff without a role sees nothing."""
    user = person(*([role] if role else []))
    client.force_login(user)
    opened = {each for each, path in PAGES.items() if client.get(path).status_code == 200}
    assert opened == can(user)
    dashboard = client.get("/vi/dashboard/").status_code
    assert dashboard == (200 if role == "moderator" else 302)
