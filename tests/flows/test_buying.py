"""From a basket to a paid purchase, as a browser without JavaScript does it."""

import pytest
from django.core import mail
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.gateways.transfers import record_transfer, transfer_reference
from marketplace.purchases.mail import send_waiting
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories

ADDRESS = {
    "email": "khach@example.vn",
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Phường Hoàn Kiếm",
    "street": "12 Hàng Bông",
}


@pytest.fixture
def two(db):
    return [
        factories.make_product(factories.make_producer("Gốm A"), price=250_000, stock=3),
        factories.make_product(factories.make_producer("Lụa B"), price=480_000, stock=2),
    ]


def fill(client, products, quantity=1):
    for product in products:
        client.post(f"/en/basket/add/{product.pk}/", {"quantity": quantity})


def review(client) -> dict:
    answer = client.post("/en/checkout/", ADDRESS)
    assert answer.status_code == 302, answer.context["form"].errors
    form = client.get("/en/checkout/review/").context["form"]
    return {"token": form.initial["token"], "confirmed_total": form.initial["confirmed_total"]}


def order(client, method: str) -> Purchase:
    client.post("/en/checkout/review/", review(client) | {"payment_method": method})
    return Purchase.objects.get()


def held(product) -> int:
    return get_model("partner", "StockRecord").objects.get(product=product).num_allocated or 0


def test_cash_purchase_adds_up_over_two_producers(client, two):
    fill(client, two)
    purchase = order(client, "cash")
    orders = list(purchase.orders.all())
    assert len(orders) == 2
    assert purchase.state == "placed"
    assert purchase.total == 250_000 + 480_000 + 2 * 22_000
    assert sum(int(o.total_incl_tax) for o in orders) == purchase.total
    assert {o.status for o in orders} == {"placed"}
    assert [held(p) for p in two] == [1, 1]
    page = client.get(purchase.get_absolute_url())
    assert purchase.number in page.content.decode()


def test_double_click_is_one_purchase(client, two):
    fill(client, two)
    form = review(client) | {"payment_method": "cash"}
    first = client.post("/en/checkout/review/", form)
    second = client.post("/en/checkout/review/", form)
    assert first.url == second.url
    assert Purchase.objects.count() == 1


COMPANY = {"company": "Công ty Hoa Sen", "tax_code": "0300588569001", "company_address": "1 Lê Lợi"}


def test_invoice_to_a_company_is_kept_with_the_purchase(client, two):
    fill(client, two)
    form = review(client) | {"payment_method": "cash"}
    client.post("/en/checkout/review/", form | COMPANY)
    purchase = Purchase.objects.get()
    assert (purchase.company, purchase.tax_code) == ("Công ty Hoa Sen", "0300588569-001")
    assert purchase.company_address == "1 Lê Lợi"
    assert "tax code 0300588569-001" in client.get(purchase.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tax_code": "0300588568"}, "tax_code"),
        ({"tax_code": ""}, "tax_code"),
        ({"company": " "}, "company"),
        ({"company": "", "tax_code": ""}, "company"),
    ],
)
def test_half_an_invoice_orders_nothing_and_says_what_is_missing(client, two, wrong, field):
    fill(client, two)
    form = review(client) | {"payment_method": "cash"}
    page = client.post("/en/checkout/review/", form | COMPANY | wrong)
    assert page.status_code == 422
    assert next(iter(page.context["form"].errors)) == field
    assert '<details class="panel" open>' in page.content.decode()
    assert "choose how to pay" not in page.content.decode()
    assert not Purchase.objects.exists()


def test_tampered_total_or_token_orders_nothing(client, two):
    fill(client, two)
    form = review(client)
    client.post("/en/checkout/review/", form | {"confirmed_total": 1, "payment_method": "cash"})
    client.post("/en/checkout/review/", form | {"token": "0" * 32, "payment_method": "cash"})
    assert not Purchase.objects.exists()


def test_transfer_pays_once_and_only_when_exact(client, two):
    fill(client, two)
    purchase = order(client, "vietqr")
    assert purchase.state == "pending"
    message = {
        "reference": "FT1",
        "purpose": f"MBVCB {transfer_reference(purchase)} ck",
        "booked_at": "2026-11-24T08:00:00+07:00",
    }
    record_transfer(message | {"amount": purchase.total - 1})
    purchase.refresh_from_db()
    assert purchase.state == "pending"
    for _ in range(3):
        record_transfer(message | {"reference": "FT2", "amount": purchase.total})
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    assert purchase.events.filter(code="paid").count() == 1


def test_what_is_in_the_basket_now_is_said_with_the_way_to_it(client, two):
    answer = client.post(f"/en/basket/add/{two[0].pk}/", {"quantity": 1}, follow=True)
    assert 'is in your basket. <a href="/en/basket/">See the basket</a>' in answer.content.decode()


