"""A buyer's pages after a sale: whose they are, and what the person reads of each refusal."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.aftersale.documents import issue_receipt
from marketplace.aftersale.models import Document, Return, ReturnRule
from marketplace.aftersale.returns import (
    accept_return,
    decide_return,
    dispute_return,
    refuse_return,
)
from marketplace.checkout import aftersale_views
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import OverRefund, promise_refund
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Parcel, Purchase, Reversal
from tests import factories
from tests.doors import pass_stage
from tests.flows.sale import arrived, paid, place, ship
from tests.marketplace.aftersale.claims import ask, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("code_was_given")]
MOVED_ON = "Yêu cầu trả hàng này vừa chuyển bước; chưa có gì thay đổi."
ORDER_MOVED_ON = "Đơn này đã chuyển bước; không có gì thay đổi."
NOTHING = "Những món này chưa thể trả: chưa nhận được, hoặc đã trả rồi."


@pytest.fixture
def producer(sold):
    return sold.producer


@pytest.fixture
def owner(sold):
    return sold.owner


@pytest.fixture
def vase(sold):
    return sold.vase


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def of(claim: Return, refund: Refund, document: Document, purchase=None) -> list[tuple[str, str]]:
    """All addresses of a return, its refund and its papers, under a purchase's token."""
    token, order = (purchase or claim.order.purchase).token, claim.order
    get = [
        ("cancel", order.number),
        ("ask", order.number),
        ("return", claim.number),
        ("picture", claim.number, claim.pictures.get().pk),
        ("account", refund.pk),
        ("issued-document", document.pk),
        ("document", "receipt", order.number),
    ]
    post = [
        ("cancel", order.number),
        ("ask", order.number),
        ("account", refund.pk),
        *(("return-step", claim.number, step) for step in ("withdraw", "sent", "dispute")),
    ]
    return [
        (method, reverse(f"aftersale:{name}", args=[token, *more]))
        for method, rows in (("get", get), ("post", post))
        for name, *more in rows
    ]


def statuses(client, addresses) -> list[int]:
    return [getattr(client, method)(path).status_code for method, path in addresses]


def things_of(vase, owner, user) -> tuple[Return, Refund, Document]:
    """What a buyer has after a sale: an open return, a refund, a receipt."""
    claim = asked(vase, owner, user=user, pictures=[b"jpeg"])
    purchase = claim.order.purchase
    refund = promise_refund(purchase=purchase, amount=1_000, key=claim.number, reason="x")[0]
    return claim, refund, issue_receipt(claim.order)


def test_pages_after_a_sale_are_the_buyers_alone(client, vase, owner, buyer, stranger, staff):
    """The stranger has a purchase, a return and a refund of its own; none opens another's."""
    things, own = things_of(vase, owner, buyer), things_of(vase, owner, stranger)
    client.force_login(stranger)
    assert set(statuses(client, of(*things))) == {404}  # with the token, signed in as another
    assert set(statuses(client, of(*things, purchase=own[0].order.purchase))) == {404}
    client.logout()
    guessed = SimpleNamespace(token=uuid.uuid4())
    assert set(statuses(client, of(*things, purchase=guessed))) == {404}
    assert Return.objects.get(pk=things[0].pk).is_asked
    # Who has the link looks; money moves by the buyer's own hand.
    for user, moves in ((buyer, (302, 302, 200)), (staff, (404,) * 3), (None, (302,) * 3)):
        client.logout()
        if user:
            client.force_login(user)
        found = statuses(client, [a for a in of(*things) if a[0] == "get"])
        assert found == [*moves[:2], 200, 200, moves[2], 200, 200]


def test_a_guest_s_link_alone_asks_for_no_return_and_answers_none(client, vase, owner, monkeypatch):
    """Whoever a mail was passed on to looks; what calls for money takes the mailbox's code."""
    monkeypatch.setattr("marketplace.checkout.access.has_shown_code", lambda *asked: False)
    purchase = asked(vase, owner).order.purchase
    claim = Return.objects.get()
    Purchase.objects.update(user=None)
    code = reverse("aftersale:code", args=[purchase.token])
    ask = reverse("aftersale:ask", args=[purchase.token, claim.order.number])
    for path in (ask, *(f"{claim.get_absolute_url()}{step}/" for step in ("withdraw", "dispute"))):
        answer = client.post(path, {"text": "x"})
        assert (answer.status_code, answer.url[: len(code)]) == (302, code)
        # A form cannot be sent again by a link: the way on is the purchase's page.
        assert answer.url.endswith(f"?next={quote(purchase.get_absolute_url(), safe='')}")
    assert client.get(ask).url.endswith(f"?next={quote(ask, safe='')}")
    assert client.get(claim.get_absolute_url()).status_code == 200
    claim.refresh_from_db()
    assert claim.is_asked and Return.objects.count() == 1


