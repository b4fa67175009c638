"""A producer's pages after a sale: whose they are, and what it reads of each refusal."""

import uuid

import pytest
from django.urls import reverse

from catalogue.origin.lots import services as lots
from marketplace.aftersale.exchanges import note_came_back
from marketplace.aftersale.models import CashCollection, Document, Return
from marketplace.aftersale.returns import decide_return, dispute_return
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import promise_refund
from marketplace.partner.models import StockRecord
from marketplace.producers.models import Membership
from marketplace.purchases.models import Reversal
from tests import factories
from tests.doors import pass_stage
from tests.flows.sale import paid, place, ship, stock
from tests.marketplace.aftersale.claims import approved, ask, asked, exchanged, received

pytestmark = pytest.mark.django_db
MOVED_ON = "Yêu cầu trả hàng này vừa chuyển bước; chưa có gì thay đổi."
ORDER_MOVED_ON = "Đơn này đã chuyển bước; không có gì thay đổi."
NOT_HERE = "Không hoàn được tại đây; chợ đã được báo."
REASON = "Xin cho biết lý do; người mua sẽ đọc."
FIT = "Xin cho biết bao nhiêu món còn bán được."
STEPS = ("accept", "refuse", "receive", "refund", "exchange", "arrived", "came-back", "dispute")


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
def rival(db):
    """The owner of another producer, which has orders, parcels and returns of its own."""
    bowl = factories.make_product(factories.make_producer("Gốm B"), price=90_000)
    owner = factories.make_member(bowl.producer, "rival@example.com")
    return asked(bowl, owner, pictures=[b"own"]), owner


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def of(claim: Return) -> list[tuple[str, str]]:
    """All addresses about a return, its order, parcel and papers."""
    order = claim.order
    parcel = order.parcels.get().pk
    get = [
        ("return", claim.number),
        ("picture", claim.number, claim.pictures.get().pk),
        ("cancel", order.number),
        ("delivery-note", order.number, parcel),
        ("document", order.number, "receipt"),
    ]
    post = [
        *(("return-step", claim.number, step) for step in STEPS),
        ("cancel", order.number),
        *(("parcel-step", order.number, parcel, step) for step in ("delivered", "refused")),
    ]
    return [
        (method, reverse(f"aftersale-sell:{name}", args=more))
        for method, rows in (("get", get), ("post", post))
        for name, *more in rows
    ]


def statuses(client, addresses) -> list[int]:
    return [getattr(client, method)(path).status_code for method, path in addresses]


def test_pages_after_a_sale_are_one_producers(client, vase, owner, buyer, rival):
    claim = asked(vase, owner, user=buyer, pictures=[b"jpeg"])
    lists = [
        ("get", reverse("aftersale-sell:returns")),
        ("get", reverse("aftersale-sell:e-invoice", args=["2026-11", "csv"])),
    ]
    assert set(statuses(client, [*of(claim), *lists])) == {302}  # asked to sign in
    client.force_login(buyer)
    assert set(statuses(client, [*of(claim), *lists])) == {403}
    client.force_login(rival[1])
    assert set(statuses(client, of(claim))) == {404}
    assert claim.number not in client.get(lists[0][1]).text
    assert rival[0].number in client.get(lists[0][1]).text
    assert claim.order.number not in client.get(lists[1][1]).text
    claim.refresh_from_db()
    assert (claim.state, claim.messages.count()) == ("asked", 1)
    client.force_login(owner)
    gets = [address for address in of(claim) if address[0] == "get"]
    assert statuses(client, [*gets, *lists]) == [200, 200, 302, 200, 200, 200, 200]


def test_who_helps_a_producer_answers_returns_too(client, vase, owner):
    claim = asked(vase, owner)
    helper = factories.make_member(vase.producer, role=Membership.Role.SELLER)
    client.force_login(helper)
    step(client, claim, "accept")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("approved", helper)