def test_too_many_is_refused_in_words(client, two):
    answer = client.post(f"/en/basket/add/{two[1].pk}/", {"quantity": 3}, follow=True)
    assert "Only 2 more" in answer.content.decode()
    assert client.get("/en/basket/").context["split"].packages == []


def test_sold_out_meanwhile_orders_nothing(client, two):
    fill(client, two)
    form = review(client) | {"payment_method": "cash"}
    get_model("partner", "StockRecord").objects.filter(product=two[0]).update(num_in_stock=0)
    answer = client.post("/en/checkout/review/", form, follow=True)
    assert "Somebody was faster" in answer.content.decode()
    assert not Purchase.objects.exists()
    assert held(two[1]) == 0


@pytest.mark.usefixtures("code_was_given")
def test_cancel_gives_the_stock_back(client, two):
    fill(client, two)
    purchase = order(client, "cash")
    client.post(f"{purchase.get_absolute_url()}cancel/")
    purchase.refresh_from_db()
    assert purchase.state == "cancelled"
    assert [held(p) for p in two] == [0, 0]


def test_unknown_commune_is_told_next_to_the_field(client, two):
    fill(client, two)
    answer = client.post("/en/checkout/", ADDRESS | {"commune": "Nowhere"})
    assert answer.status_code == 422
    assert "commune" in answer.context["form"].errors
    assert "12 Hàng Bông" in answer.content.decode()


def test_mail_server_down_keeps_the_order_and_sends_later(client, two, settings, monkeypatch):
    fill(client, two)
    purchase = order(client, "cash")
    message = MailMessage.objects.get(key=f"purchase-placed-{purchase.number}")

    def down(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", down)
    assert send_waiting() == 0
    monkeypatch.undo()
    message.refresh_from_db()
    assert message.attempts == 1
    assert message.sent_at is None
    MailMessage.objects.update(next_attempt_at="2020-01-01T00:00:00Z")
    assert send_waiting() == 1
    assert purchase.number in mail.outbox[-1].subject


def test_others_purchase_is_not_found(client, buyer, stranger, two):
    client.force_login(buyer)
    fill(client, two)
    purchase = order(client, "cash")
    client.force_login(stranger)
    assert client.get(purchase.get_absolute_url()).status_code == 404
    assert client.post(f"{purchase.get_absolute_url()}cancel/").status_code == 404


def test_others_basket_line_is_not_found(client, two):
    from django.test import Client

    fill(client, two[:1])
    line = get_model("basket", "Line").objects.get()
    other = Client()
    fill(other, two[1:])
    assert other.post(f"/en/basket/lines/{line.pk}/", {"remove": "1"}).status_code == 404


def test_producer_confirms_ships_and_delivers(client, two):
    fill(client, two)
    purchase = order(client, "cash")
    owner = factories.make_member(two[0].producer)
    own = purchase.orders.get(producer=two[0].producer)
    others = purchase.orders.get(producer=two[1].producer)
    client.force_login(owner)
    assert client.get(f"/en/sell/orders/{others.number}/").status_code == 404
    for move in ("confirm", "ship", "deliver"):
        assert (
            client.post(f"/en/sell/orders/{own.number}/{move}/", {"carrier": "VNPost"}).status_code
            == 302
        )
    own.refresh_from_db()
    assert own.status == "delivered"
    record = get_model("partner", "StockRecord").objects.get(product=two[0])
    assert (record.num_in_stock, record.num_allocated) == (2, 0)
    keys = set(MailMessage.objects.values_list("template", flat=True))
    assert {"purchase_placed", "order_confirmed", "order_shipped"} <= keys


@pytest.mark.parametrize("lines", [1, 3, 10])
def test_placement_needs_few_queries(client, db, lines):
    from django.db import connection

    makers = [factories.make_producer(email="to@example.vn") for _ in range(min(lines, 3))]
    fill(client, [factories.make_product(makers[n % len(makers)]) for n in range(lines)])
    form = review(client) | {"payment_method": "cash"}
    import marketplace.checkout.views as views

    spent = []
    place = views.place_purchase

    def counted(**kwargs):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            placed = place(**kwargs)
        spent.append([q["sql"] for q in queries.captured_queries])
        return placed

    views.place_purchase = counted
    try:
        client.post("/en/checkout/review/", form)
    finally:
        views.place_purchase = place
    assert Purchase.objects.count() == 1
    statements = [q for q in spent[0] if "SAVEPOINT" not in q]
    # However many makers there are, two tell them, three promise by when they confirm, and one
    # asks whether this buyer may pay at the door.
    assert len(statements) <= 18 + 4 * lines, statements
