"""News in the portal: what is new is counted, opened, counted as read; each wishes for itself."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.members import change_role
from marketplace.notices.models import Notice, Wish
from marketplace.notices.services import News, write
from marketplace.notices.topics import How, Topic
from marketplace.notices.wishes import role_wishes, wishes_of
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
NEWS = "/vi/sell/news/"
WISHES = "/vi/sell/news/wishes/"


@pytest.fixture
def packer(client, producer, owner):
    user = factories.make_member(producer, "packer@example.com", role="packer")
    client.force_login(user)
    return producer.memberships.get(user=user)


def read(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def count(soup: BeautifulSoup) -> str:
    found = soup.select_one(".head__bell .count")
    return found.get_text(strip=True) if found else ""


def rows(soup: BeautifulSoup) -> list[str]:
    return [
        " ".join(row.get_text(" ").split())
        for row in soup.select(".notices__row > span:first-child")
    ]


def test_new_order_is_counted_on_every_page_and_opened_from_the_news(client, packer, product):
    order = place([(product, 1)], method="cash").orders.get()
    assert count(read(client, "/vi/sell/")) == "1"
    page = read(client, NEWS)
    assert rows(page) == [f"Chưa đọc: Đơn hàng mới {order.number}: hãy xác nhận"]
    notice = packer.notices.get()
    answer = client.post(f"{NEWS}{notice.pk}/")
    assert answer["Location"] == f"/vi/sell/orders/{order.number}/"
    page = read(client, NEWS)
    assert (count(page), rows(page)) == ("", [f"Đơn hàng mới {order.number}: hãy xác nhận"])
    assert Notice.objects.filter(seen_at=None).count() == 1  # the owner has not looked


def test_order_that_a_mate_confirmed_is_new_to_nobody(client, packer, product, owner):
    order = place([(product, 1)], method="cash").orders.get()
    confirm_order(order=order, by=owner)
    assert count(read(client, "/vi/sell/")) == ""


def test_news_of_others_are_not_found(client, packer, producer):
    write([News(producer, "order_new", "k", "1")])
    owners = Notice.objects.exclude(membership=packer).get()
    assert client.post(f"{NEWS}{owners.pk}/").status_code == 404
    owners.refresh_from_db()
    assert owners.seen_at is None
    assert client.get(f"{NEWS}{owners.pk}/").status_code == 405
    client.post(f"{NEWS}seen/")
    owners.refresh_from_db()
    assert owners.seen_at is None and not packer.notices.filter(seen_at=None).exists()


def test_strangers_and_former_members_see_none(client, packer, stranger):
    packer.delete()
    assert client.get(NEWS).status_code == 403
    client.force_login(stranger)
    for path in (NEWS, WISHES):
        assert client.get(path).status_code == 403
    client.logout()
    assert client.get(NEWS).status_code == 302


def test_news_are_found_by_topic_and_page_by_page(client, producer, owner):
    client.force_login(owner)
    write([News(producer, "order_new", f"o{n}", f"N{n}") for n in range(31)])
    write([News(producer, "payout_paid", "p", "P1")])
    first = read(client, NEWS)
    assert (len(rows(first)), count(first)) == (30, "32")
    assert len(rows(read(client, f"{NEWS}?page=2"))) == 2
    assert rows(read(client, f"{NEWS}?show=money")) == ["Chưa đọc: Tiền đã về tài khoản của bạn"]
    client.post(f"{NEWS}{Notice.objects.get(kind='payout_paid').pk}/")
    assert len(rows(read(client, f"{NEWS}?show=new&page=2"))) == 1
    assert len(rows(read(client, f"{NEWS}?show=nonsense"))) == 30


def test_many_news_cost_no_more_queries_and_bytes_than_few(client, producer, owner):
    client.force_login(owner)

    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(NEWS)
        return len(queries)

    write([News(producer, "order_new", "a", "1")])
    spent()
    few = spent()
    write([News(producer, "order_new", f"o{n}", f"N{n}") for n in range(200)])
    assert spent() == few <= 15
    assert len(client.get(NEWS).content) < 60_000


def test_empty_news_say_what_will_come(client, packer):
    assert "Chưa có gì mới" in read(client, NEWS).select_one(".empty").get_text()


def test_member_chooses_for_itself_what_comes_by_mail(client, packer):
    page = read(client, WISHES)
    assert {box["name"] for box in page.select("input[type=radio]")} == {"orders", "messages"}
    assert page.select_one("input[type=radio][checked]")["value"] == "at_once"
    client.post(WISHES, {"orders": "daily", "messages": "portal", "money": "portal"})
    assert wishes_of([packer])[packer.pk, Topic.ORDERS] == How.DAILY
    assert Wish.objects.count() == 2
    assert client.post(WISHES, {"orders": "pigeon"}).status_code == 422
    client.post(f"{WISHES}?for=seller", {"orders": "portal"})  # not the owner: for itself
    assert role_wishes(packer.producer, "seller")[Topic.ORDERS] == How.AT_ONCE


def test_owner_chooses_for_a_role(client, producer, owner):
    client.force_login(owner)
    assert {box["name"] for box in read(client, WISHES).select("input[type=radio]")} == set(Topic)
    page = read(client, f"{WISHES}?for=packer")
    assert {box["name"] for box in page.select("input[type=radio]")} == {"orders", "messages"}
    client.post(f"{WISHES}?for=packer", {"orders": "daily", "messages": "at_once"})
    assert role_wishes(producer, "packer")[Topic.ORDERS] == How.DAILY
    own = producer.memberships.get(user=owner)
    assert wishes_of([own])[own.pk, Topic.ORDERS] == How.AT_ONCE


def test_who_packs_now_reads_no_news_of_money_from_before(client, producer, packer):
    packer.role = "owner"
    packer.save(update_fields=["role"])
    write([News(producer, "payout_paid", "p", "P1"), News(producer, "order_new", "o", "N1")])
    change_role(member=packer, role="packer", by=packer.user)
    page = read(client, NEWS)
    assert (rows(page), count(page)) == (["Chưa đọc: Đơn hàng mới N1: hãy xác nhận"], "1")
    payout = packer.notices.get(kind="payout_paid")
    assert client.post(f"{NEWS}{payout.pk}/").status_code == 404
