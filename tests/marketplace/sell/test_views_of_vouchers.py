"""A producer's vouchers: its own to make and change, the market's to say yes to, by an owner."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.discounts.bounds import room_of
from marketplace.discounts.models import Voucher
from tests import factories

pytestmark = pytest.mark.django_db
LIST, NEW = "/en/sell/vouchers/", "/en/sell/vouchers/new/"
ANSWERS = {
    "code": "NHA5",
    "name": "Nhà mình",
    "kind": "amount",
    "amount": "5000",
    "minimum_goods": "10000",
    "budget": "1000000",
    "starts_at": "2026-01-01T00:00",
    "ends_at": "2099-01-01T00:00",
    "is_active": "on",
}


def page_of(voucher) -> str:
    return f"{LIST}{voucher.pk}/"


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


@pytest.fixture
def own(producer) -> Voucher:
    return factories.make_voucher("NHA", amount=1000, producer=producer, platform_share=0)


@pytest.fixture
def shared(producer) -> Voucher:
    return factories.make_voucher(
        "DOI", percent=10, producer=producer, platform_share=50, agreed_at=None
    )


def test_vouchers_are_closed_to_others(client, own, shared, stranger, staff):
    other = factories.make_member(factories.make_producer())
    for person, answer in ((None, 302), (stranger, 403), (staff, 403)):
        if person:
            client.force_login(person)
        for page in (LIST, NEW, page_of(own)):
            assert client.get(page).status_code == answer
            assert client.post(page, ANSWERS).status_code == answer
        assert client.post(f"{page_of(shared)}agree/").status_code == answer
    client.force_login(other)
    assert list(client.get(LIST).context["page"]) == []
    for voucher in (own, shared):
        assert client.get(page_of(voucher)).status_code == 404
        assert client.post(page_of(voucher), ANSWERS).status_code == 404
        assert client.post(f"{page_of(voucher)}agree/").status_code == 404
    assert Voucher.objects.count() == 2
    shared.refresh_from_db()
    assert shared.needs_agreement


def test_only_an_owner_agrees_and_once(client, shared, producer, owner):
    client.force_login(factories.make_member(producer, role="seller"))
    assert client.post(f"{page_of(shared)}agree/").status_code == 403
    client.force_login(owner)
    assert client.get(f"{page_of(shared)}agree/").status_code == 405
    shared.refresh_from_db()
    assert shared.needs_agreement
    refused = client.post(f"{page_of(shared)}agree/", {"terms": "others"}, follow=True)
    assert messages_of(refused) == [
        "The market has changed this voucher meanwhile. Read it again before you agree."
    ]
    shared.refresh_from_db()
    assert shared.needs_agreement
    assert f'name="terms" value="{shared.terms_key}"' in client.get(LIST).content.decode()
    for _twice in range(2):
        sent = {"terms": shared.terms_key}
        response = client.post(f"{page_of(shared)}agree/", sent, follow=True)
        assert messages_of(response) == ["Agreed. The voucher can be used now."]
    shared.refresh_from_db()
    assert (shared.agreed_by, shared.is_running) == (owner, True)


def test_voucher_of_the_market_is_not_the_producer_s_to_change(client, shared, owner):
    client.force_login(owner)
    assert client.get(page_of(shared)).status_code == 404
    assert client.post(page_of(shared), ANSWERS).status_code == 404
    shared.refresh_from_db()
    assert (shared.code, shared.percent) == ("DOI", 10)


def test_producer_makes_and_changes_its_own(client, own, producer, owner):
    client.force_login(owner)
    response = client.post(NEW, ANSWERS | {"platform_share": 100, "producer": ""}, follow=True)
    assert messages_of(response) == ["The voucher is saved."]
    made = Voucher.objects.get(code="NHA5")
    assert (made.producer, made.platform_share, made.agreed_by) == (producer, 0, owner)
    client.post(page_of(own), ANSWERS | {"code": "NHA", "amount": "2000"})
    own.refresh_from_db()
    assert (own.amount, own.producer, own.platform_share) == (2000, producer, 0)
    again = client.post(NEW, ANSWERS)
    assert again.status_code == 422
    assert "This code is taken." in unescape(again.content.decode())
    assert Voucher.objects.count() == 2


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"code": "tet-10"}, "Only letters and digits, please."),
        ({"kind": "percent", "percent": "101"}, "Give a percentage from 1 to 100."),
        ({"amount": "0"}, "Give the sum that it takes off."),
        ({"most": "-1"}, "This cannot be below zero."),
        ({"ends_at": "2026-01-01T00:00"}, "It has to end after it starts."),
        ({"max_uses": "1"}, "It has been used more often than that already."),
        ({"budget": "99"}, "More than that has been taken off already."),
    ],
)
def test_producer_reads_why_a_voucher_is_not_taken(client, own, owner, answer, sentence):
    Voucher.objects.update(uses=2, spent=100)
    client.force_login(owner)
    response = client.post(page_of(own), ANSWERS | answer)
    assert response.status_code == 422
    assert sentence in unescape(response.content.decode())
    own.refresh_from_db()
    assert (own.code, own.amount) == ("NHA", 1000)


def test_producer_makes_own_voucher_and_others_cannot_touch_it(client, producer, owner):
    client.force_login(owner)
    answers = {
        "code": "NHA5",
        "name": "Nhà mình",
        "kind": "amount",
        "amount": "5000",
        "minimum_goods": "10000",
        "budget": "1000000",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2025-01-01T00:00",
        "is_active": "on",
    }
    bad = client.post("/en/sell/vouchers/new/", answers)
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["ends_at"])
    client.post("/en/sell/vouchers/new/", answers | {"ends_at": "2099-01-01T00:00"})
    voucher = Voucher.objects.get()
    assert (voucher.producer, voucher.platform_share, voucher.is_running) == (producer, 0, True)
    stranger = factories.make_member(factories.make_producer(), "other@example.vn")
    client.force_login(stranger)
    assert client.get(f"/en/sell/vouchers/{voucher.pk}/").status_code == 404
    assert client.post(f"/en/sell/vouchers/{voucher.pk}/agree/").status_code == 404


def test_bounds_are_read_under_the_producers_lock(client, owner, monkeypatch):
    """Two forms at once would each see the room that the other takes."""
    depths = []

    def room(producer, **known):
        depths.append(len(connection.savepoint_ids))
        return room_of(producer, **known)

    monkeypatch.setattr("marketplace.discounts.forms.room_of", room)
    client.force_login(owner)
    before = len(connection.savepoint_ids)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(NEW, ANSWERS).status_code == 302
        queries = [each["sql"] for each in asked.captured_queries]
    assert depths == [before + 1]
    locked = next(
        i
        for i, sql in enumerate(queries)
        if 'FROM "producers_producer"' in sql and "SAVEPOINT" in queries[i - 1]
    )
    summed = next(i for i, sql in enumerate(queries) if "SUM(" in sql)
    assert locked < summed