def test_rows_of_another_are_not_reached_through_own_numbers(client, vase, owner, rival):
    """Number and row must be of one: neither opens the other."""
    claim = asked(vase, owner, pictures=[b"jpeg"])
    own, _ = rival
    theirs = (claim.order.parcels.get().pk, claim.pictures.get().pk)
    client.force_login(rival[1])
    for name, args in (
        ("picture", [own.number, theirs[1]]),
        ("picture", [claim.number, own.pictures.get().pk]),
        ("delivery-note", [own.order.number, theirs[0]]),
    ):
        assert client.get(reverse(f"aftersale-sell:{name}", args=args)).status_code == 404
    path = reverse("aftersale-sell:parcel-step", args=[own.order.number, theirs[0], "refused"])
    assert client.post(path).status_code == 404
    assert client.post(path.replace(str(theirs[0]), "9" * 30, 1)).status_code == 404


def test_steps_are_taken_by_post_only(client, vase, owner):
    claim = asked(vase, owner, pictures=[b"x"])
    client.force_login(owner)
    paths = [p for method, p in of(claim) if method == "post" and "cancel" not in p]
    assert {client.get(path).status_code for path in paths} == {405}
    assert client.post(reverse("aftersale-sell:returns")).status_code == 405


def test_order_that_nobody_paid_has_no_pages(client, vase, owner):
    order = place([(vase, 1)]).orders.get()
    client.force_login(owner)
    for name, args in (
        ("cancel", [order.number]),
        ("document", [order.number, "confirmation"]),
    ):
        assert client.get(reverse(f"aftersale-sell:{name}", args=args)).status_code == 404


@pytest.mark.parametrize("kind", ["receipt", "credit_note", "delivery_note", "x"])
def test_paper_that_is_not_there_is_not_found(client, vase, owner, kind):
    order = place([(vase, 1)], "cash").orders.get()
    client.force_login(owner)
    path = reverse("aftersale-sell:document", args=[order.number, kind])
    assert client.get(path).status_code == 404
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("month", "extension", "status"),
    [
        ("2026-11", "csv", 200),
        ("2026-13", "csv", 404),
        ("2026-00", "csv", 404),
        ("2025-12", "csv", 200),
        ("9999-12", "csv", 404),
        ("0001-01", "csv", 404),
        ("2026-1", "csv", 404),
        ("2026-011", "csv", 404),
        ("2026-11", "exe", 404),
    ],
)
def test_rows_are_of_a_month_in_a_known_format(client, owner, month, extension, status):
    client.force_login(owner)
    path = reverse("aftersale-sell:e-invoice", args=[month, extension])
    answer = client.get(path)
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Disposition"] == f'attachment; filename="e-invoice-{month}.csv"'
        assert answer["Cache-Control"] == "private, no-store"


# Steps of a return


def step(client, claim: Return, name: str, **data) -> list[str]:
    path = reverse("aftersale-sell:return-step", args=[claim.number, name])
    return said(client.post(path, data, follow=True))


def test_return_that_moved_on_is_not_changed(client, vase, owner):
    """Every step that does not follow says so, and nothing else."""
    claim = asked(vase, owner)
    fit = {f"fit_{claim.lines.get().line_id}": "1"}
    client.force_login(owner)
    for name in ("receive", "exchange", "arrived", "came-back", "dispute"):
        assert step(client, claim, name, text="…", **fit) == [MOVED_ON]
    Return.objects.update(state="withdrawn")
    for name in ("accept", "refuse", "refund"):
        assert step(client, claim, name, text="…") == [MOVED_ON]
    assert claim.messages.count() == 1
    assert stock(vase) == (29, 0)