def test_a_buyer_says_again_who_it_is_before_money_moves(client, vase, owner, buyer):
    purchase = paid([(vase, 1)], user=buyer)
    client.force_login(buyer)
    pass_stage(client, buyer, ago=15 * 60)
    cancel = reverse("aftersale:cancel", args=[purchase.token, purchase.orders.get().number])
    assert client.get(cancel).status_code == 200
    assert client.post(cancel).url.startswith("/vi/account/reauthenticate/")


def test_picture_of_another_return_is_not_found(client, vase, owner):
    claim, other = (asked(vase, owner, pictures=[b"x"]) for _ in range(2))
    token = claim.order.purchase.token
    for number, picture in ((claim.number, other), (other.number, claim), (other.number, other)):
        path = reverse("aftersale:picture", args=[token, number, picture.pictures.get().pk])
        assert client.get(path).status_code == 404


def test_steps_are_taken_by_post_only(client, vase, owner):
    claim = asked(vase, owner, pictures=[b"x"])
    token = claim.order.purchase.token
    for step in ("withdraw", "sent", "dispute"):
        path = reverse("aftersale:return-step", args=[token, claim.number, step])
        assert client.get(path).status_code == 405
    assert client.post(claim.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("kind", ["credit_note", "delivery_note", "nothing"])
def test_only_confirmation_and_receipt_are_asked_for_by_name(client, vase, kind):
    purchase = paid([(vase, 1)])
    order = purchase.orders.get()
    path = reverse("aftersale:document", args=[purchase.token, kind, order.number])
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["confirmation", "receipt"])
def test_paper_that_is_not_issued_yet_is_not_found(client, vase, kind):
    purchase = place([(vase, 1)])
    order = purchase.orders.get()
    path = reverse("aftersale:document", args=[purchase.token, kind, order.number])
    assert client.get(path).status_code == 404
    assert not Document.objects.exists()


def test_paper_is_for_one_reader_in_its_language(client, vase):
    purchase = paid([(vase, 1)])
    order = purchase.orders.get()
    path = reverse("aftersale:document", args=[purchase.token, "receipt", order.number])
    assert "Lập chứng từ" in client.get(path).content.decode()
    assert not Document.objects.exists()  # a link that is fetched ahead takes no number
    for status in (302, 200):
        assert client.post(path).status_code == status
    answer = client.get(path)
    code = Document.objects.get().code
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{code}-vi.pdf"'
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (
        "private, no-store",
        "same-origin",
    )
    assert client.get(path).content == answer.content
    assert Document.objects.count() == 1


# Cancelling


def cancel_page(purchase) -> tuple[str, dict]:
    order = purchase.orders.get()
    path = reverse("aftersale:cancel", args=[purchase.token, order.number])
    line = order.lines.get()
    return path, {"token": str(uuid.uuid4()), "reason": "other", f"line_{line.pk}": "1"}


def test_order_of_which_nothing_may_fall_away_says_so(client, vase, owner):
    sent = paid([(vase, 1)])
    ship(sent.orders.get(), owner)
    for purchase in (place([(vase, 1)]), sent):
        path, data = cancel_page(purchase)
        for answer in (client.get(path, follow=True), client.post(path, data, follow=True)):
            assert said(answer) == ["Đơn này không còn gì có thể hủy."]
    assert not Reversal.objects.exists()


