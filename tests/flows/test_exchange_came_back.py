"""A new one that comes back undelivered: sent again or refunded, each step once."""

import uuid
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.origin.events import rules
from catalogue.origin.lots import services
from marketplace.aftersale.deadlines import watch_returns
from marketplace.aftersale.exchanges import note_arrived, note_came_back, send_exchange
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import (
    ReturnRefused,
    ask_return,
    decide_return,
    dispute_return,
    refund_return,
    returnable,
)
from marketplace.gateways.models import Refund
from marketplace.lots.services import orders_known, orders_unknown
from marketplace.purchases.models import MailMessage
from marketplace.purchases.services import MoveRefused
from tests import factories
from tests.flows import sale
from tests.flows.test_exchanges import another_lot, received, steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def made(rows_of_module) -> dict[str, Any]:
    """An exchange of two that is on its way, of a lot of twenty: what every test begins with."""
    with translation.override("en"):
        producer = factories.make_producer("Gốm Ánh Hồng")
        owner = factories.make_member(producer, "owner@example.com")
        product = factories.make_product(producer)
        lot = services.open_lot(product=product, quantity=20, by=owner)
        lot = services.release_lot(lot=lot, by=owner)
        sent = received(product, owner)
        send_exchange(claim=sent, by=owner, tracking_code="VN2")
    sent.refresh_from_db()
    return {"owner": owner, "product": product, "lot": lot, "sent": sent}


@pytest.fixture
def own(made, db) -> dict[str, Any]:
    return deepcopy(made)  # what a test sets on an instance is the test's own


@pytest.fixture
def owner(own):
    return own["owner"]


@pytest.fixture
def product(own):
    return own["product"]


@pytest.fixture
def lot(own):
    return own["lot"]


@pytest.fixture
def sent(own) -> Return:
    return own["sent"]


def back(claim, owner, units=2, **more) -> None:
    note_came_back(claim=claim, by=owner, fit={claim.lines.get().line_id: units}, **more)
    claim.refresh_from_db()


def mails(step: str) -> list[str]:
    rows = MailMessage.objects.filter(context__step=step).order_by("template")
    return list(rows.values_list("template", flat=True))


def test_it_comes_back_once_into_stock_and_chain(product, owner, lot, sent):
    on_shelf, held = sale.stock(product)
    for _ in range(2):
        back(sent, owner, number=1)
    assert (sent.state, sent.is_open, sent.closed_at) == ("came_back", True, None)
    assert sale.stock(product) == (on_shelf + 2, held)
    assert steps()[2:] == [("shipping", lot.number, 2), ("receiving", lot.number, 2)]
    assert rules.balance_of(lot).left(lot) == 18
    assert mails("came_back") == ["producer_return", "return_step"]
    assert sent.messages.filter(step="came_back").count() == 1
    assert returnable(sent.order) == {}


def test_what_is_unfit_stays_out(product, owner, lot, sent):
    before = sale.stock(product)
    back(sent, owner, units=0)
    assert sale.stock(product) == before
    assert [step for step, _, _ in steps()][2:] == ["shipping"]
    assert rules.balance_of(lot).left(lot) == 16


def test_more_than_was_sent_does_not_come_back(product, owner, sent):
    on_shelf, _ = sale.stock(product)
    back(sent, owner, units=99)
    assert sale.stock(product)[0] == on_shelf + 2


def test_goods_of_a_lot_recalled_on_the_way_are_not_sold_again(product, owner, lot, sent):
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    before = sale.stock(product)
    back(sent, owner)
    assert sale.stock(product) == before
    assert "receiving" not in [step for step, _, _ in steps()]


def test_sent_again_is_another_parcel_for_the_chain(product, owner, lot, sent):
    back(sent, owner)
    for _ in range(2):
        send_exchange(claim=sent, by=owner, number=2)
    sent.refresh_from_db()
    assert (sent.state, sent.exchanges_sent) == ("exchanged", 2)
    note_arrived(claim=sent, by=owner, number=2)
    number = lot.number
    assert steps()[2:] == [
        ("shipping", number, 2),
        ("receiving", number, 2),
        ("shipping", number, 2),
        ("retail_selling", number, 2),
    ]
    assert rules.balance_of(lot).left(lot) == 16
    assert Refund.objects.count() == 0


