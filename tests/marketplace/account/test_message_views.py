"""A person's own messages and questions, and the thread of a product."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.talks.models import Message, Report
from marketplace.talks.questions import ask_question
from marketplace.talks.threads import write_about_order, write_about_product, write_to_buyer
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
LIST = "/vi/account/messages/"


def test_buyer_writes_about_a_product_and_reads_the_answer(client, product, buyer, owner):
    path = f"{LIST}products/{product.pk}/"
    assert path in client.get(product.get_absolute_url()).content.decode()
    assert client.get(path)["Location"].startswith("/vi/account/login/")
    client.force_login(buyer)
    assert client.post(path, {"text": "Cao bao nhiêu?"})["Location"] == path
    write_to_buyer(thread=Message.objects.get().thread, by=owner, text="25 cm ạ.")
    assert "25 cm ạ." in client.get(path).content.decode()
    assert "25 cm ạ." in client.get(LIST).content.decode()
    refused = client.post(path, {"text": "Kết bạn zalo nhé"})
    assert refused.status_code == 422
    assert "Kết bạn zalo nhé</textarea>" in refused.content.decode()


def test_list_has_own_threads_and_questions_only(client, product, buyer, stranger, owner):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    write_about_order(order=order, by=buyer, text="Bao giờ gửi?")
    ask_question(product=product, by=buyer, text="Rửa máy được không?")
    write_about_product(product=product, by=stranger, text="Của người khác")
    client.force_login(buyer)
    said = client.get(LIST).content.decode()
    assert "Bao giờ gửi?" in said and "Của người khác" not in said
    assert f"/orders/{order.number}/messages/" in said
    asked = client.get(f"{LIST}?show=questions").content.decode()
    assert "Rửa máy được không?" in asked
    client.force_login(stranger)
    assert "Rửa máy" not in client.get(f"{LIST}?show=questions").content.decode()
    path = f"{LIST}products/{product.pk}/"
    assert "Của người khác" in client.get(path).content.decode()
    client.force_login(buyer)
    assert "Của người khác" not in client.get(path).content.decode()


def test_nobody_writes_where_nobody_answers(client, product, producer, buyer, owner):
    path = f"{LIST}products/{product.pk}/"
    client.force_login(owner)
    sent = client.post(path, {"text": "Tự nhắn"}, follow=True)
    assert "Bạn làm việc cho nhà sản xuất này" in sent.content.decode()
    client.force_login(buyer)
    type(producer).objects.update(state="suspended")
    assert "<textarea" not in client.get(path).content.decode()
    type(producer).objects.update(state="closed")
    assert "không còn ai đọc ở đây" in client.get(path).content.decode()
    type(product).objects.update(is_public=False)
    assert client.get(path).status_code == 404


def test_many_threads_cost_no_more_queries_than_few(client, buyer, producer):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    client.force_login(buyer)
    for n in range(4):
        product = factories.make_product(producer)
        write_about_product(product=product, by=buyer, text=f"Lần {n}")
        if n == 0:
            spent()
            few = spent()
    assert spent() == few


def test_buyer_reports_what_a_producer_wrote(client, product, buyer, stranger, owner):
    thread = write_about_product(product=product, by=buyer, text="Cao bao nhiêu?").thread
    said = write_to_buyer(thread=thread, by=owner, text="Tự mà đo.")
    path = f"{LIST}{said.pk}/report/"
    client.force_login(stranger)
    assert client.post(path, {"reason": "rude"}).status_code == 404
    client.force_login(buyer)
    assert path in client.get(f"{LIST}products/{product.pk}/").content.decode()
    assert "Tự mà đo." in client.get(path).content.decode()
    assert client.post(path, {"reason": "rude"})["Location"] == f"{LIST}products/{product.pk}/"
    assert Report.objects.get().by == buyer
    Message.objects.filter(pk=said.pk).update(state=Message.State.HIDDEN)
    assert client.post(path, {"reason": "rude"}).status_code == 422