def test_same_form_cancels_once(client, vase):
    path, data = cancel_page(paid([(vase, 3)]))
    for _twice in range(2):
        answer = client.post(path, data, follow=True)
        assert said(answer) == ["Đã hủy. Số tiền bạn trả cho phần này đang được hoàn lại."]
    assert (Reversal.objects.get().side, Refund.objects.get().amount) == ("buyer", 100_000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "sold_out"}, "reason"),  # that is the producer's to say
        ({"reason": ""}, "reason"),
        ({"token": "x"}, "token"),
        ({"units": "4"}, "line"),
        ({"units": "-1"}, "line"),
        ({"units": "0"}, "__all__"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_form_that_cannot_be_cancels_nothing(client, vase, wrong, field):
    path, data = cancel_page(paid([(vase, 3)]))
    if units := wrong.pop("units", None):
        data = {name: units if name.startswith("line_") else v for name, v in data.items()}
    answer = client.post(path, data | wrong)
    assert answer.status_code == 422
    [error] = answer.context["form"].errors
    assert error.startswith(field)
    assert not Reversal.objects.exists()
    if field == "__all__":
        assert "Xin cho biết món nào, bao nhiêu." in answer.text


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        (aftersale_views.MoveRefused("shipped"), ORDER_MOVED_ON),
        (NothingToCancel(), ORDER_MOVED_ON),
        (OverRefund(), "Không hoàn được khoản này tại đây; xin viết thư cho chúng tôi."),
    ],
)
def test_buyer_reads_why_nothing_was_cancelled(client, vase, monkeypatch, raised, sentence):
    """Between the page and its form the order moved on, or its money did."""

    def refuse(**_facts):
        raise raised

    monkeypatch.setattr(aftersale_views, "cancel_order", refuse)
    path, data = cancel_page(paid([(vase, 3)]))
    assert said(client.post(path, data, follow=True)) == [sentence]


def test_refund_above_what_was_paid_cancels_nothing(client, vase):
    purchase = paid([(vase, 3)])
    promise_refund(purchase=purchase, amount=300_000, key="x", reason="x")
    path, data = cancel_page(purchase)
    answer = client.post(path, data, follow=True)
    assert said(answer) == ["Không hoàn được khoản này tại đây; xin viết thư cho chúng tôi."]
    assert not Reversal.objects.exists()


# Returning


def ask_page(order, **more) -> tuple[str, dict]:
    path = reverse("aftersale:ask", args=[order.purchase.token, order.number])
    data = {"token": str(uuid.uuid4()), "reason": "damaged", "wish": "refund", "text": "Vỡ."}
    return path, data | {f"line_{line.pk}": "1" for line in order.lines.all()} | more


def test_what_did_not_arrive_is_not_asked_back(client, vase):
    path, data = ask_page(paid([(vase, 1)]).orders.get())
    assert said(client.get(path, follow=True)) == [NOTHING]
    assert said(client.post(path, data, follow=True)) == [NOTHING]
    assert not Return.objects.exists()


def test_same_form_asks_once_and_leads_to_the_return(client, vase, owner):
    path, data = ask_page(arrived([(vase, 2)], owner).orders.get())
    first = client.post(path, data)
    claim = Return.objects.get()
    assert first.url == claim.get_absolute_url()
    again = client.post(path, data, follow=True)
    assert Return.objects.count() == 1
    assert said(again)[-1] == "Yêu cầu trả hàng đã đến nhà sản xuất."