def test_no_needs_a_reason(client, vase, owner):
    claim = asked(vase, owner)
    client.force_login(owner)
    for text in ("", "  ", "x" * 2001):
        assert step(client, claim, "refuse", text=text) == [REASON]
        assert step(client, claim, "dispute", text=text) == [REASON]
    claim.refresh_from_db()
    assert claim.is_asked
    for _twice in range(2):
        assert len(step(client, claim, "refuse", text="Nguyên vẹn.")) == 1
    assert claim.messages.filter(step="refused").count() == 1


def test_accepting_twice_is_once(client, vase, owner):
    claim = asked(vase, owner)
    client.force_login(owner)
    for _twice in range(2):
        step(client, claim, "accept", text="Xin lỗi.")
    assert claim.messages.filter(step="approved").count() == 1


@pytest.mark.parametrize("units", ["", "2", "-1", "x"])
def test_how_many_are_fit_is_asked_for(client, vase, owner, units):
    claim = approved(vase, owner)
    line_id = claim.lines.get().line_id
    client.force_login(owner)
    assert step(client, claim, "receive", **{f"fit_{line_id}": units}) == [FIT]
    claim.refresh_from_db()
    assert (claim.state, stock(vase)) == ("approved", (29, 0))


def test_coming_back_asks_how_many_are_fit(client, vase, owner):
    claim = exchanged(vase, owner)
    client.force_login(owner)
    assert step(client, claim, "came-back") == [FIT]
    claim.refresh_from_db()
    assert claim.is_exchanged


def test_money_that_cannot_go_back_here_is_said(client, vase, owner):
    claim = asked(vase, owner)
    promise_refund(purchase=claim.order.purchase, amount=122_000, key="x", reason="x")
    client.force_login(owner)
    assert step(client, claim, "refund") == [NOT_HERE]
    claim.refresh_from_db()
    assert (claim.state, Reversal.objects.count()) == ("asked", 0)


def test_refunding_twice_is_once(client, vase, owner):
    claim = asked(vase, owner)
    client.force_login(owner)
    for _twice in range(2):
        step(client, claim, "refund", text="Xin lỗi.")
    assert Refund.objects.get().amount == 122_000
    claim.refresh_from_db()
    assert claim.reversal.note == "Xin lỗi."


def test_exchange_without_stock_is_said(client, vase, owner):
    claim = received(vase, owner)
    StockRecord.objects.update(num_in_stock=0)
    client.force_login(owner)
    assert step(client, claim, "exchange") == ["Không còn hàng để đổi; xin hoàn tiền."]


def test_exchange_of_a_lot_that_is_no_choice_or_too_small_is_said(client, vase, owner):
    claim = received(vase, owner, 2)
    line_id = claim.lines.get().line_id
    lot = lots.release_lot(lot=lots.open_lot(product=vase, quantity=1, by=owner), by=owner)
    client.force_login(owner)
    lot_of_line = f"lot_{line_id}"
    assert step(client, claim, "exchange", **{lot_of_line: str(lot.pk + 9)}) == [
        "Lô đó không gửi được nữa. Xin chọn lô khác."
    ]
    assert step(client, claim, "exchange", **{lot_of_line: str(lot.pk)}) == [
        "Lô này còn ít hơn số cần gửi. Hãy chọn lô khác."
    ]
    lots.recall_lot(lot=lot, reason="Chì", by=owner)
    assert step(client, claim, "exchange") == ["Hàng này đã bị thu hồi, không được gửi đi."]
    claim.refresh_from_db()
    assert (claim.state, stock(vase)) == ("received", (28, 0))


def test_units_that_are_returned_anew_are_named(client, vase, owner):
    claim = exchanged(vase, owner)
    line_id = claim.lines.get().line_id
    ask(claim.order, {line_id: 1})
    client.force_login(owner)
    assert step(client, claim, "came-back", **{f"fit_{line_id}": "1"}) == [
        "Người mua đã yêu cầu trả lại các món này một lần nữa: hãy xem yêu cầu đó."
    ]


