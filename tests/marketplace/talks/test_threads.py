"""Messages go between the two sides of a thread, are told once, and keep to the rules."""

import pytest

from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from marketplace.talks.models import Message, Thread
from marketplace.talks.refusals import (
    IsClosed,
    NotForSale,
    NotPlaced,
    OwnContact,
    OwnGoods,
    PaysElsewhere,
    TooManyInARow,
)
from marketplace.talks.threads import (
    MOST_IN_A_ROW,
    need_no_answer,
    threads_of,
    write_about_order,
    write_about_product,
    write_to_buyer,
    write_to_buyer_of,
)
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(product, buyer):
    return place([(product, 1)], "cash", user=buyer).orders.get()


def letters(template: str) -> list[str]:
    rows = MailMessage.objects.filter(template=template).order_by("pk")
    return [f"{row.to}: {compose(row).subject}\n{compose(row).body}" for row in rows]


def test_both_sides_write_in_turn(order, buyer, owner):
    thread = write_about_order(order=order, by=buyer, text="Bao giờ gửi?").thread
    write_to_buyer(thread=thread, by=owner, text="Chiều nay ạ.")
    assert Thread.objects.get().is_answered
    write_about_order(order=order, by=buyer, text="Cảm ơn.")
    assert Thread.objects.get().is_waiting
    said = list(Message.objects.values_list("side", "text"))
    assert said == [("buyer", "Bao giờ gửi?"), ("producer", "Chiều nay ạ."), ("buyer", "Cảm ơn.")]


def test_mail_carries_the_words_and_a_link_and_no_address(order, buyer, owner):
    thread = write_about_order(order=order, by=buyer, text="Bao giờ gửi?").thread
    (told,) = letters("message_new")
    assert told.startswith(f"owner@example.com: Tin nhắn về đơn hàng {order.number}")
    assert "Bao giờ gửi?" in told and f"/vi/sell/messages/{thread.pk}/" in told
    write_to_buyer(thread=thread, by=owner, text="Chiều nay ạ.")
    (answer,) = letters("message_to_buyer")
    assert answer.startswith(f"khach@example.vn: Tin nhắn về đơn hàng {order.number} của bạn")
    assert f"/vi/purchases/{order.purchase.token}/orders/{order.number}/messages/" in answer
    for text in (told, answer):
        bare = text.partition(": ")[2]
        for secret in ("@example", "912345678", "12 Hàng Bông"):
            assert secret not in bare


def test_news_of_a_message_reach_who_may_answer_and_are_settled(order, product, buyer, owner):
    factories.make_member(product.producer, "packer@example.com", role="packer")
    thread = write_about_order(order=order, by=buyer, text="Bao giờ gửi?").thread
    write_about_product(product=product, by=buyer, text="Cao bao nhiêu?")
    read = Notice.objects.filter(kind__startswith="message").order_by("kind", "membership__role")
    assert list(read.values_list("kind", "membership__role")) == [
        ("message_order", "owner"),
        ("message_order", "packer"),
        ("message_product", "owner"),
    ]
    assert need_no_answer(thread=thread)
    assert not need_no_answer(thread=thread)
    assert set(read.filter(seen_at=None).values_list("kind", flat=True)) == {"message_product"}


def test_the_same_message_is_sent_once(order, buyer, owner):
    first = write_about_order(order=order, by=buyer, text="Bao giờ gửi?")
    assert write_about_order(order=order, by=buyer, text=" Bao giờ  gửi? ") == first
    assert len(letters("message_new")) == 1


def test_who_is_not_answered_waits(order, buyer, owner):
    for n in range(MOST_IN_A_ROW):
        thread = write_about_order(order=order, by=buyer, text=f"Lần {n}").thread
    with pytest.raises(TooManyInARow) as why:
        write_about_order(order=order, by=buyer, text="Nữa")
    assert str(why.value) == "5 tin nhắn của bạn đang chờ trả lời ở đây. Xin đợi trả lời."
    write_to_buyer(thread=thread, by=owner, text="Vâng.")
    write_about_order(order=order, by=buyer, text="Nữa")


def test_an_order_s_own_address_and_numbers_may_be_named_and_no_payment(order, buyer, owner):
    to = order.shipping_address
    to.line1 = "Số 0123456789 ngõ 5"
    to.save()
    named = f"Đơn {order.number} giao đến Số 0123456789 ngõ 5 nhé"
    thread = write_about_order(order=order, by=buyer, text=named).thread
    with pytest.raises(PaysElsewhere):
        write_to_buyer(thread=thread, by=owner, text="Chuyển khoản cho em nhé.")
    with pytest.raises(OwnContact):
        write_about_order(order=order, by=buyer, text="Gọi 0912345678.")
    assert Message.objects.count() == 1


def test_an_unpaid_order_is_nobody_s_work_yet(product, buyer):
    order = place([(product, 1)], user=buyer).orders.get()
    with pytest.raises(NotPlaced) as why:
        write_about_order(order=order, by=buyer, text="Bao giờ gửi?")
    assert str(why.value) == (
        "Nhà sản xuất thấy đơn hàng khi đơn đã đặt xong. Xin thanh toán trước."
    )


def test_a_product_that_is_not_sold_begins_no_thread_but_goes_on(product, producer, buyer):
    other = factories.make_user()
    write_about_product(product=product, by=buyer, text="Cao bao nhiêu?")
    type(producer).objects.update(state="suspended")
    product.refresh_from_db()
    write_about_product(product=product, by=buyer, text="Và rộng?")
    with pytest.raises(NotForSale):
        write_about_product(product=product, by=other, text="Cao bao nhiêu?")


def test_a_closed_producer_is_written_to_and_writes_no_more(order, producer, buyer, owner):
    thread = write_about_order(order=order, by=buyer, text="Bao giờ gửi?").thread
    type(producer).objects.update(state="closed")
    order.refresh_from_db()
    with pytest.raises(IsClosed):
        write_about_order(order=order, by=buyer, text="Sao rồi?")
    with pytest.raises(IsClosed):
        write_to_buyer(thread=thread, by=owner, text="Vâng.")


def test_members_do_not_write_to_themselves(product, owner):
    with pytest.raises(OwnGoods):
        write_about_product(product=product, by=owner, text="Tự nhắn")


def test_a_producer_may_write_first_about_an_order(order, buyer, owner):
    said = write_to_buyer_of(order=order, by=owner, text="Màu này hết, đổi màu xanh nhé?")
    assert said.thread.is_answered
    assert list(threads_of(buyer)) == [said.thread]
    write_to_buyer_of(order=order, by=owner, text="Chiều nay gửi ạ.")
    assert len(letters("message_to_buyer")) == 2


def test_who_left_is_not_written_to(product, buyer, owner):
    thread = write_about_product(product=product, by=buyer, text="Cao bao nhiêu?").thread
    type(buyer).objects.filter(pk=buyer.pk).update(is_active=False)
    write_to_buyer(thread=thread, by=owner, text="25 cm.")
    assert letters("message_to_buyer") == []
