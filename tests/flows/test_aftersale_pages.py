"""Pages after a sale: whose they are, what they cost, what a tampered form does."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from marketplace.aftersale.models import Return, ReturnPicture
from marketplace.aftersale.returns import ask_return
from marketplace.gateways.models import ExchangeRate, Refund
from marketplace.gateways.refunds import promise_refund
from tests import factories
from tests.flows.sale import arrived, paid, place, ship, transfer

pytestmark = pytest.mark.usefixtures("code_was_given")


@pytest.fixture
def vase(db):
    return factories.make_product(price=100_000, stock=30, weight_g=100)


@pytest.fixture
def maker(vase):
    return factories.make_member(vase.producer)


@pytest.fixture
def accountant(db):
    return factories.make_accountant("thu@example.com")


def a_return(vase, maker, user=None, reason="damaged") -> Return:
    order = arrived([(vase, 1)], maker, user=user).orders.get()
    return ask_return(
        order=order,
        token=uuid.uuid4(),
        reason=reason,
        wish="refund",
        text="Vỡ.",
        quantities={order.lines.get().pk: 1},
        pictures=[b"jpeg"],
        by=user,
    )


def jpeg(name: str = "a.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "brown").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def queries(client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_buyer_cancels_one_of_two_by_the_form(client, vase):
    purchase = paid([(vase, 2)])
    order = purchase.orders.get()
    line = order.lines.get()
    path = f"/en/purchases/{purchase.token}/orders/{order.number}/cancel/"
    form = client.get(path).context["form"]
    data = {"token": str(form["token"].value()), "reason": "changed_mind"}
    assert client.post(path, data | {f"line_{line.pk}": "0"}).status_code == 422
    assert client.post(path, data | {f"line_{line.pk}": "9"}).status_code == 422
    for _ in range(2):
        assert client.post(path, data | {f"line_{line.pk}": "1"}).status_code == 302
    refund = Refund.objects.get()
    assert refund.amount == 100_000
    page = client.get(purchase.get_absolute_url()).content.decode()
    assert "100,000" in page
    account = f"/en/purchases/{purchase.token}/refunds/{refund.pk}/"
    assert account in page
    bad = {"bank_bin": "970436", "account": "12 34", "account_name": "Lan"}
    assert client.post(account, bad).status_code == 422
    assert client.post(account, bad | {"account": "123456"}).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, refund.account_name) == ("ready", "LAN")


def test_buyer_asks_with_pictures_and_reads_the_answer(client, vase, maker):
    purchase = arrived([(vase, 1)], maker)
    order = purchase.orders.get()
    line = order.lines.get()
    path = f"/en/purchases/{purchase.token}/orders/{order.number}/return/"
    form = client.get(path).context["form"]
    data = {
        "token": str(form["token"].value()),
        f"line_{line.pk}": "1",
        "reason": "damaged",
        "wish": "refund",
        "text": "Nứt miệng.",
    }
    text_file = SimpleUploadedFile("a.jpg", b"not a picture", content_type="image/jpeg")
    refused = client.post(path, data | {"pictures": [text_file]})
    assert refused.status_code == 422
    assert refused.context["form"]["text"].value() == "Nứt miệng."
    answer = client.post(path, data | {"pictures": [jpeg(), jpeg("b.jpg")]})
    claim = Return.objects.get()
    assert answer.url == claim.get_absolute_url()
    assert claim.pictures.count() == 2
    kept = bytes(ReturnPicture.objects.first().content)
    assert Image.open(io.BytesIO(kept)).size == (60, 40)
    assert "Nứt miệng." in client.get(claim.get_absolute_url()).content.decode()


def test_producer_answers_and_staff_decide_by_the_pages(client, vase, maker, accountant):
    claim = a_return(vase, maker)
    client.force_login(maker)
    path = f"/en/sell/returns/{claim.number}/"
    assert client.get("/en/sell/returns/").status_code == 200
    assert "Cost to the producer" in client.get(path).content.decode()
    client.post(f"{path}refuse/", {"text": ""})
    claim.refresh_from_db()
    assert claim.state == "asked"
    client.post(f"{path}refuse/", {"text": "Nguyên vẹn."})
    client.logout()
    buyer_path = claim.get_absolute_url().replace("/vi/", "/en/")
    client.post(f"{buyer_path}dispute/", {"text": "Vỡ thật."})
    client.force_login(accountant)
    assert claim.number in client.get("/en/finance/disputes/").content.decode()
    desk = f"/en/finance/disputes/{claim.number}/"
    data = {"outcome": "refund", "text": "Hoàn hết."}
    assert client.post(desk, data | {"awarded": "999999999"}).status_code == 422
    assert client.post(desk, data).status_code == 302
    assert client.post(desk, data).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "refunded"
    assert Refund.objects.count() == 1


def test_producer_receives_and_refunds_by_the_pages(client, vase, maker):
    claim = a_return(vase, maker, reason="not_as_described")
    line = claim.lines.get().line
    client.force_login(maker)
    path = f"/en/sell/returns/{claim.number}/"
    client.post(f"{path}receive/", {f"fit_{line.pk}": "1"})
    for _ in range(2):
        client.post(f"{path}refund/")
    claim.refresh_from_db()
    assert (claim.state, claim.lines.get().fit_to_sell) == ("refunded", 1)


def test_strangers_find_nothing(client, vase, maker, buyer, stranger, accountant):
    claim = a_return(vase, maker, user=buyer)
    order, purchase = claim.order, claim.order.purchase
    refund = promise_refund(purchase=purchase, amount=1000, key="k", reason="x")[0]
    picture = claim.pictures.get()
    own = f"/en/purchases/{purchase.token}"
    of_buyer = [
        f"{own}/orders/{order.number}/return/",
        f"{own}/returns/{claim.number}/",
        f"{own}/returns/{claim.number}/pictures/{picture.pk}/",
        f"{own}/refunds/{refund.pk}/",
        f"{own}/documents/receipt/{order.number}/",
    ]
    of_producer = [
        f"/en/sell/returns/{claim.number}/",
        f"/en/sell/returns/{claim.number}/pictures/{picture.pk}/",
        f"/en/sell/orders/{order.number}/cancel/",
        f"/en/sell/orders/{order.number}/documents/receipt/",
        f"/en/sell/orders/{order.number}/parcels/{order.parcels.get().pk}/note/",
    ]
    client.force_login(buyer)
    assert [client.get(path).status_code for path in of_buyer] == [302, 200, 200, 200, 200]
    client.force_login(stranger)
    assert {client.get(path).status_code for path in of_buyer} == {404}
    other_maker = factories.make_member(factories.make_producer(), "other@example.com")
    client.force_login(other_maker)
    assert {client.get(path).status_code for path in of_producer} == {404}
    client.force_login(buyer)
    assert {client.get(path).status_code for path in of_producer} == {403}
    foreign = place([(vase, 1)])
    for path in (
        f"/en/purchases/{foreign.token}/returns/{claim.number}/",
        f"/en/purchases/{foreign.token}/refunds/{refund.pk}/",
        f"/en/purchases/{foreign.token}/documents/receipt/{order.number}/",
        f"/en/purchases/{uuid.uuid4()}/returns/{claim.number}/",
    ):
        assert client.get(path).status_code == 404


DESK = [
    "transfers/",
    "refunds/",
    "refunds/?state=paid",
    "disputes/",
    "chargebacks/",
    "rates/",
    "cash/",
    "documents/",
    "e-invoice/2026-11.csv",
]


@pytest.mark.parametrize("page", DESK)
def test_desk_is_for_finance_only(client, buyer, staff, accountant, page):
    path = f"/en/finance/{page}"
    assert client.get(path).status_code == 302
    for user in (buyer, staff):
        client.force_login(user)
        assert client.get(path).status_code == 403
    client.force_login(accountant)
    assert client.get(path).status_code == 200


def test_lists_cost_the_same_for_one_row_and_for_three(client, vase, maker, accountant):
    def counts() -> list[int]:
        client.force_login(accountant)
        paths = ["transfers/", "refunds/?state=needs_account", "disputes/", "documents/"]
        found = [queries(client, f"/en/finance/{path}") for path in paths]
        client.force_login(maker)
        found.append(queries(client, "/en/sell/returns/"))
        client.logout()
        return found

    def more() -> None:
        purchase = paid([(vase, 1)])
        transfer(purchase)
        a_return(vase, maker)
        Return.objects.update(state="disputed")

    more()
    counts()  # warm
    first = counts()
    more()
    more()
    assert counts() == first


def test_purchase_page_costs_the_same_for_one_order_and_three(client, vase):
    others = [factories.make_product(factories.make_producer(), price=90_000) for _ in range(2)]
    one, three = paid([(vase, 1)]), paid([(vase, 1), *((o, 1) for o in others)])
    queries(client, one.get_absolute_url())
    assert queries(client, one.get_absolute_url()) == queries(client, three.get_absolute_url())


def test_parcels_by_the_pages(client, vase, maker):
    purchase = place([(vase, 2)], "cash")
    order = purchase.orders.get()
    line = order.lines.get()
    one, two = ship(order, maker, [(line, 1)]), ship(order, maker)
    client.force_login(maker)
    path = f"/en/sell/orders/{order.number}/parcels"
    assert client.get(f"/en/sell/orders/{order.number}/").status_code == 200
    client.post(f"{path}/{one.pk}/delivered/", {"collector": "producer"})
    client.post(f"{path}/{two.pk}/refused/", {"note": "Không gặp"})
    client.post(f"{path}/{two.pk}/delivered/")
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    assert one.collection.collector == "producer"
    for parcel in (one, two):
        parcel.refresh_from_db()
    assert (one.state, two.state) == ("delivered", "failed")


def test_other_currency_is_shown_as_information(client, vase, accountant):
    purchase = place([(vase, 1)], "cash")
    path = purchase.get_absolute_url().replace("/vi/", "/en/")
    assert "US$" not in client.get(path).content.decode()
    client.force_login(accountant)
    data = {"currency": "USD", "dong": "25000", "valid_on": "2026-11-20", "source": "Bank X"}
    assert client.post("/en/finance/rates/", data).status_code == 302
    assert client.post("/en/finance/rates/", data).status_code == 422
    assert ExchangeRate.objects.count() == 1
    client.logout()
    page = client.get(path).content.decode()
    assert "$4.88" in page
    assert "Bank X" in page
    assert "Bank X" not in client.get(path.replace("/en/", "/vi/")).content.decode()


def test_pages_with_the_token_let_their_own_forms_through(client, vase):
    """With "no-referrer" a browser posts "Origin: null", which is refused."""
    purchase = paid([(vase, 1)])
    order = purchase.orders.get()
    for path in (
        purchase.get_absolute_url(),
        f"/en/purchases/{purchase.token}/orders/{order.number}/cancel/",
    ):
        assert client.get(path)["Referrer-Policy"] == "same-origin"
