"""A producer sells once the market has verified it; each member has one role."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from marketplace.producers.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_producer_has_a_page_once_it_is_verified(client):
    known, unknown = factories.make_producer(), factories.make_producer(verified_at=None)
    assert (known.may_sell, unknown.may_sell) == (True, False)
    for language in ("vi", "en", "id"):
        with translation.override(language):
            assert known.get_absolute_url() == f"/{language}/producers/{known.slug}/"
    assert client.get(known.get_absolute_url()).status_code == 200
    assert client.get(unknown.get_absolute_url()).status_code == 404


def test_a_member_has_one_role_with_a_producer_and_may_have_another_elsewhere(producer, owner):
    Membership.objects.create(producer=factories.make_producer(), user=owner, role="seller")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(producer=producer, user=owner, role="seller")
    assert [row.role for row in owner.memberships.order_by("pk")] == ["owner", "seller"]
