"""How news reach a member: its own wish, else its role's, else at once."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.notices.models import Wish
from marketplace.notices.topics import How, Topic
from marketplace.notices.wishes import role_wishes, wish, wish_for_role, wishes_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def packer(producer, owner):
    factories.make_member(producer, "packer@example.com", role="packer")
    return producer.memberships.get(role="packer")


def test_without_a_wish_everything_comes_at_once(packer):
    assert set(wishes_of([packer]).values()) == {How.AT_ONCE}
    assert wishes_of([]) == {}


def test_own_wish_goes_before_that_of_the_role(producer, packer):
    factories.make_member(producer, "second@example.com", role="packer")
    second = producer.memberships.get(user__email="second@example.com")
    wish_for_role(producer, "packer", {Topic.ORDERS: How.DAILY, Topic.RETURNS: How.PORTAL})
    wish(packer, {Topic.ORDERS: How.PORTAL})
    found = wishes_of([packer, second])
    assert found[packer.pk, Topic.ORDERS] == How.PORTAL
    assert found[packer.pk, Topic.RETURNS] == How.PORTAL
    assert found[second.pk, Topic.ORDERS] == How.DAILY
    assert found[second.pk, Topic.MONEY] == How.AT_ONCE
    owner = producer.memberships.get(role="owner")
    assert wishes_of([owner])[owner.pk, Topic.ORDERS] == How.AT_ONCE
    assert role_wishes(producer, "packer")[Topic.ORDERS] == How.DAILY
    assert role_wishes(producer, "seller")[Topic.ORDERS] == How.AT_ONCE


def test_wish_of_one_producer_is_none_of_another(packer):
    other = factories.make_producer()
    factories.make_member(other, "third@example.com", role="packer")
    wish_for_role(other, "packer", {Topic.ORDERS: How.PORTAL})
    assert wishes_of([packer])[packer.pk, Topic.ORDERS] == How.AT_ONCE


def test_wishing_again_changes_the_wish(producer, packer):
    for how in (How.DAILY, How.PORTAL):
        wish(packer, {Topic.ORDERS: how})
        wish_for_role(producer, "packer", {Topic.ORDERS: how})
    assert Wish.objects.count() == 2
    assert set(Wish.objects.values_list("how", flat=True)) == {How.PORTAL}


@pytest.mark.parametrize("twice", [{"role": "packer"}, {"own": True}])
def test_database_holds_one_wish_a_topic(producer, packer, twice):
    row = {"producer": producer, "topic": Topic.ORDERS, "how": How.DAILY}
    row |= {"membership": packer} if twice.get("own") else twice
    Wish.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.create(**row)


def test_database_refuses_a_wish_of_nobody_and_of_both(producer, packer):
    for row in ({}, {"membership": packer, "role": "packer"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.create(producer=producer, topic=Topic.ORDERS, how=How.DAILY, **row)