@pytest.mark.parametrize(
    ("product", "reason", "days_ago", "sentence"),
    [
        ({}, "damaged", 8, "Đã quá thời hạn cho lý do này kể từ khi nhận hàng."),
        ({"set_number": 4}, "changed_mind", 0, "Đồ ăn, thức uống không nhận lại vì lý do đổi ý."),
        (
            {"made_to_order": True},
            "changed_mind",
            0,
            "Hàng làm riêng cho bạn không nhận lại vì lý do này.",
        ),
        ({}, "spoilt", 0, "Không nhận trả tại đây được; xin viết thư cho chúng tôi."),  # no rule
    ],
)
def test_buyer_reads_why_goods_do_not_come_back(
    client, producer, owner, product, reason, days_ago, sentence
):
    ReturnRule.objects.filter(reason="spoilt").delete()
    goods = factories.make_product(producer, price=100_000, **product)
    order = arrived([(goods, 1)], owner).orders.get()
    Parcel.objects.update(delivered_at=timezone.now() - timedelta(days=days_ago))
    path, data = ask_page(order, reason=reason)
    answer = client.post(path, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"] == [sentence]
    assert sentence in answer.text
    assert answer.context["form"]["text"].value() == "Vỡ."
    assert not Return.objects.exists()


def test_units_returned_meanwhile_are_refused_beside_the_reason(client, vase, owner, monkeypatch):
    order = arrived([(vase, 1)], owner).orders.get()
    line = order.lines.get()
    ask(order, {line.pk: 1})
    monkeypatch.setattr(aftersale_views, "returnable_lines", lambda order: [(line, 1)])
    path, data = ask_page(order)
    assert client.post(path, data).context["form"].errors["reason"] == [NOTHING]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "hated"}, "reason"),
        ({"wish": "gold"}, "wish"),
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"token": ""}, "token"),
    ],
)
def test_half_a_wish_asks_for_nothing(client, vase, owner, wrong, field):
    path, data = ask_page(arrived([(vase, 1)], owner).orders.get())
    answer = client.post(path, data | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Return.objects.exists()


# Steps of a return


def step(client, claim: Return, name: str, **data) -> list[str]:
    path = reverse("aftersale:return-step", args=[claim.order.purchase.token, claim.number, name])
    return said(client.post(path, data, follow=True))


def test_withdrawing_twice_is_once_and_too_late_is_said(client, vase, owner):
    claim = asked(vase, owner)
    for _twice in range(2):
        assert step(client, claim, "withdraw") == ["Đã rút yêu cầu trả hàng."]
    assert claim.messages.filter(step="withdrawn").count() == 1
    other = asked(vase, owner)
    refuse_return(claim=other, by=owner, text="Không.")
    assert step(client, other, "withdraw") == [MOVED_ON]


def test_tracking_code_is_asked_for_and_too_early_is_said(client, vase, owner):
    claim = asked(vase, owner)
    assert step(client, claim, "sent", tracking_code="VN1") == [MOVED_ON]
    accept_return(claim=claim, by=owner)
    for code in ("", "x" * 81):
        assert step(client, claim, "sent", tracking_code=code) == ["Xin cho biết mã vận đơn."]
    claim.refresh_from_db()
    assert claim.tracking_code == ""
    step(client, claim, "sent", tracking_code="VN1")
    claim.refresh_from_db()
    assert claim.tracking_code == "VN1"


def test_dispute_needs_words_and_ends_with_the_decision(client, vase, owner, staff):
    claim = asked(vase, owner)
    for text in ("", " ", "x" * 2001):
        assert step(client, claim, "dispute", text=text) == ["Xin nói rõ có điều gì chưa ổn."]
    dispute_return(claim=claim, side="buyer", text="Sai.", by=None)
    decide_return(claim=claim, by=staff, outcome="refuse", text="Không.")
    assert step(client, claim, "dispute", text="Lại.") == [MOVED_ON]
    assert not client.get(claim.get_absolute_url()).context["may_dispute"]


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("asked", False),
        ("approved", True),
        ("received", True),
        ("refused", True),
        ("came_back", True),
        ("disputed", True),
        ("refunded", False),
        ("exchanged", False),
        ("withdrawn", False),
    ],
)
def test_page_offers_the_market_where_it_may_be_called(client, vase, owner, state, may):
    claim = asked(vase, owner)
    Return.objects.update(state=state)
    assert client.get(claim.get_absolute_url()).context["may_dispute"] is may


# Account for a refund


def test_account_is_changed_until_the_money_leaves(client, vase):
    purchase = paid([(vase, 1)])
    refund = promise_refund(purchase=purchase, amount=1_000, key="k", reason="x")[0]
    path = reverse("aftersale:account", args=[purchase.token, refund.pk])
    data = {"bank_bin": "970436", "account": "123456", "account_name": "Lan Đỗ"}
    for account in ("123456", "654321"):
        client.post(path, data | {"account": account}, follow=True)
    refund.refresh_from_db()
    assert (refund.account, refund.account_name, refund.state) == ("654321", "LAN DO", "ready")
    Refund.objects.update(state="paid")
    assert said(client.post(path, data, follow=True)) == ["Khoản tiền này đã được chuyển đi."]
    refund.refresh_from_db()
    assert refund.account == "654321"


@pytest.mark.parametrize(
    ("account", "fits"),
    [("123", False), ("1234", True), ("1" * 19, True), ("1" * 20, False), ("12 345", False)],
)
def test_account_has_four_to_nineteen_letters_or_digits(client, vase, account, fits):
    purchase = paid([(vase, 1)])
    refund = promise_refund(purchase=purchase, amount=1_000, key="k", reason="x")[0]
    path = reverse("aftersale:account", args=[purchase.token, refund.pk])
    data = {"bank_bin": "970436", "account": account, "account_name": "Lan"}
    assert client.post(path, data).status_code == (302 if fits else 422)


def test_refund_to_a_card_asks_for_no_account(client, vase):
    purchase = paid([(vase, 1)])
    refund = promise_refund(purchase=purchase, amount=1_000, key="k", reason="x")[0]
    Refund.objects.update(way="card")
    path = reverse("aftersale:account", args=[purchase.token, refund.pk])
    assert client.get(path).status_code == 404