def test_a_form_of_an_earlier_parcel_changes_nothing(product, owner, sent):
    back(sent, owner, number=1)
    send_exchange(claim=sent, by=owner, number=1)  # the first parcel's form once more
    sent.refresh_from_db()
    assert (sent.state, sent.exchanges_sent) == ("came_back", 1)
    send_exchange(claim=sent, by=owner, number=2)
    stock = sale.stock(product)
    back(sent, owner, number=1)
    assert (sent.state, sale.stock(product)) == ("exchanged", stock)
    with pytest.raises(MoveRefused):
        note_arrived(claim=sent, by=owner, number=1)
    back(sent, owner, number=2)
    assert sent.state == "came_back"


def test_refunded_once_with_all_that_was_paid(product, owner, sent):
    back(sent, owner)
    for _ in range(2):
        refund_return(claim=sent, by=owner, side="producer")
    sent.refresh_from_db()
    purchase = sent.order.purchase
    assert sent.state == "refunded"
    assert Refund.objects.get().amount == sent.reversal.total == purchase.total
    assert returnable(sent.order) == {}
    with pytest.raises(MoveRefused):
        send_exchange(claim=sent, by=owner)
    assert Refund.objects.count() == 1


def test_what_arrived_or_was_never_sent_does_not_come_back(product, owner, lot, sent):
    note_arrived(claim=sent, by=owner)
    other = received(product, owner)
    before = sale.stock(product)
    with pytest.raises(MoveRefused):
        back(sent, owner)
    with pytest.raises(MoveRefused):
        back(other, owner)
    assert sale.stock(product) == before


def test_units_that_the_buyer_returns_anew_do_not_come_back_as_well(product, owner, sent):
    line = sent.lines.get().line
    ask_return(
        order=sent.order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="refund",
        text="Lại vỡ.",
        quantities={line.pk: 1},
        pictures=[],
        by=None,
    )
    before = sale.stock(product)
    with pytest.raises(MoveRefused, match="returned again"):
        back(sent, owner)
    assert sale.stock(product) == before


def test_a_recall_no_longer_looks_for_its_buyer(product, owner, lot, sent):
    later = another_lot(product, owner)
    back(sent, owner)
    send_exchange(claim=sent, by=owner, lots={sent.lines.get().line_id: later})
    assert orders_known(later).count() == 1
    back(sent, owner)
    assert (orders_known(later).count(), orders_unknown(later).count()) == (0, 0)


def test_silence_leads_to_the_market_which_can_only_refund(product, owner, staff, sent):
    back(sent, owner)
    assert watch_returns() == 0
    Return.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    assert (watch_returns(), watch_returns()) == (1, 0)
    sent.refresh_from_db()
    assert sent.state == "disputed"
    for outcome in ("refuse", "send_back"):
        with pytest.raises(ReturnRefused, match="buyer_has_nothing"):
            decide_return(claim=sent, by=staff, outcome=outcome, text="Không.")
    decide_return(claim=sent, by=staff, outcome="refund", text="Hoàn tiền.")
    sent.refresh_from_db()
    assert (sent.state, Refund.objects.count()) == ("refunded", 1)


def test_buyer_may_call_the_market_meanwhile(owner, sent):
    back(sent, owner)
    dispute_return(claim=sent, side="buyer", text="Tôi chờ lâu quá.", by=None)
    sent.refresh_from_db()
    assert sent.state == "disputed"


def url(claim: Return, step: str = "") -> str:
    path = reverse("aftersale-sell:return", args=[claim.number])
    return f"{path}{step}/" if step else path


def fit_fields(claim: Return, units: int = 2, number: int = 1) -> dict:
    return {f"fit_{claim.lines.get().line_id}": units, "number": number}


