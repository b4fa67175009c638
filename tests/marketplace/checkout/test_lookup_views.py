"""Where is my order: how it stands for who knows number and contact, the rest by mail."""

import pytest
from django.urls import reverse

from marketplace.purchases.lookup import MOST_SENT, MOST_TRIES
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db
NOT_FOUND = "Không có đơn hàng nào trong 90 ngày qua"


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=30, weight_g=100)


def ask(client, purchase, contact="", **more):
    data = {"number": purchase.number, "contact": contact or purchase.email} | more
    return client.post(reverse("checkout:find"), data)


def test_who_knows_number_and_address_sees_the_way_and_no_more(client, vase, owner):
    purchase = paid([(vase, 1)])
    ship(purchase.orders.get(), owner)
    html = ask(client, purchase).content.decode()
    assert "Đã giao cho vận chuyển" in html
    assert "VN1" in html
    for secret in (str(purchase.token), vase.title, str(purchase.total), "Hàng Bông", "200.000"):
        assert secret not in html


def test_what_does_not_fit_together_is_said_beside_what_was_typed(client, vase):
    answer = ask(client, place([(vase, 1)]), "other@example.org")
    html = answer.content.decode()
    assert NOT_FOUND in html
    assert 'value="other@example.org"' in html


def test_link_is_mailed_and_not_shown(client, vase):
    purchase = place([(vase, 1)])
    html = ask(client, purchase, send="1").content.decode()
    assert str(purchase.token) not in html
    assert MailMessage.objects.get(template="purchase_link").to == purchase.email
    for _time in range(MOST_SENT):
        html = ask(client, purchase, send="1").content.decode()
    assert "Đường dẫn đã được gửi nhiều lần" in html
    assert MailMessage.objects.filter(template="purchase_link").count() == MOST_SENT


def test_nothing_is_mailed_to_who_does_not_know_the_contact(client, vase):
    ask(client, place([(vase, 1)]), "other@example.org", send="1")
    assert not MailMessage.objects.filter(template="purchase_link").exists()


def test_a_number_that_is_tried_often_waits(client, vase):
    purchase = place([(vase, 1)])
    for _time in range(MOST_TRIES):
        ask(client, purchase, "other@example.org")
    assert "Số này đã được thử quá nhiều lần" in ask(client, purchase).content.decode()


def test_who_is_signed_in_comes_to_the_own_purchase(client, vase, buyer, stranger):
    purchase = place([(vase, 1)], user=buyer)
    client.force_login(stranger)
    assert ask(client, purchase).status_code == 200
    client.force_login(buyer)
    answer = ask(client, purchase)
    assert (answer.status_code, answer["Location"]) == (302, purchase.get_absolute_url())


def test_page_is_kept_by_nobody(client):
    answer = client.get(reverse("checkout:find"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_queries_do_not_grow_with_orders(client, vase, django_assert_max_num_queries):
    goods = [(vase, 1)]
    for name in ("Lụa Vân", "Nón Chuông", "Mây Phú"):
        goods.append((factories.make_product(factories.make_producer(name), price=50_000), 1))
    one, four = paid([(factories.make_product(vase.producer), 1)]), paid(goods)
    ask(client, one)  # what pages remember of the market is read with the first
    with django_assert_max_num_queries(12) as of_one:
        assert ask(client, one).status_code == 200
    with django_assert_max_num_queries(len(of_one)):
        assert ask(client, four).status_code == 200
