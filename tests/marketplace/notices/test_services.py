"""Notices: one for each who reads of it, seen by one, settled for all, forgotten when old."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.notices.models import Notice
from marketplace.notices.services import KEPT, News, Reader, forget_notices, see, settle, write
from marketplace.notices.topics import How, Topic
from marketplace.notices.wishes import wish
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(producer, owner):
    """One of each role by its name, and one whose account is closed."""
    for role in ("seller", "packer", "accountant"):
        factories.make_member(producer, f"{role}@example.com", role=role)
    gone = factories.make_member(producer, "gone@example.com")
    gone.is_active = False
    gone.save()
    return {row.role: row for row in producer.memberships.filter(user__is_active=True)}


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("membership__role")
    return [row.membership.role for row in rows]


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("order_new", ["owner", "packer", "seller"]),
        ("return_asked", ["owner", "seller"]),
        ("listing_returned", ["owner", "seller"]),
        ("payout_paid", ["accountant", "owner"]),
    ],
)
def test_news_are_written_for_those_whose_work_it_is(producer, people, kind, roles):
    (readers,) = write([News(producer, kind, "k", "1")])
    assert told(kind) == roles
    assert sorted(reader.address for reader in readers) == [f"{r}@example.com" for r in roles]


def test_told_again_it_is_no_second_notice(producer, people):
    for _twice in range(2):
        write([News(producer, "order_new", "k", "1")])
    assert told("order_new") == ["owner", "packer", "seller"]


def test_who_wishes_it_later_is_not_told_at_once(producer, people):
    wish(people["packer"], {Topic.ORDERS: How.DAILY})
    wish(people["seller"], {Topic.ORDERS: How.PORTAL})
    (readers,) = write([News(producer, "order_new", "k", "1")])
    assert readers == [Reader("owner@example.com", "vi")]
    waiting = Notice.objects.filter(waits_for_digest=True)
    assert [notice.membership for notice in waiting] == [people["packer"]]
    assert told("order_new") == ["owner", "packer", "seller"]


def test_producer_s_own_address_is_told_of_everything(producer, people):
    producer.email = "shop@example.vn"
    people["owner"].user.language = "id"
    people["owner"].user.save()
    (readers,) = write([News(producer, "payout_paid", "k", "1")])
    assert readers[-1] == Reader("shop@example.vn", "id")
    alone = factories.make_producer(email="alone@example.vn")
    assert write([News(alone, "order_new", "k", "1")]) == [[Reader("alone@example.vn", "vi")]]


def test_many_news_cost_no_more_queries_than_one(producer, people):
    def spent(count: int) -> int:
        news = [News(producer, "order_new", f"{count}-{n}", str(n)) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            write(news)
        return len(queries)

    assert spent(1) == spent(5) <= 5


def test_one_reader_sees_for_itself_alone(producer, people):
    write([News(producer, "order_new", key, key) for key in "ab"])
    first = people["packer"].notices.first()
    see(people["packer"], first.pk)
    see(people["seller"], first.pk)  # another's: nothing
    assert Notice.objects.filter(seen_at=None).count() == 5
    see(people["packer"])
    assert not people["packer"].notices.filter(seen_at=None).exists()
    assert Notice.objects.filter(seen_at=None).count() == 4


def test_what_is_done_is_seen_by_all_and_left_out_of_the_mail_of_the_day(producer, people):
    wish(people["packer"], {Topic.ORDERS: How.DAILY})
    write([News(producer, "order_new", "a", "1"), News(producer, "order_cut", "b", "1")])
    write([News(producer, "order_new", "c", "2")])
    settle(["order_new"], ["1"])
    left = Notice.objects.filter(seen_at=None).values_list("kind", "number").distinct()
    assert sorted(set(left)) == [("order_cut", "1"), ("order_new", "2")]
    waiting = Notice.objects.filter(waits_for_digest=True)
    assert sorted(waiting.values_list("key", flat=True)) == ["b", "c"]


def test_old_notices_are_forgotten(producer, people):
    write([News(producer, "order_new", key, key) for key in "ab"])
    Notice.objects.filter(key="a").update(at=timezone.now() - KEPT - timedelta(days=1))
    assert forget_notices() == 3
    assert set(Notice.objects.values_list("key", flat=True)) == {"b"}


def test_half_a_year_is_kept_and_a_round_takes_a_thousand(producer, people):
    write([News(producer, "order_new", str(number), "1") for number in range(334)])
    old = Notice.objects.order_by("pk")
    assert old.count() == 1002
    old.update(at=timezone.now() - timedelta(days=179))
    assert forget_notices() == 0
    old.update(at=timezone.now() - timedelta(days=181))
    assert [forget_notices() for _each in range(3)] == [1000, 2, 0]


def test_long_names_and_keys_are_cut_to_what_is_kept(producer, people):
    write([News(producer, "listing_published", "k" * 101, name="n" * 201)])
    notice = Notice.objects.first()
    assert (notice.key, notice.name) == ("k" * 100, "n" * 200)
