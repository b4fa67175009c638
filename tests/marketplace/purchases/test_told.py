"""Producers read of an order as soon as there is something to pack, and only of their own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.frame.deadlines import deadline
from marketplace.notices.services import News, Reader, see, write
from marketplace.notices.topics import How, Topic
from marketplace.notices.wishes import wish
from marketplace.purchases import told
from marketplace.purchases.mail import compose, send_waiting
from marketplace.purchases.models import MailMessage
from marketplace.purchases.services import confirm_order, expire_purchase
from marketplace.purchases.told import Mail, Message, send_digests, tell_producers
from tests import factories
from tests.flows.sale import place, transfer


@pytest.fixture
def people(producer, owner) -> list[str]:
    """Everybody of the producer: an owner who reads Indonesian, staff of each role, an address."""
    owner.language = "id"
    owner.save(update_fields=["language"])
    producer.email = "shop@example.vn"
    producer.save()
    for role in ("seller", "packer", "accountant"):
        factories.make_member(producer, f"{role}@example.com", role=role)
    gone = factories.make_member(producer, "gone@example.com")
    gone.is_active = False
    gone.save()
    return ["owner@example.com", "packer@example.com", "seller@example.com", "shop@example.vn"]


def news() -> dict[str, str]:
    """What each reader finds of new orders: subject and text."""
    found = MailMessage.objects.filter(template="order_new").order_by("to")
    return {mail.to: f"{compose(mail).subject}\n{compose(mail).body}" for mail in found}


def test_an_order_for_cash_is_told_at_once_to_those_who_pack(product, people):
    purchase = place([(product, 2)], method="cash")
    found = news()
    assert list(found) == people
    order = purchase.orders.get()
    said = found["packer@example.com"]
    assert f"Đơn hàng mới {order.number}" in said
    assert f"2 × {product.title}" in said
    assert f"Xác nhận trước {deadline(order.deadline.due_at)}" in said
    assert "Hoàn Kiếm, Hà Nội, Việt Nam" in said
    assert "12 Hàng Bông" not in said and "Nguyễn Lan" not in said  # the order's page tells them
    amount = f"{int(order.total_incl_tax):,}".replace(",", ".")
    assert f"Tiền mặt cần thu: {amount}" in said
    assert f"{settings.SITE_URL}/vi/sell/orders/{order.number}/" in said
    assert f"{settings.SITE_URL}/id/sell/orders/{order.number}/" in found["owner@example.com"]
    assert f"{settings.SITE_URL}/id/sell/orders/{order.number}/" in found["shop@example.vn"]


def test_an_order_to_be_paid_is_told_when_it_is_paid_and_once(product, people):
    purchase = place([(product, 1)])
    assert news() == {}
    transfer(purchase)
    found = news()
    assert list(found) == people
    assert "Đã thanh toán." in found["seller@example.com"]
    assert "Tiền mặt" not in found["seller@example.com"]
    tell_producers(purchase.orders.all())
    assert len(MailMessage.objects.filter(template="order_new")) == len(people)


def test_an_order_that_ran_out_unpaid_is_told_to_nobody(product, people):
    purchase = place([(product, 1)])
    assert expire_purchase(purchase.pk)
    assert news() == {}


def test_each_producer_reads_of_its_own_goods_alone(product, people):
    other = factories.make_producer("Lụa Hà Đông", email="silk@example.vn")
    scarf = factories.make_product(other, title="Khăn lụa")
    place([(product, 1), (scarf, 3)], method="cash")
    found = news()
    assert "3 × Khăn lụa" in found["silk@example.vn"]
    assert product.title not in found["silk@example.vn"]
    assert "Khăn lụa" not in found["packer@example.com"]


def test_many_producers_cost_no_more_queries_in_the_placement(db):
    def spent(makers: int) -> int:
        goods = []
        for _ in range(makers):
            producer = factories.make_producer(email=f"{makers}@example.vn")
            goods.append((factories.make_product(producer), 1))
        orders = list(place(goods, method="cash").orders.select_related("producer", "purchase"))
        MailMessage.objects.filter(template="order_new").delete()
        with CaptureQueriesContext(connection) as queries:
            tell_producers(orders)
        return len(queries)

    assert spent(1) == spent(4)


def test_it_goes_out_within_the_minute_of_the_order(
    product, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        place([(product, 1)], method="cash")
    assert len(callbacks) >= len(people) + 1  # a task for each mail, the buyer's too
    send_waiting()
    assert not MailMessage.objects.filter(template="order_new", sent_at=None).exists()


def test_another_channel_is_one_class_more(product, people, monkeypatch):
    class Heard:
        news: list = []

        def tell(self, news):
            self.news += news

    heard = Heard()
    monkeypatch.setattr(told, "CHANNELS", (*told.CHANNELS, heard))
    place([(product, 1)], method="cash")
    assert sorted(each.reader.address for each in heard.news) == people
    assert len(news()) == len(people)


MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def digests() -> list[MailMessage]:
    return list(MailMessage.objects.filter(template="notices_of_day").order_by("pk"))


@pytest.fixture
def daily(producer, people):
    """The packer reads of orders once a day."""
    packer = producer.memberships.get(role="packer")
    wish(packer, {Topic.ORDERS: How.DAILY})
    return packer


def test_mail_of_the_day_says_all_that_came_once_a_day(product, daily):
    numbers = [place([(product, 1)], method="cash").orders.get().number for _twice in range(2)]
    assert "packer@example.com" not in news()
    seven = MORNING - timedelta(hours=1)
    assert send_digests(seven - timedelta(seconds=1)) == 0
    assert send_digests(seven) == 1
    assert send_digests(MORNING) == 0
    (mail,) = digests()
    letter = compose(mail)
    assert mail.to == "packer@example.com"
    assert all(number in letter.body for number in numbers)
    assert "2 thông báo" in letter.body and "/vi/sell/news/" in letter.body
    place([(product, 1)], method="cash")
    assert send_digests(MORNING + timedelta(hours=3)) == 0  # the next day's
    assert send_digests(MORNING + timedelta(days=1)) == 1


def test_mail_of_the_day_leaves_out_what_is_done(product, daily, owner):
    order = place([(product, 1)], method="cash").orders.get()
    confirm_order(order=order, by=owner)
    place([(product, 1)], method="cash")
    see(daily)
    assert send_digests(MORNING) == 0
    assert digests() == []
    assert not daily.notices.filter(waits_for_digest=True).exists()


def test_who_was_taken_out_gets_no_mail_of_the_day(product, daily):
    place([(product, 1)], method="cash")
    daily.user.is_active = False
    daily.user.save()
    assert send_digests(MORNING) == 0
    daily.delete()
    assert send_digests(MORNING) == 0


def test_who_has_read_today_keeps_nobody_waiting(product, producer, daily, monkeypatch):
    monkeypatch.setattr(told, "MOST_DIGESTS", 1)
    place([(product, 1)], method="cash")
    assert send_digests(MORNING) == 1
    late = producer.memberships.get(role="seller")
    wish(late, {Topic.ORDERS: How.DAILY})
    place([(product, 1)], method="cash")
    assert send_digests(MORNING + timedelta(hours=1)) == 1
    assert [mail.to for mail in digests()] == ["packer@example.com", "seller@example.com"]


def test_mail_of_the_day_tells_nothing_that_a_new_role_does_not_read(producer, daily):
    daily.role = "owner"
    daily.save(update_fields=["role"])
    wish(daily, {Topic.MONEY: How.DAILY})
    write([News(producer, "payout_paid", "p", "P1")])
    daily.role = "packer"
    daily.save(update_fields=["role"])
    assert send_digests(MORNING) == 0
    assert not daily.notices.filter(waits_for_digest=True).exists()


def test_mail_of_the_day_lists_so_many_and_counts_all(producer, daily, monkeypatch):
    monkeypatch.setattr(told, "MOST_TOLD", 2)
    write([News(producer, "order_new", f"n{number}", f"R{number}") for number in range(3)])
    assert send_digests(MORNING) == 1
    (mail,) = digests()
    assert (mail.context["count"], len(mail.context["notices"])) == (3, 2)
    assert "R0" in mail.context["notices"][0] and "R1" in mail.context["notices"][1]
    assert mail.key == f"digest-{daily.pk}-20260504"
    assert mail.context["day"] == "04/05/2026"


@pytest.mark.parametrize("length", [1, 200])
def test_a_letter_has_a_key_that_fits(producer, length):
    reader = Reader("a" * length + "@example.com", "vi")
    news = News(producer, "order_new", "order-new-R1", "R1")
    key = Mail.written(Message(news, reader, "order_new", {})).key
    assert key == f"order-new-R1-{reader.address}"[:120]
    assert len(key) <= MailMessage._meta.get_field("key").max_length
