"""A producer finds what buyers write, answers, and sees only what its role may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.talks.models import Message, Report, Thread
from marketplace.talks.threads import write_about_order, write_about_product
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/messages/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def order(product, buyer):
    return place([(product, 1)], "cash", user=buyer).orders.get()


@pytest.fixture
def about_order(order, buyer):
    return write_about_order(order=order, by=buyer, text="Bao giờ gửi?").thread


@pytest.fixture
def about_product(product, buyer):
    return write_about_product(product=product, by=buyer, text="Cao bao nhiêu?").thread


def test_message_is_answered_and_leaves_what_waits(shop, about_order):
    assert "1 tin nhắn chờ bạn trả lời" in shop.get("/vi/sell/").content.decode()
    path = f"{LIST}{about_order.pk}/"
    assert path in shop.get(LIST).content.decode()
    page = shop.get(path).content.decode()
    assert "Bao giờ gửi?" in page and "Lan" in page and "buyer@example.com" not in page
    assert shop.post(path, {"text": "Chiều nay ạ."})["Location"] == path
    assert list(shop.get(LIST).context["page"]) == []
    assert list(shop.get(f"{LIST}?show=answered").context["page"]) == [about_order]
    assert "chờ bạn trả lời" not in shop.get("/vi/sell/").content.decode()


def test_what_needs_no_answer_waits_no_more(shop, about_order):
    path = f"{LIST}{about_order.pk}/done/"
    assert shop.get(path).status_code == 405
    assert "Không còn chờ nữa." in shop.post(path, follow=True).content.decode()
    assert "không có gì thay đổi" in shop.post(path, follow=True).content.decode()
    assert Thread.objects.get().is_answered


def test_order_s_page_leads_to_its_thread_and_begins_one(shop, order):
    path = f"/vi/sell/orders/{order.number}/messages/"
    assert path in shop.get(f"/vi/sell/orders/{order.number}/").content.decode()
    assert "<textarea" in shop.get(path).content.decode()
    refused = shop.post(path, {"text": "Gọi 0912 345 678"})
    assert refused.status_code == 422 and "0912 345 678</textarea>" in refused.content.decode()
    sent = shop.post(path, {"text": "Màu này hết ạ."})
    thread = Thread.objects.get()
    assert sent["Location"] == shop.get(path)["Location"] == f"{LIST}{thread.pk}/"
    refused = shop.post(f"{LIST}{thread.pk}/", {"text": "Xem www.abc.com"})
    assert refused.status_code == 422


def test_who_packs_answers_about_orders_alone(client, producer, about_order, about_product):
    client.force_login(factories.make_member(producer, "mate@example.vn", role="packer"))
    assert list(client.get(LIST).context["page"]) == [about_order]
    assert client.post(f"{LIST}{about_order.pk}/", {"text": "Mai ạ."}).status_code == 302
    assert client.get(f"{LIST}{about_product.pk}/").status_code == 404
    assert client.post(f"{LIST}{about_product.pk}/", {"text": "25 cm"}).status_code == 404
    assert client.post(f"{LIST}{about_product.pk}/done/").status_code == 404
    client.force_login(factories.make_member(producer, "books@example.vn", role="accountant"))
    for path in (LIST, f"{LIST}{about_order.pk}/"):
        assert client.get(path).status_code == 403
    assert "tin nhắn chờ" not in client.get("/vi/sell/").content.decode()


def test_threads_of_others_are_not_found(shop, buyer):
    foreign = write_about_product(product=factories.make_product(), by=buyer, text="Hỏi").thread
    for path in (f"{LIST}{foreign.pk}/", f"{LIST}{foreign.pk}/done/"):
        assert shop.post(path, {"text": "Vâng"}).status_code == 404
    assert Message.objects.count() == 1


def test_threads_are_found_by_part_and_words(shop, order, about_order, about_product):
    type(about_product.product).objects.update(search_text="binh voi")

    def found(query: str) -> list:
        return list(shop.get(LIST + query).context["page"])

    assert found("") == found("?show=nonsense") == [about_order, about_product]
    assert found("?show=all") == [about_product, about_order]
    assert found(f"?q={order.number}") == found("?q=giờ gửi") == [about_order]
    assert found("?q=bình vôi") == [about_product]
    assert found("?show=answered") == []
    assert "Chưa có tin nhắn nào ở đây." in shop.get(f"{LIST}?q=zz").content.decode()


def test_a_link_of_a_mail_turns_to_the_producer_it_is_of(shop, owner, buyer):
    other = factories.make_product()
    other.producer.memberships.create(user=owner, role="owner")
    thread = write_about_product(product=other, by=buyer, text="Hỏi").thread
    assert shop.get(f"{LIST}{2**63}/").status_code == 404
    assert "Hỏi" in shop.get(f"{LIST}{thread.pk}/", follow=True).content.decode()


def test_closed_producer_reads_and_writes_no_more(shop, producer, about_order):
    type(producer).objects.update(state="closed")
    page = shop.get(f"{LIST}{about_order.pk}/").content.decode()
    assert "Bao giờ gửi?" in page and "<textarea" not in page


def test_many_threads_cost_no_more_queries_than_few(shop, producer, buyer, about_product):
    def spent(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(shop.get(path).content) < 60_000
        return len(queries)

    paths = (LIST, f"{LIST}{about_product.pk}/")
    for path in paths:
        spent(path)
    few = [spent(path) for path in paths]
    for n in range(35):
        product = factories.make_product(producer)
        write_about_product(product=product, by=buyer, text=f"Lần {n}")
    Message.objects.bulk_create(
        Message(thread=about_product, side="producer", text="x" * 900) for n in range(35)
    )
    assert [spent(path) for path in paths] == few
    assert max(few) <= 15
    assert len(shop.get(f"{LIST}?page=2").context["page"]) == 6


def test_producer_reports_what_a_buyer_wrote(shop, about_order, owner):
    said = about_order.messages.get()
    path = f"{LIST}{said.pk}/report/"
    assert path in shop.get(f"{LIST}{about_order.pk}/").content.decode()
    assert "Bao giờ gửi?" in shop.get(path).content.decode()
    assert shop.post(path, {"reason": "rude"})["Location"] == f"{LIST}{about_order.pk}/"
    assert list(shop.get(f"{LIST}?show=reported").context["page"]) == [about_order]
    assert Report.objects.get().by == owner
    foreign = write_about_product(
        product=factories.make_product(), by=factories.make_user(), text="Hỏi"
    )
    assert shop.post(f"{LIST}{foreign.pk}/report/", {"reason": "rude"}).status_code == 404
    Message.objects.filter(pk=said.pk).update(state=Message.State.HIDDEN)
    assert shop.post(path, {"reason": "rude"}).status_code == 422
    assert "Bao giờ gửi?" not in shop.get(f"{LIST}{about_order.pk}/").content.decode()