@pytest.mark.parametrize("number", ["", "x", "0", "1", "²", "99999", "-1"])
def test_number_of_a_parcel_that_is_none_is_left_out(client, vase, owner, number):
    claim = exchanged(vase, owner)
    client.force_login(owner)
    step(client, claim, "arrived", number=number)
    claim.refresh_from_db()
    assert (claim.exchange_arrived_at is None) is (number == "0")


def test_page_shows_what_a_yes_costs_while_it_is_open(client, vase, owner, staff):
    claim = asked(vase, owner)
    client.force_login(owner)
    path = reverse("aftersale-sell:return", args=[claim.number])
    context = client.get(path).context
    found = context["preview"]
    assert (found.goods, found.delivery, found.refund) == (100_000, 22_000, 122_000)
    assert found.cost.to_buyer == 122_000
    assert context["ship_form"] is None
    dispute_return(claim=claim, side="buyer", text="?", by=None)
    decide_return(claim=claim, by=staff, outcome="refuse", text="!")
    assert client.get(path).context["preview"] is None


def test_page_offers_to_send_a_new_one_where_one_is_due(client, vase, owner):
    claim = received(vase, owner)
    client.force_login(owner)
    path = reverse("aftersale-sell:return", args=[claim.number])
    assert client.get(path).context["ship_form"] is not None
    sent = exchanged(vase, owner)
    path = reverse("aftersale-sell:return", args=[sent.number])
    assert client.get(path).context["ship_form"] is None
    note_came_back(claim=sent, by=owner, fit={})
    assert client.get(path).context["ship_form"] is not None


def test_list_has_what_waits_first_by_the_day_of_the_answer(client, vase, owner):
    first, second, done = (asked(vase, owner) for _ in range(3))
    Return.objects.filter(pk=second.pk).update(answer_by=first.asked_at)
    Return.objects.filter(pk=done.pk).update(state="refunded")
    client.force_login(owner)
    context = client.get(reverse("aftersale-sell:returns")).context
    assert list(context["waiting"]) == [second, first]
    assert list(context["page"]) == [done]
    for state, waits in (("received", True), ("came_back", True), ("approved", False)):
        Return.objects.filter(pk=done.pk).update(state=state)
        context = client.get(reverse("aftersale-sell:returns")).context
        assert (done in context["waiting"]) is waits


# Cancelling


def cancel_page(order, **more) -> tuple[str, dict]:
    path = reverse("aftersale-sell:cancel", args=[order.number])
    data = {"token": str(uuid.uuid4()), "reason": "sold_out", "note": "Vỡ trong lò."}
    return path, data | {f"line_{order.lines.get().pk}": "1"} | more


def test_producer_cancels_once_with_a_reason(client, vase, owner):
    order = paid([(vase, 3)]).orders.get()
    client.force_login(owner)
    path, data = cancel_page(order)
    assert client.post(path, data | {"note": ""}).status_code == 422
    assert client.post(path, data | {"reason": "changed_mind"}).status_code == 422
    for _twice in range(2):
        client.post(path, data)
    reversal = Reversal.objects.get()
    assert (reversal.side, reversal.reason, reversal.note) == (
        "producer",
        "sold_out",
        "Vỡ trong lò.",
    )
    assert (reversal.by, Refund.objects.get().amount) == (owner, 100_000)


def test_page_says_what_cancelling_all_costs(client, vase, owner):
    order = paid([(vase, 3)]).orders.get()
    client.force_login(owner)
    path, _ = cancel_page(order)
    assert client.get(path).context["cost"].to_buyer == 322_000
    ship(order, owner, [(order.lines.get(), 1)])
    assert client.get(path).context["cost"].to_buyer == 200_000  # delivery stays owed
    in_cash = place([(vase, 1)], "cash").orders.get()
    assert client.get(cancel_page(in_cash)[0]).context["cost"] is None


