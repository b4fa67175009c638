"""A producer reads what it is asked to quote for, offers, declines, and nothing of others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.purchases.services import expire_purchase
from marketplace.quotes.models import Quote
from tests import factories
from tests.flows.sale import transfer
from tests.marketplace.quotes.quoted import FIRM, accepted, asked, offered

pytestmark = pytest.mark.django_db
LIST = "/en/sell/quotes/"


@pytest.fixture
def quote(producer, owner, buyer):
    vase = factories.make_product(producer, price=250_000, stock=12)
    return asked(producer, (vase, 30), user=buyer)


def answers(quote, **changes) -> dict:
    today = timezone.localdate()
    prices = {f"price_{line.pk}": "80.000" for line in quote.lines.all()}
    return {
        "delivery": "60.000",
        "ready_on": f"{today + timedelta(days=20)}",
        "valid_until": f"{today + timedelta(days=14)}",
        "words": "With a box.",
        **prices,
    } | changes


def test_the_producer_s_people_list_read_and_offer(client, owner, quote):
    client.force_login(owner)
    page = client.get(f"{LIST}?q=Ánh Dương").content.decode()
    path = f"{LIST}{quote.number}/"
    assert path in page
    page = client.get(path).content.decode()
    for secret in (quote.email, FIRM.phone, FIRM.tax_code, FIRM.company_address):
        assert secret not in page
    assert "In stock: 12" in page and "Fewer are there than are asked for" in page
    assert client.post(path, answers(quote)).status_code == 302
    quote.refresh_from_db()
    assert (quote.is_quoted, quote.total, quote.quoted_by) == (True, 2_460_000, owner)
    client.post(path, answers(quote, delivery="0"))
    quote.refresh_from_db()
    assert (quote.revision, quote.total) == (2, 2_400_000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": ""}, "price"),
        ({"price": "0"}, "price"),
        ({"price": "1.000.000.001"}, "price"),
        ({"price": "1.000.000.000"}, "__all__"),  # thirty of them
        ({"delivery": "-1"}, "delivery"),
        ({"delivery": "9" * 30}, "delivery"),
        ({"ready_on": "2020-01-01"}, "ready_on"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "0001-01-01"}, "valid_until"),
        ({"words": "Call 0912 345 678"}, "words"),
    ],
)
def test_what_is_not_taken_is_said_at_its_field_and_nothing_is_lost(
    client, owner, quote, wrong, field
):
    client.force_login(owner)
    name = f"price_{quote.lines.get().pk}"
    wrong = {name if key == "price" else key: value for key, value in wrong.items()}
    answer = client.post(f"{LIST}{quote.number}/", answers(quote, **wrong))
    form = answer.context["form"]
    expected = {name} if field == "price" else {field}
    assert (answer.status_code, set(form.errors)) == (422, expected)
    assert form["words"].value()
    quote.refresh_from_db()
    assert quote.is_open


def test_declined_with_a_reason_or_taken_back(client, owner, quote, producer, buyer):
    client.force_login(owner)
    end = f"{LIST}{quote.number}/end/"
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Call 0912 345 678"}).status_code == 422
    offered(quote, owner)
    client.post(end, {"reason": "Wrong price."})
    quote.refresh_from_db()
    assert (quote.is_open, quote.reason) == (True, "Wrong price.")
    client.post(end, {"reason": "The kiln is full."})
    quote.refresh_from_db()
    assert (quote.is_declined, quote.reason) == (True, "The kiln is full.")
    answer = client.post(end, {"reason": "Again."})
    assert answer.status_code == 302  # once more changes nothing
    answer = client.post(f"{LIST}{quote.number}/", answers(quote))
    assert (answer.status_code, "not open any more" in answer.content.decode()) == (422, True)
    page = client.get(f"{LIST}{quote.number}/").content.decode()
    assert "The kiln is full." in page


def test_the_order_is_shown_once_it_is_paid(client, owner, quote):
    quote.lines.get().product.stockrecords.update(num_in_stock=100)
    offered(quote, owner)
    purchase = accepted(quote)
    number = purchase.orders.get().number
    client.force_login(owner)
    path = f"{LIST}{quote.number}/"
    page = client.get(path).content.decode()
    assert "Begin when the order is here" in page and f"/orders/{number}/" not in page
    transfer(purchase)
    assert f"/orders/{number}/" in client.get(path).content.decode()
    page = client.get(f"/en/sell/orders/{number}/").content.decode()
    assert "From quote" in page and path in page


def test_what_was_not_paid_is_said(client, owner, quote):
    quote.lines.get().product.stockrecords.update(num_in_stock=100)
    offered(quote, owner)
    expire_purchase(accepted(quote).pk)
    client.force_login(owner)
    page = client.get(f"{LIST}{quote.number}/").content.decode()
    assert "It was not paid; the goods are free again." in page


def test_another_s_and_an_unproven_one_are_not_found(client, producer, owner, quote):
    guest = asked(producer)
    other = factories.make_member(factories.make_producer(), "khac@example.vn")
    packer = factories.make_member(producer, "goi@example.vn", role="packer")
    for who, number, status in (
        (other, quote.number, 404),
        (owner, guest.number, 404),
        (owner, "Q000000-000000", 404),
        (packer, quote.number, 403),
    ):
        client.force_login(who)
        for path in (f"{LIST}{number}/", f"{LIST}{number}/end/"):
            assert client.post(path, answers(quote) | {"reason": "x"}).status_code == status
    quote.refresh_from_db()
    assert quote.is_open


def test_who_works_for_several_is_turned_to_the_one_that_is_asked(client, owner, quote):
    client.force_login(factories.make_member(factories.make_producer("Ánh"), "hai@example.vn"))
    user = owner.__class__.objects.get(email="hai@example.vn")
    quote.producer.memberships.create(user=user, role="owner")
    assert client.get(f"{LIST}{quote.number}/").status_code in (200, 302)


def test_rows_cost_no_query_each(
    client, producer, owner, quote, buyer, django_assert_max_num_queries
):
    client.force_login(owner)
    client.get(LIST)
    with django_assert_max_num_queries(40) as one:
        client.get(LIST)
    for number in range(3):
        asked(producer, (quote.lines.get().product, 40 + number), user=buyer)
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
    assert Quote.objects.count() == 4


def test_what_is_pressed_is_done_whatever_a_colleague_did_meanwhile(client, owner, quote):
    """Two take an offer back: the second declines nothing; the page says which it asks for."""
    quote.lines.get().product.stockrecords.update(num_in_stock=100)
    client.force_login(owner)
    offered(quote, owner)
    path = f"{LIST}{quote.number}/"
    assert 'name="deed" value="take-back"' in client.get(path).content.decode()
    for _two in range(2):
        client.post(f"{path}end/", {"reason": "Wrong price.", "deed": "take-back"})
        quote.refresh_from_db()
        assert quote.is_open
    assert 'name="deed" value="decline"' in client.get(path).content.decode()
    offered(quote, owner)
    answer = client.post(f"{path}end/", {"reason": "The kiln is full.", "deed": "decline"})
    quote.refresh_from_db()
    assert (answer.status_code, quote.is_quoted) == (422, True)
    accepted(quote)
    answer = client.post(f"{path}end/", {"reason": "Wrong price.", "deed": "take-back"})
    assert "not open any more" in answer.content.decode()
