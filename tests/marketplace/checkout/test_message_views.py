"""A buyer writes to the producer of an order: signed in, or as a guest who proved the mailbox."""

import pytest

from marketplace.purchases.models import MailMessage
from marketplace.talks.models import Message, Report
from marketplace.talks.threads import write_to_buyer
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def page_of(order) -> str:
    return f"/vi/purchases/{order.purchase.token}/orders/{order.number}/messages/"


def test_buyer_writes_and_reads_the_answer(client, product, buyer, owner):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    assert client.get(page_of(order))["Location"].startswith("/vi/account/login/")
    client.force_login(buyer)
    purchase = client.get(order.purchase.get_absolute_url()).content.decode()
    assert page_of(order) in purchase
    sent = client.post(page_of(order), {"text": "Bao giờ <b>gửi</b>?"})
    assert sent["Location"] == page_of(order)
    write_to_buyer(thread=Message.objects.get().thread, by=owner, text="Chiều nay ạ.")
    page = client.get(page_of(order))
    said = page.content.decode()
    assert "Bao giờ &lt;b&gt;gửi&lt;/b&gt;?" in said and "Chiều nay ạ." in said
    assert said.index("gửi") < said.index("Chiều nay")
    assert page["Cache-Control"] == "private, no-store"


def test_others_neither_read_nor_write(client, product, buyer, stranger):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    client.force_login(stranger)
    assert client.get(page_of(order)).status_code == 404
    assert client.post(page_of(order), {"text": "Xin chào"}).status_code == 404
    assert not Message.objects.exists()


def test_guest_proves_the_mailbox_first_and_keeps_what_was_typed(client, product, owner):
    order = place([(product, 1)], "cash").orders.get()
    code = f"/vi/purchases/{order.purchase.token}/code/"
    sent = client.post(page_of(order), {"text": "Giao sau 17 giờ nhé."})
    assert sent["Location"].startswith(f"{code}?next=")
    assert not Message.objects.exists()
    client.post(code, {"send": "1", "next": page_of(order)})
    digits = MailMessage.objects.get(template="purchase_code").context["code"]
    answer = client.post(code, {"code": digits, "next": page_of(order)})
    assert answer["Location"] == page_of(order)
    assert "Giao sau 17 giờ nhé.</textarea>" in client.get(page_of(order)).content.decode()
    assert "Giao sau" not in client.get(page_of(order)).content.decode()
    client.post(page_of(order), {"text": "Giao sau 17 giờ nhé."})
    assert Message.objects.get().by is None


def test_a_link_alone_reads_nothing(client, product, owner, code_was_given):
    order = place([(product, 1)], "cash").orders.get()
    client.post(page_of(order), {"text": "Giao sau 17 giờ nhé."})
    assert "Giao sau" in client.get(page_of(order)).content.decode()
    other = place([(factories.make_product(), 1)], "cash").orders.get()
    wrong = page_of(order).replace(str(order.purchase.token), str(other.purchase.token))
    assert client.get(wrong).status_code == 404


def test_what_is_blocked_is_refused_at_the_field(client, product, buyer):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    client.force_login(buyer)
    answer = client.post(page_of(order), {"text": "Gọi 0912 345 678"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "“0912 345 678” không gửi được" in said and "Gọi 0912 345 678</textarea>" in said


def test_a_closed_producer_is_read_but_not_written_to(client, product, producer, buyer):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    client.force_login(buyer)
    type(producer).objects.update(state="closed")
    said = client.get(page_of(order)).content.decode()
    assert "không còn ai đọc ở đây" in said and "<textarea" not in said


def test_many_messages_cost_no_more_queries_than_few(
    client, product, buyer, owner, django_assert_num_queries
):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    client.force_login(buyer)
    client.post(page_of(order), {"text": "Một"})
    thread = Message.objects.get().thread
    client.get(page_of(order))
    with django_assert_num_queries(8):
        client.get(page_of(order))
    Message.objects.bulk_create(
        Message(thread=thread, side="producer", by=owner, text=f"Lần {n}") for n in range(40)
    )
    with django_assert_num_queries(8):
        client.get(page_of(order))
    assert "Một" in client.get(f"{page_of(order)}?page=2").content.decode()


def test_buyer_reports_what_the_producer_wrote(client, product, owner, stranger, code_was_given):
    order = place([(product, 1)], "cash").orders.get()
    client.post(page_of(order), {"text": "Bao giờ gửi?"})
    own = Message.objects.get()
    said = write_to_buyer(thread=own.thread, by=owner, text="Tự mà đợi.")
    path = f"{page_of(order)}{said.pk}/report/"
    assert path in client.get(page_of(order)).content.decode()
    assert "Tự mà đợi." in client.get(path).content.decode()
    assert client.post(path, {"reason": "rude"})["Location"] == page_of(order)
    assert Report.objects.get().by is None
    assert client.get(f"{page_of(order)}{own.pk}/report/").status_code == 404
    Message.objects.filter(pk=said.pk).update(state=Message.State.HIDDEN)
    assert client.post(path, {"reason": "rude"}).status_code == 422
    page = client.get(page_of(order)).content.decode()
    assert "Tự mà đợi." not in page and "Chợ đã ẩn" in page