def test_order_that_left_is_not_cancelled_and_says_so(client, vase, owner):
    order = paid([(vase, 3)]).orders.get()
    ship(order, owner)
    client.force_login(owner)
    path, data = cancel_page(order)
    for answer in (client.get(path, follow=True), client.post(path, data, follow=True)):
        assert said(answer)[-1] == "Đơn này không còn gì có thể hủy."


def test_money_that_went_back_already_cancels_nothing(client, vase, owner):
    purchase = paid([(vase, 3)])
    promise_refund(purchase=purchase, amount=300_000, key="x", reason="x")
    client.force_login(owner)
    path, data = cancel_page(purchase.orders.get())
    assert said(client.post(path, data, follow=True)) == [ORDER_MOVED_ON]
    assert not Reversal.objects.exists()


# Parcels


def parcel_step(client, parcel, name: str, **data) -> list[str]:
    args = [parcel.order.number, parcel.pk, name]
    return said(client.post(reverse("aftersale-sell:parcel-step", args=args), data, follow=True))


@pytest.mark.parametrize(
    ("collector", "kept"),
    [("producer", "producer"), ("carrier", "carrier"), ("", "carrier"), ("me", "carrier")],
)
def test_cash_is_with_the_carrier_unless_the_producer_took_it(client, vase, owner, collector, kept):
    parcel = ship(place([(vase, 1)], "cash").orders.get(), owner)
    client.force_login(owner)
    for _twice in range(2):
        assert parcel_step(client, parcel, "delivered", collector=collector) == [
            "Đã ghi là giao xong."
        ]
    assert CashCollection.objects.get().collector == kept


def test_parcel_that_arrived_does_not_come_back_nor_the_other_way(client, vase, owner):
    order = paid([(vase, 2)]).orders.get()
    line = order.lines.get()
    there, back = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    client.force_login(owner)
    parcel_step(client, there, "delivered")
    parcel_step(client, back, "refused", note="x" * 600)
    assert parcel_step(client, there, "refused") == [ORDER_MOVED_ON]
    assert parcel_step(client, back, "delivered") == [ORDER_MOVED_ON]
    assert len(Reversal.objects.get().note) == 500


@pytest.mark.parametrize("unfit", ["own", "foreign", "x", "²", "9" * 30])
def test_only_lines_that_are_named_stay_out_of_the_stock(client, vase, owner, unfit):
    parcel = ship(paid([(vase, 2)]).orders.get(), owner)
    pk = parcel.lines.get().line_id
    named = {"own": pk, "foreign": pk + 1}.get(unfit, unfit)
    client.force_login(owner)
    for _twice in range(2):
        parcel_step(client, parcel, "refused", unfit=[named])
    assert stock(vase) == ((28, 0) if unfit == "own" else (30, 0))


def test_refund_above_what_was_paid_leaves_the_parcel_where_it_is(client, vase, owner):
    purchase = paid([(vase, 2)])
    parcel = ship(purchase.orders.get(), owner)
    promise_refund(purchase=purchase, amount=222_000, key="x", reason="x")
    client.force_login(owner)
    assert parcel_step(client, parcel, "refused") == [NOT_HERE]
    parcel.refresh_from_db()
    assert parcel.is_shipped


def test_who_says_that_a_parcel_came_back_says_again_who_it_is(client, vase, owner):
    """Its goods are paid back; that one arrived is said by the dozen and pays nothing out."""
    parcel = ship(place([(vase, 1)], "cash").orders.get(), owner)
    client.force_login(owner)
    pass_stage(client, owner, ago=15 * 60)
    refused, delivered = (
        client.post(
            reverse("aftersale-sell:parcel-step", args=[parcel.order.number, parcel.pk, step])
        )
        for step in ("refused", "delivered")
    )
    assert refused.url.startswith("/vi/account/reauthenticate/")
    assert not Reversal.objects.exists()
    assert delivered.url == reverse("sell:order", args=[parcel.order.number])
    assert CashCollection.objects.exists()
