"""What a return gives back: the goods, a share of the delivery, an award; and what it costs whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale.returns import (
    ReturnRefused,
    amounts_of,
    delivery_share,
    preview,
    refund_return,
    withdraw_return,
)
from marketplace.gateways.models import Refund
from marketplace.purchases.cancellation import cancel_lines
from marketplace.purchases.models import MailMessage
from marketplace.purchases.services import MoveRefused, confirm_order, deliver_parcel, ship_order
from tests import factories
from tests.flows.sale import arrived, paid, place, ship
from tests.marketplace.aftersale.claims import ask, asked, received

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


def test_refunded_return_is_written_down_once(vase, owner):
    claim = received(vase, owner, 2)
    for _twice in range(2):
        found = refund_return(claim=claim, by=owner, side="producer", text="Đây." + "x" * 600)
    assert found == claim
    reversal = fresh(claim).reversal
    assert (claim.state, reversal.key) == ("refunded", f"return-{claim.number}")
    assert (reversal.cause, reversal.side, reversal.reason) == ("returned", "producer", "damaged")
    assert (reversal.goods, reversal.delivery, reversal.by) == (200_000, 22_000, owner)
    assert reversal.note == "Đây." + "x" * 496
    assert Refund.objects.get().amount == 222_000
    assert said(claim)[-1][:2] == ("producer", "refunded")
    assert near(claim.closed_at, timezone.now())
    mail = MailMessage.objects.get(template="return_step", context__step="refunded")
    assert mail.context["amount"] == 222_000


@pytest.mark.parametrize(
    ("side", "kept"),
    [("buyer", "buyer"), ("producer", "producer"), ("staff", "staff"), ("clock", "staff")],
)
def test_clock_refunds_in_the_name_of_the_market(vase, owner, side, kept):
    claim = received(vase, owner)
    refund_return(claim=claim, by=None, side=side)
    assert fresh(claim).reversal.side == kept
    assert claim.messages.last().side == side
    assert (claim.reversal.note, claim.messages.last().text) == ("", "")


def test_closed_return_is_not_refunded(vase, owner):
    claim = asked(vase, owner)
    withdraw_return(claim=claim, by=None)
    with pytest.raises(MoveRefused, match="withdrawn"):
        refund_return(claim=claim, by=owner, side="producer")
    assert not Refund.objects.exists()


def test_change_of_mind_is_worth_the_goods_alone(vase, owner):
    claim = asked(vase, owner, 2, reason="changed_mind")
    line = claim.lines.get().line
    assert amounts_of(claim) == ({line.pk: 2}, {line.pk: 200_000}, 0)


@pytest.mark.parametrize(
    ("awarded", "goods", "delivery"),
    [
        (None, 280_000, 22_000),
        (1, 1, 0),
        (279_999, 279_999, 0),
        (280_000, 280_000, 22_000),
        (280_001, 280_000, 22_000),
    ],
)
def test_award_below_what_was_paid_is_shared_and_bears_no_delivery(
    vase, scarf, owner, awarded, goods, delivery
):
    order = arrived([(vase, 1), (scarf, 1)], owner).orders.get()
    claim = ask(order, {line.pk: 1 for line in order.lines.all()})
    claim.awarded = awarded
    quantities, amounts, found = amounts_of(claim)
    assert (sum(amounts.values()), found) == (goods, delivery)
    assert set(amounts) == set(quantities)


def test_award_is_shared_by_what_the_lines_are_worth(vase, scarf, owner):
    order = arrived([(vase, 1), (scarf, 1)], owner).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    claim = ask(order, {of_vase.pk: 1, of_scarf.pk: 1})
    claim.awarded = 28_000
    assert amounts_of(claim)[1] == {of_vase.pk: 10_000, of_scarf.pk: 18_000}


def test_delivery_goes_back_in_proportion_to_what_was_kept(vase, scarf, owner):
    """1 vase of 3 is cancelled: 380 000 travelled; each return by a fault takes its part."""
    order = paid([(vase, 3), (scarf, 1)]).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    cancel_lines(
        order=order,
        key="k",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(of_vase.pk, 1)],
    )
    deliver_parcel(parcel=ship(order, owner))
    assert delivery_share(order, 180_000) == 22_000 * 180 // 380
    assert delivery_share(order, 380_000) == 22_000
    mind = ask(order, {of_vase.pk: 1}, "changed_mind")
    refund_return(claim=mind, by=owner, side="producer")
    assert delivery_share(order, 180_000) == 22_000 * 180 // 380  # a change of mind takes none
    claim = ask(order, {of_scarf.pk: 1})
    refund_return(claim=claim, by=owner, side="producer")
    given = fresh(claim).reversal.delivery
    assert given == 10_421
    assert delivery_share(order, 100_000) == 22_000 * 280 // 380 - given
    last = ask(order, {of_vase.pk: 1})
    refund_return(claim=last, by=owner, side="producer")
    assert fresh(last).reversal.delivery == 5_789


def test_preview_tells_what_a_yes_costs(vase, owner):
    claim = asked(vase, owner, 2)
    goods, delivery, cost = preview(claim)
    assert (goods, delivery, cost.to_buyer) == (200_000, 22_000, 222_000)
    assert preview(asked(vase, owner, reason="changed_mind"))[:2] == (100_000, 0)
    assert not Refund.objects.exists()


def test_preview_without_a_fault_costs_the_goods_only(vase, owner):
    claim = asked(vase, owner, 2, reason="changed_mind")
    assert preview(claim)[2].to_buyer == 200_000


def test_cash_that_never_came_returns_nothing(vase, owner):
    order = place([(vase, 1)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner)
    with pytest.raises(ReturnRefused, match="nothing"):
        ask(order, {order.lines.get().pk: 1})