def test_producer_notes_it_and_sends_again(client, owner, product, lot, sent):
    client.force_login(owner)
    assert url(sent, "came-back") in client.get(url(sent)).text
    refused = client.post(url(sent, "came-back"), {"number": 1}, follow=True).text
    assert "Please say how many are fit to sell." in refused
    stock = sale.stock(product)[0]
    for _ in range(2):
        page = client.post(url(sent, "came-back"), fit_fields(sent), follow=True).text
    assert sale.stock(product)[0] == stock + 2
    assert "The new one came back undelivered" in page
    assert page.count("noted that the new one came back undelivered") == 1
    assert url(sent) in client.get(reverse("aftersale-sell:returns")).text
    fields = {"carrier": "Bưu điện", "tracking_code": "VN3", "number": 2}
    for _ in range(2):
        page = client.post(url(sent, "exchange"), fields, follow=True).text
    assert "Bưu điện VN3" in page
    assert sale.stock(product)[0] == stock
    sent.refresh_from_db()
    assert (sent.state, sent.exchanges_sent) == ("exchanged", 2)


def test_producer_refunds_it(client, owner, sent):
    back(sent, owner)
    client.force_login(owner)
    for _ in range(2):
        client.post(url(sent, "refund"))
    sent.refresh_from_db()
    assert (sent.state, Refund.objects.count()) == ("refunded", 1)


@pytest.mark.parametrize("step", ["exchange", "refund"])
def test_staff_do_it_for_a_producer(client, owner, product, sent, step):
    client.force_login(factories.make_accountant("thu@example.com"))
    page = reverse("aftersale-staff:dispute", args=[sent.number])
    assert sent.number in client.get(reverse("aftersale-staff:disputes")).text
    address = lambda name: reverse("aftersale-staff:exchange-step", args=[sent.number, name])  # noqa: E731
    assert address("came-back") in client.get(page).text
    client.post(address("refund"))  # nothing came back yet
    assert not Refund.objects.exists()
    for _ in range(2):
        client.post(address("came-back"), fit_fields(sent))
    sent.refresh_from_db()
    assert sent.messages.get(step="came_back").side == "staff"
    assert address(step) in client.get(page).text
    for _ in range(2):
        client.post(address(step), {"number": 2})
    sent.refresh_from_db()
    assert sent.state == {"exchange": "exchanged", "refund": "refunded"}[step]
    assert Refund.objects.count() == (step == "refund")
    assert sent.exchanges_sent == (2 if step == "exchange" else 1)


def test_others_touch_nothing(client, owner, product, sent, stranger):
    other = factories.make_member(factories.make_producer(), "o@example.com")
    staff_steps = [
        reverse("aftersale-staff:exchange-step", args=[sent.number, step])
        for step in ("came-back", "exchange", "refund")
    ]
    before = sale.stock(product)
    client.force_login(other)
    assert client.post(url(sent, "came-back"), fit_fields(sent)).status_code == 404
    for user in (other, owner, stranger):
        client.force_login(user)
        assert {client.post(address, fit_fields(sent)).status_code for address in staff_steps} == {
            403
        }
    client.force_login(stranger)
    assert client.post(url(sent, "came-back"), fit_fields(sent)).status_code == 403
    client.logout()
    assert client.post(url(sent, "came-back"), fit_fields(sent)).status_code == 302
    client.force_login(factories.make_accountant("thu@example.com"))
    missing = reverse("aftersale-staff:exchange-step", args=["260101-XXXXXX-1-R1", "refund"])
    assert client.post(missing).status_code == 404
    sent.refresh_from_db()
    assert (sent.state, sale.stock(product)) == ("exchanged", before)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Your new one could not be delivered"),
        ("vi", "Hàng đổi chưa giao được cho bạn"),
        ("id", "Barang pengganti Anda tidak dapat diserahkan"),
    ],
)
def test_buyer_reads_what_happens_now(client, owner, sent, language, words):
    with translation.override(language):
        address = sent.get_absolute_url()
        assert words not in client.get(address).text
        back(sent, owner)
        page = client.get(address).text
    assert words in page
    assert "/came-back/" not in page
