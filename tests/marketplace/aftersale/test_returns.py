"""Returns step by step: who may ask for what until when, what each step writes, what it costs."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from catalogue.models import OcopGroup
from catalogue.origin.lots import services as lots
from marketplace.aftersale import returns
from marketplace.aftersale.models import Return, ReturnLine, ReturnMessage, ReturnRule
from marketplace.aftersale.returns import (
    ReturnRefused,
    accept_return,
    check_rule,
    decide_return,
    delivered_at,
    dispute_return,
    lock_claim,
    move_claim,
    note_sent_back,
    receive_return,
    refund_return,
    refuse_return,
    returnable,
    rule_for,
    withdraw_return,
)
from marketplace.purchases.models import MailMessage, Parcel, PurchaseEvent
from marketplace.purchases.services import MoveRefused, deliver_parcel
from tests import factories
from tests.flows.sale import arrived, paid, ship, stock
from tests.marketplace.aftersale.claims import approved, ask, asked, exchanged, received

pytestmark = pytest.mark.django_db
STOCK = 10
MINUTE = timedelta(minutes=1)


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
def scarf(producer):
    return factories.make_product(producer, price=180_000, stock=10, weight_g=100)


def fresh(row):
    row.refresh_from_db()
    return row


def near(moment, expected) -> bool:
    return abs(moment - expected) < MINUTE


def said(claim) -> list[tuple[str, str, str]]:
    return list(claim.messages.values_list("side", "step", "text"))


def mailed(claim) -> list[tuple[str, str]]:
    rows = MailMessage.objects.filter(context__return=claim.number).order_by("pk")
    return list(rows.values_list("template", "context__step"))


BOTH = ("return_step", "producer_return")


# Which terms count


def add_rule(**fields) -> ReturnRule:
    given = {"reason": "damaged", "days": 5, "source": "x"} | fields
    return ReturnRule.objects.create(**given)


def test_rule_of_the_day_is_the_newest_in_force():
    ReturnRule.objects.filter(reason="damaged").delete()
    old = add_rule(valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30))
    new = add_rule(valid_from=date(2026, 3, 1), valid_until=date(2026, 3, 31))
    add_rule(reason="spoilt", valid_from=date(2026, 3, 1))
    assert rule_for("damaged", date(2025, 12, 31)) is None
    assert rule_for("damaged", date(2026, 1, 1)) == old
    assert rule_for("damaged", date(2026, 2, 28)) == old
    assert rule_for("damaged", date(2026, 3, 1)) == new
    assert rule_for("damaged", date(2026, 3, 31)) == new
    assert rule_for("damaged", date(2026, 4, 1)) == old
    assert rule_for("damaged", date(2026, 6, 30)) == old
    assert rule_for("damaged", date(2026, 7, 1)) is None


def line_of(*, group: int | None = None, made_to_order: bool = False):
    product = SimpleNamespace(
        made_to_order=made_to_order,
        ocop_group=OcopGroup.objects.get(number=group) if group else None,
    )
    return SimpleNamespace(product=product)


def test_terms_end_days_after_the_parcel_to_the_moment(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(returns.timezone, "now", lambda: now)
    rule = ReturnRule(days=7)
    for arrived_at in (now, now - timedelta(days=7) + MINUTE, now - timedelta(days=7)):
        assert check_rule(rule, [], arrived_at) is rule
    with pytest.raises(ReturnRefused, match="too_late"):
        check_rule(rule, [], now - timedelta(days=7, microseconds=1))


def test_without_terms_or_arrival_nothing_is_returned():
    for rule, arrived_at in ((None, timezone.now()), (ReturnRule(days=7), None)):
        with pytest.raises(ReturnRefused, match="no_rule"):
            check_rule(rule, [], arrived_at)


@pytest.mark.parametrize(
    ("group", "takes_food", "refused"),
    [
        (1, False, True),
        (3, False, True),
        (4, False, False),
        (3, True, False),
        (None, False, False),
    ],
)
def test_food_and_drink_are_the_first_three_groups(group, takes_food, refused):
    rule = ReturnRule(days=7, takes_food=takes_food)
    lines = [line_of(group=5), line_of(group=group)]
    if refused:
        with pytest.raises(ReturnRefused, match="food"):
            check_rule(rule, lines, timezone.now())
    else:
        assert check_rule(rule, lines, timezone.now()) is rule


@pytest.mark.parametrize(
    ("made", "takes", "refused"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_what_was_made_for_one_buyer_comes_back_where_the_terms_say_so(made, takes, refused):
    rule = ReturnRule(days=7, takes_made_to_order=takes)
    lines = [SimpleNamespace(product=None), line_of(made_to_order=made)]
    if refused:
        with pytest.raises(ReturnRefused, match="made_to_order") as refusal:
            check_rule(rule, lines, timezone.now())
        assert refusal.value.code == "made_to_order"
    else:
        assert check_rule(rule, lines, timezone.now()) is rule


# What may be asked


def test_only_what_arrived_and_is_in_no_return_comes_back(vase, scarf, owner):
    order = paid([(vase, 3), (scarf, 1)]).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    parcel = ship(order, owner, [(of_vase, 2)])
    assert returnable(order) == {}
    deliver_parcel(parcel=parcel)
    assert returnable(order) == {of_vase.pk: 2}
    deliver_parcel(parcel=ship(order, owner))
    assert returnable(order) == {of_vase.pk: 3, of_scarf.pk: 1}
    claim = ask(order, {of_vase.pk: 2})
    assert returnable(order) == {of_vase.pk: 1, of_scarf.pk: 1}
    refund_return(claim=claim, by=owner, side="producer")
    assert returnable(order) == {of_vase.pk: 1, of_scarf.pk: 1}
    other = ask(order, {of_vase.pk: 1})
    assert returnable(order) == {of_scarf.pk: 1}
    withdraw_return(claim=other, by=None)
    assert returnable(order) == {of_vase.pk: 1, of_scarf.pk: 1}


def test_days_run_from_the_last_parcel_of_the_lines(vase, scarf, owner):
    order = paid([(vase, 2), (scarf, 1)]).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    now = timezone.now()
    for number, line in enumerate((of_vase, of_vase, of_scarf)):
        parcel = ship(order, owner, [(line, 1)])
        deliver_parcel(parcel=parcel)
        Parcel.objects.filter(pk=parcel.pk).update(delivered_at=now - timedelta(days=5 - number))
    assert delivered_at(order, [of_vase.pk]) == now - timedelta(days=4)
    assert delivered_at(order, [of_vase.pk, of_scarf.pk]) == now - timedelta(days=3)
    assert delivered_at(order, []) is None


def test_asked_return_keeps_what_was_said_and_its_days(vase, owner, buyer):
    order = arrived([(vase, 3)], owner).orders.get()
    line, token, now = order.lines.get(), uuid.uuid4(), timezone.now()
    claim = ask(
        order,
        {line.pk: 2},
        wish="exchange",
        token=token,
        text="Nứt.",
        pictures=[b"a", b"b"],
        by=buyer,
    )
    rule = ReturnRule.objects.get(reason="damaged")
    assert (claim.token, claim.number) == (token, f"{order.number}-R1")
    assert (claim.order, claim.rule, claim.reason, claim.wish) == (
        order,
        rule,
        "damaged",
        "exchange",
    )
    assert (claim.state, claim.send_back_by, claim.closed_at) == ("asked", None, None)
    assert near(claim.answer_by, now + timedelta(days=3))
    assert near(claim.refund_by, now + timedelta(days=30))
    assert [(row.line, row.quantity, row.fit_to_sell) for row in claim.lines.all()] == [
        (line, 2, None)
    ]
    assert [bytes(p.content) for p in claim.pictures.order_by("pk")] == [b"a", b"b"]
    assert said(claim) == [("buyer", "asked", "Nứt.")]
    assert claim.messages.get().by == buyer
    assert mailed(claim) == [(template, "asked") for template in BOTH]
    event = PurchaseEvent.objects.get(code="return_asked")
    assert (event.purchase, event.order_id, event.by) == (order.purchase, order.pk, buyer)
    assert event.detail == {"return": claim.number}


def test_returns_of_an_order_are_counted_on(vase, owner):
    order = arrived([(vase, 3)], owner).orders.get()
    pk = order.lines.get().pk
    assert [ask(order, {pk: 1}).number[-3:] for _ in range(3)] == ["-R1", "-R2", "-R3"]


def test_return_that_the_law_gives_is_accepted_at_once_by_the_clock(vase, owner, buyer):
    claim = asked(vase, owner, reason="not_as_described", user=buyer)
    assert claim.is_approved
    assert near(claim.send_back_by, timezone.now() + timedelta(days=14))
    assert said(claim) == [("buyer", "asked", "Lọ bị nứt."), ("clock", "approved", "")]
    assert claim.messages.get(step="approved").by is None
    assert mailed(claim) == [(t, step) for step in ("asked", "approved") for t in BOTH]


@pytest.mark.parametrize("units", [-1, 0, 1, 2, 3])
def test_one_unit_to_all_that_arrived_may_come_back(vase, owner, units):
    order = arrived([(vase, 2)], owner).orders.get()
    line = order.lines.get()
    if units in (1, 2):
        assert ask(order, {line.pk: units}).lines.get().quantity == units
        return
    with pytest.raises(ReturnRefused, match="nothing") as refusal:
        ask(order, {line.pk: units})
    assert refusal.value.code == "nothing"
    assert not Return.objects.exists()


def test_lines_of_none_are_left_out_and_foreign_lines_are_refused(vase, scarf, owner):
    order = arrived([(vase, 1), (scarf, 1)], owner).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    foreign = arrived([(vase, 1)], owner).orders.get().lines.get()
    with pytest.raises(ReturnRefused, match="nothing"):
        ask(order, {of_vase.pk: 1, foreign.pk: 1})
    claim = ask(order, {of_vase.pk: 0, of_scarf.pk: 1})
    assert [row.line for row in claim.lines.all()] == [of_scarf]


def test_terms_of_the_day_of_arrival_count_not_those_of_today(vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    Parcel.objects.update(delivered_at=timezone.now() - timedelta(days=5))
    today = timezone.localdate()
    ReturnRule.objects.filter(reason="damaged").update(valid_until=today - timedelta(days=4))
    add_rule(valid_from=today - timedelta(days=3), days=1)
    assert ask(order, {order.lines.get().pk: 1}).rule.days == 7


def test_day_of_arrival_is_hanois(vase, owner):
    """At 23:30 UTC it is the next morning in Hanoi: the rule of that day counts."""
    order = arrived([(vase, 1)], owner).orders.get()
    day = timezone.localdate() - timedelta(days=2)
    early = timezone.make_aware(datetime(day.year, day.month, day.day, 6, 30))
    Parcel.objects.update(delivered_at=early)
    ReturnRule.objects.filter(reason="damaged").update(valid_until=day - timedelta(days=1))
    rule = add_rule(valid_from=day, days=9)
    assert ask(order, {order.lines.get().pk: 1}).rule == rule


def test_same_token_asks_once_even_when_nothing_is_left(vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    token, wanted = uuid.uuid4(), {order.lines.get().pk: 1}
    first = ask(order, wanted, token=token)
    assert ask(order, wanted, token=token) == first
    assert (first.messages.count(), ReturnLine.objects.count()) == (1, 1)


def test_reason_without_terms_is_refused(vase, owner):
    ReturnRule.objects.filter(reason="damaged").delete()
    with pytest.raises(ReturnRefused, match="no_rule"):
        asked(vase, owner)


# Steps


def test_accepted_return_is_to_be_sent_back_in_days(vase, owner):
    claim = asked(vase, owner)
    for _twice in range(2):
        accept_return(claim=claim, by=owner, text="Xin lỗi.")
    assert (fresh(claim).state, claim.decided_by) == ("approved", owner)
    assert near(claim.send_back_by, timezone.now() + timedelta(days=14))
    assert said(claim)[1:] == [("producer", "approved", "Xin lỗi.")]
    assert mailed(claim)[2:] == [(template, "approved") for template in BOTH]
    assert claim.closed_at is None


def test_accepting_says_nothing_by_itself(vase, owner):
    assert said(approved(vase, owner))[1:] == [("producer", "approved", "")]


def test_refused_return_is_closed_with_its_reason(vase, owner):
    claim = asked(vase, owner)
    for _twice in range(2):
        refuse_return(claim=claim, by=owner, text="Nguyên vẹn.")
    assert (fresh(claim).state, claim.decided_by) == ("refused", owner)
    assert near(claim.closed_at, timezone.now())
    assert said(claim)[1:] == [("producer", "refused", "Nguyên vẹn.")]
    assert mailed(claim)[2:] == [(template, "refused") for template in BOTH]


@pytest.mark.parametrize("make", [approved, received, exchanged])
def test_only_an_asked_return_is_refused(vase, owner, make):
    claim = make(vase, owner)
    state = claim.state
    with pytest.raises(MoveRefused, match=state):
        refuse_return(claim=claim, by=owner, text="Không.")
    assert fresh(claim).state == state


@pytest.mark.parametrize("make", [received, exchanged])
def test_only_an_asked_return_is_accepted(vase, owner, make):
    claim = make(vase, owner)
    with pytest.raises(MoveRefused, match=claim.state):
        accept_return(claim=claim, by=owner)


def test_what_the_law_gives_cannot_be_refused_even_while_asked(vase, owner):
    claim = asked(vase, owner, reason="not_as_described")
    Return.objects.update(state="asked")
    with pytest.raises(MoveRefused, match="always accepted"):
        refuse_return(claim=claim, by=owner, text="Không.")


def test_withdrawn_return_is_closed_once(vase, owner, buyer):
    claim = asked(vase, owner, user=buyer)
    for _twice in range(2):
        withdraw_return(claim=claim, by=buyer)
    assert fresh(claim).is_withdrawn
    assert near(claim.closed_at, timezone.now())
    assert said(claim)[1:] == [("buyer", "withdrawn", "")]
    assert mailed(claim)[2:] == [(template, "withdrawn") for template in BOTH]
    assert claim.messages.last().by == buyer


def test_return_whose_goods_are_back_is_not_withdrawn(vase, owner):
    with pytest.raises(MoveRefused, match="received"):
        withdraw_return(claim=received(vase, owner), by=None)


def test_sent_back_goods_have_a_code(vase, owner, buyer):
    claim = approved(vase, owner)
    note_sent_back(claim=claim, tracking_code="VN77", by=buyer)
    assert (fresh(claim).tracking_code, claim.state) == ("VN77", "approved")
    assert said(claim)[2:] == [("buyer", "sent", "VN77")]
    assert claim.messages.last().by == buyer


def test_goods_are_sent_back_only_when_that_was_agreed(vase, owner):
    for claim in (asked(vase, owner), received(vase, owner)):
        with pytest.raises(MoveRefused, match=claim.state):
            note_sent_back(claim=claim, tracking_code="VN77", by=None)
        assert fresh(claim).tracking_code == ""


@pytest.mark.parametrize(("fit", "kept"), [({}, 0), (-1, 0), (0, 0), (1, 1), (2, 2), (3, 2)])
def test_what_is_fit_goes_to_the_stock_and_no_more_than_came(vase, owner, fit, kept):
    claim = approved(vase, owner, 2)
    line = claim.lines.get().line
    given = {line.pk: fit} if fit != {} else {}
    for _twice in range(2):
        receive_return(claim=claim, by=owner, fit=given)
    assert claim.lines.get().fit_to_sell == kept
    assert (stock(vase), fresh(claim).state) == ((8 + kept, 0), "received")
    assert near(claim.received_at, timezone.now())
    assert said(claim)[2:] == [("producer", "received", "")]
    assert claim.messages.last().by == owner
    assert mailed(claim)[4:] == [(template, "received") for template in BOTH]


def test_goods_that_nobody_sent_back_are_not_received(vase, owner):
    claim = asked(vase, owner)
    with pytest.raises(MoveRefused, match="asked"):
        receive_return(claim=claim, by=owner, fit={})


def test_fit_units_are_not_counted_twice_over_a_dispute(vase, owner, staff):
    claim = received(vase, owner, 3, fit=2)
    dispute_return(claim=claim, side="producer", text="?", by=owner)
    decide_return(claim=claim, by=staff, outcome="send_back", text="!")
    receive_return(claim=claim, by=owner, fit={claim.lines.get().line_id: 1})
    assert (stock(vase), claim.lines.get().fit_to_sell) == ((9, 0), 2)


def test_goods_of_a_recalled_lot_are_not_sold_again(vase, owner):
    lot = lots.release_lot(lot=lots.open_lot(product=vase, quantity=9, by=owner), by=owner)
    claim = approved(vase, owner, 2)
    lots.recall_lot(lot=lot, reason="Chì", by=owner)
    receive_return(claim=claim, by=owner, fit={claim.lines.get().line_id: 2})
    assert (stock(vase), claim.lines.get().fit_to_sell) == ((8, 0), 0)


# Disputes


def disputed(vase, owner, quantity=2) -> Return:
    claim = asked(vase, owner, quantity)
    dispute_return(claim=claim, side="buyer", text="Sai.", by=None)
    return fresh(claim)


# Locks and moves


def test_locked_return_is_read_afresh_with_its_order(vase, owner):
    claim = asked(vase, owner)
    Return.objects.update(tracking_code="VN1")
    locked = lock_claim(claim)
    assert (locked.tracking_code, claim.tracking_code) == ("VN1", "")
    assert locked.order.purchase == claim.order.purchase


def test_move_closes_what_has_ended_and_opens_what_goes_on(vase, owner):
    claim = asked(vase, owner)
    move_claim(claim, "refused")
    assert near(fresh(claim).closed_at, timezone.now())
    move_claim(claim, "disputed", tracking_code="VN1")
    assert (fresh(claim).closed_at, claim.tracking_code) == (None, "VN1")
    with pytest.raises(MoveRefused, match="disputed"):
        move_claim(claim, "exchanged")


def test_message_and_history_carry_the_step(vase, owner):
    claim = asked(vase, owner)
    returns.say(claim, "staff", "said", "Xin chờ.", owner)
    message = ReturnMessage.objects.last()
    assert (message.claim, message.side, message.text) == (claim, "staff", "Xin chờ.")
    event = PurchaseEvent.objects.last()
    assert (event.code, event.by, event.order_id) == ("return_said", owner, claim.order_id)
