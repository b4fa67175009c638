"""The desk's pages after a sale: for the finance group alone, and what it reads of refusals."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.aftersale.cash import deliver, outstanding
from marketplace.aftersale.documents import issue_receipt
from marketplace.aftersale.exchanges import note_came_back
from marketplace.aftersale.models import CashRemittance, Return
from marketplace.aftersale.returns import decide_return, dispute_return
from marketplace.gateways.models import CardDispute, ExchangeRate, Payment, Refund
from marketplace.gateways.refunds import promise_refund
from marketplace.ledger.models import AuditRecord
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import Reversal
from tests import factories
from tests.flows.sale import paid, place, ship
from tests.marketplace.aftersale.claims import asked, exchanged

pytestmark = pytest.mark.django_db
MOVED_ON = "Yêu cầu trả hàng này vừa chuyển bước; chưa có gì thay đổi."
DECIDED = "Đã có người quyết định việc này."


@pytest.fixture
def producer(sold):
    return sold.producer


@pytest.fixture
def owner(sold):
    return sold.owner


@pytest.fixture
def vase(sold):
    return sold.vase


@pytest.fixture
def accountant(client):
    user = factories.make_accountant("thu@example.com")
    client.force_login(user)
    return user


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def url(name: str, *args) -> str:
    return reverse(f"aftersale-staff:{name}", args=args)


def disputed(vase, owner, quantity=1, **more) -> Return:
    claim = asked(vase, owner, quantity, **more)
    dispute_return(claim=claim, side="buyer", text="Sai.", by=None)
    claim.refresh_from_db()
    return claim


def promised(vase, amount=1_000) -> Refund:
    purchase = paid([(vase, 1)])
    key = f"k{Refund.objects.count()}"
    return promise_refund(purchase=purchase, amount=amount, key=key, reason="x")[0]


def ready(vase) -> Refund:
    refund = promised(vase)
    account = {"bank_bin": "970436", "account": "123456", "account_name": "LAN"}
    Refund.objects.filter(pk=refund.pk).update(state="ready", **account)
    refund.refresh_from_db()
    return refund


def test_desk_is_for_the_finance_group_alone(client, vase, owner, buyer, staff):
    """A buyer, a producer whose return it is, staff of another desk: none sees or moves money."""
    claim = disputed(vase, owner, user=buyer, pictures=[b"x"])
    refund = ready(vase)
    receipt = issue_receipt(claim.order)
    get = [
        url("disputes"),
        url("dispute", claim.number),
        url("picture", claim.number, claim.pictures.get().pk),
        url("refunds"),
        url("refund-file"),
        url("refund-qr", refund.pk),
        url("chargebacks"),
        url("rates"),
        url("cash"),
        url("documents"),
        url("document", receipt.pk),
        url("e-invoice", "2026-11", "csv"),
        url("cancel", claim.order.number),
    ]
    post = [
        url("dispute", claim.number),
        *(url("exchange-step", claim.number, s) for s in ("came-back", "exchange", "refund")),
        *(
            url("refund-step", refund.pk, s)
            for s in ("paid", "bounced", "came-back", "account", "again", "bank")
        ),
        url("rates"),
        url("cash"),
        url("cancel", claim.order.number),
    ]
    data = {"outcome": "refund", "text": "x", "reference": "FT1"}

    def answers() -> set[int]:
        gotten = {client.get(path).status_code for path in get}
        return gotten | {client.post(path, data).status_code for path in post}

    assert answers() == {302}
    assert client.get(get[0]).url.startswith("/vi/account/login/")
    for user in (buyer, owner, staff):
        client.force_login(user)
        assert answers() == {403}
    for row in (claim, refund):
        before = row.state
        row.refresh_from_db()
        assert row.state == before
    assert not Reversal.objects.exists()
    client.force_login(factories.make_accountant())
    assert {client.get(path).status_code for path in get} == {200}
    refused = AuditRecord.objects.filter(action="refused")
    assert {row.user for row in refused} == {staff}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("dispute", ["x"]),
        ("picture", ["x", 1]),
        ("refund-qr", [999]),
        ("document", [999]),
        ("cancel", ["x"]),
        ("e-invoice", ["2026-13", "csv"]),
        ("e-invoice", ["2026-11", "exe"]),
    ],
)
def test_what_is_not_there_is_not_found(client, accountant, name, args):
    assert client.get(url(name, *args)).status_code == 404


def test_steps_are_taken_by_post_only(client, accountant, vase, owner):
    claim, refund = asked(vase, owner), promised(vase)
    assert client.get(url("exchange-step", claim.number, "refund")).status_code == 405
    assert client.get(url("refund-step", refund.pk, "paid")).status_code == 405
    assert client.post(url("disputes")).status_code == 405


# Disputes


def decide(client, claim, **data):
    given = {"outcome": "refund", "text": "Lý do."} | data
    return client.post(url("dispute", claim.number), given, follow=True)


def test_decision_is_taken_once_and_written_down(client, accountant, vase, owner):
    claim = disputed(vase, owner)
    assert said(decide(client, claim)) == ["Đã phân xử. Cả hai bên đã được báo."]
    assert said(decide(client, claim)) == [DECIDED]
    assert claim.messages.filter(step="decided").count() == 1
    assert Refund.objects.get().amount == 122_000
    row = AuditRecord.objects.filter(action="did").first()
    assert (row.user, row.subject) == (accountant, claim.number)


def test_return_that_nobody_disputes_is_not_decided(client, accountant, vase, owner):
    claim = asked(vase, owner)
    assert said(decide(client, claim)) == [DECIDED]
    claim.refresh_from_db()
    assert (claim.state, Reversal.objects.count()) == ("asked", 0)


@pytest.mark.parametrize(
    ("awarded", "error"),
    [
        ("100001", "Nhiều hơn số tiền đã trả cho hàng này."),
        ("0", ""),
        ("-1", ""),
        ("x", ""),
    ],
)
def test_award_that_cannot_be_is_refused_beside_its_field(
    client, accountant, vase, owner, awarded, error
):
    claim = disputed(vase, owner)
    answer = decide(client, claim, awarded=awarded)
    assert answer.status_code == 422
    errors = answer.context["form"].errors["awarded"]
    assert not error or errors == [error]
    claim.refresh_from_db()
    assert (claim.state, Reversal.objects.count()) == ("disputed", 0)


def test_refund_above_what_is_left_is_refused_beside_its_field(client, accountant, vase, owner):
    claim = disputed(vase, owner)
    promise_refund(purchase=claim.order.purchase, amount=50_000, key="x", reason="x")
    answer = decide(client, claim)
    assert answer.context["form"].errors["awarded"] == ["Nhiều hơn số tiền đã trả cho hàng này."]
    claim.refresh_from_db()
    assert claim.is_disputed


@pytest.mark.parametrize("wrong", [{"text": ""}, {"outcome": "flip"}, {"text": "x" * 2001}])
def test_decision_without_reasons_or_outcome_is_none(client, accountant, vase, owner, wrong):
    claim = disputed(vase, owner)
    answer = decide(client, claim, **wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    claim.refresh_from_db()
    assert claim.is_disputed


def test_buyer_who_has_neither_can_only_be_refunded(client, accountant, vase, owner):
    claim = exchanged(vase, owner)
    note_came_back(claim=claim, by=owner, fit={})
    dispute_return(claim=claim, side="buyer", text="Đâu?", by=None)
    for outcome in ("refuse", "send_back"):
        answer = decide(client, claim, outcome=outcome)
        assert list(answer.context["form"].errors) == ["outcome"]
    claim.refresh_from_db()
    assert claim.is_disputed
    decide(client, claim)
    claim.refresh_from_db()
    assert claim.is_refunded


def test_list_has_what_waits_what_is_under_way_and_what_was_decided(
    client, accountant, vase, owner, staff
):
    second, first, done = disputed(vase, owner), disputed(vase, owner), disputed(vase, owner)
    Return.objects.filter(pk=first.pk).update(asked_at=second.asked_at - timedelta(days=1))
    decide_return(claim=done, by=staff, outcome="refuse", text="!")
    sent, back, there = (exchanged(vase, owner) for _ in range(3))
    note_came_back(claim=back, by=owner, fit={})
    Return.objects.filter(pk=there.pk).update(exchange_arrived_at=timezone.now())
    context = client.get(url("disputes")).context
    assert list(context["waiting"]) == [first, second]
    assert context["exchanges"] == [back, sent]
    assert list(context["page"]) == [done]


def exchange_step(client, claim, name: str, **data) -> list[str]:
    return said(client.post(url("exchange-step", claim.number, name), data, follow=True))


def test_staff_refund_an_exchange_that_came_back_and_no_other_return(
    client, accountant, vase, owner
):
    claim = asked(vase, owner)
    assert exchange_step(client, claim, "refund") == [MOVED_ON]
    back = exchanged(vase, owner)
    assert exchange_step(client, back, "refund") == [MOVED_ON]
    note_came_back(claim=back, by=owner, fit={})
    for _twice in range(2):
        exchange_step(client, back, "refund")
    assert Refund.objects.count() == 1
    back.refresh_from_db()
    assert (back.is_refunded, back.reversal.side) == (True, "staff")


def test_staff_read_why_a_new_one_does_not_leave(client, accountant, vase, owner):
    claim = exchanged(vase, owner)
    assert exchange_step(client, claim, "came-back") == ["Xin cho biết bao nhiêu món còn bán được."]
    note_came_back(claim=claim, by=owner, fit={})
    StockRecord.objects.update(num_in_stock=0)
    assert exchange_step(client, claim, "exchange") == ["Không còn hàng để đổi; xin hoàn tiền."]
    claim.refresh_from_db()
    assert claim.has_come_back


# Cash


def held(vase, owner, carrier="GHN"):
    parcel = ship(place([(vase, 1)], "cash").orders.get(), owner, carrier=carrier)
    deliver(parcel=parcel, by=owner)
    return parcel.collection


def hand_on(client, rows, **more):
    data = {
        "carrier": "GHN",
        "reference": "R1",
        "amount": sum(row.amount for row in rows),
        "received_on": f"{timezone.localdate():%Y-%m-%d}",
        "collection": [row.pk for row in rows],
    } | more
    return client.post(url("cash"), data, follow=True)


def test_cash_is_handed_on_once_a_reference(client, accountant, vase, owner):
    rows = [held(vase, owner), held(vase, owner)]
    for _twice in range(2):
        assert said(hand_on(client, rows)) == ["Đã ghi nhận. Tiền của các kiện này đã nộp."]
    done = CashRemittance.objects.get()
    assert (done.amount, done.by, done.collections.count()) == (244_000, accountant, 2)


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_sum_is_said_with_its_difference(client, accountant, vase, owner, difference):
    answer = hand_on(client, [held(vase, owner)], amount=122_000 + difference)
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"] == [
        f"Tổng các kiện được chọn khác số tiền này; chênh {difference} ₫."
    ]
    assert outstanding().count() == 1


@pytest.mark.parametrize("ticked", [[], ["x"], ["²"], ["9" * 30], ["0"], ["foreign"]])
def test_parcels_that_are_not_this_carriers_are_refused(client, accountant, vase, owner, ticked):
    held(vase, owner)
    other = held(vase, owner, carrier="VNPost")
    named = [str(other.pk) if pk == "foreign" else pk for pk in ticked]
    answer = hand_on(client, [], amount=122_000, collection=named)
    assert answer.context["form"].errors["amount"] == [
        "Chọn những kiện của đúng đơn vị vận chuyển này chưa nộp tiền."
    ]
    assert not CashRemittance.objects.exists()


@pytest.mark.parametrize(("days", "fits"), [(-1, True), (0, True), (1, False)])
def test_cash_is_not_received_on_a_day_to_come(client, accountant, vase, owner, days, fits):
    day = timezone.localdate() + timedelta(days=days)
    answer = hand_on(client, [held(vase, owner)], received_on=f"{day:%Y-%m-%d}")
    assert CashRemittance.objects.exists() is fits
    if not fits:
        assert answer.context["form"].errors["received_on"] == ["Ngày này chưa đến."]


def test_cash_is_shown_carrier_by_carrier(client, accountant, vase, owner):
    one, two = held(vase, owner), held(vase, owner, carrier="VNPost")
    assert client.get(url("cash")).context["rows"] == [one]  # the first by name
    context = client.get(url("cash"), {"carrier": "VNPost"}).context
    assert (context["rows"], context["sum"], context["carrier"]) == ([two], 122_000, "VNPost")
    assert client.get(url("cash"), {"carrier": "Ai"}).context["carrier"] == "GHN"


# Chargebacks, rates, papers, cancelling


def test_note_on_a_chargeback_is_kept(client, accountant, vase):
    purchase = paid([(vase, 1)])
    found = CardDispute.objects.create(
        payment=Payment.objects.get(purchase=purchase), dispute_id="dp_1", amount=1_000
    )
    for _twice in range(2):
        client.post(url("chargeback-note", found.pk), {"note": "  Đã gửi ảnh. " + "x" * 3000})
    found.refresh_from_db()
    assert found.note[:11] == "Đã gửi ảnh."
    assert len(found.note) == 2000
    assert client.post(url("chargeback-note", found.pk + 1)).status_code == 404
    assert list(client.get(url("chargebacks")).context["waiting"]) == [found]


def test_rate_of_a_day_is_kept_once_with_who_entered_it(client, accountant):
    data = {"currency": "USD", "dong": "25000", "valid_on": "2026-11-20", "source": "Bank X"}
    client.post(url("rates"), data)
    assert client.post(url("rates"), data).status_code == 422
    assert ExchangeRate.objects.get().by == accountant


def test_papers_are_found_by_the_number_of_their_order(client, accountant, vase):
    one, two = (issue_receipt(paid([(vase, 1)]).orders.get()) for _ in range(2))
    assert list(client.get(url("documents")).context["page"]) == [two, one]
    context = client.get(url("documents"), {"q": f" {one.order.number} "}).context
    assert (list(context["page"]), context["q"]) == ([one], one.order.number)
    assert context["month"] == f"{timezone.localdate():%Y-%m}"


def cancel(client, order, **more):
    data = {"token": str(uuid.uuid4()), "reason": "no_delivery", "note": "Bão."}
    data |= {f"line_{order.lines.get().pk}": "1"} | more
    return lambda: client.post(url("cancel", order.number), data, follow=True)


def test_staff_cancel_for_both_sides_once(client, accountant, vase):
    order = paid([(vase, 3)]).orders.get()
    post = cancel(client, order)
    for _twice in range(2):
        assert said(post())[-1] == "Đã hủy. Cả hai bên đã được báo."
    reversal = Reversal.objects.get()
    assert (reversal.side, reversal.reason, reversal.by) == ("staff", "no_delivery", accountant)


def test_order_that_left_is_not_cancelled_by_staff(client, accountant, vase, owner):
    order = paid([(vase, 3)]).orders.get()
    ship(order, owner)
    assert cancel(client, order)().context["lines"] == []
    assert not Reversal.objects.exists()


def test_staff_cannot_cancel_what_cannot_be_paid_back(client, accountant, vase):
    purchase = paid([(vase, 3)])
    promise_refund(purchase=purchase, amount=300_000, key="x", reason="x")
    assert said(cancel(client, purchase.orders.get())())[-1] == (
        "Đơn này đã chuyển bước; không có gì thay đổi."
    )
    assert not Reversal.objects.exists()
