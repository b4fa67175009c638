"""Money that comes, comes late or never: what a purchase then holds, and what is given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Availability
from marketplace.aftersale.takeback import cancel_order
from marketplace.ledger.models import Transaction
from marketplace.order.models import Line
from marketplace.partner.models import StockRecord
from marketplace.purchases.models import MailMessage
from marketplace.purchases.services import (
    Settlement,
    cancel_unpaid,
    confirm_order,
    expire_purchase,
    settle_purchase,
)
from tests import factories
from tests.flows.sale import paid, place, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(product):
    return product


def events(purchase) -> list[str]:
    return list(purchase.events.values_list("code", flat=True))


def mails(template: str) -> list[str]:
    return list(MailMessage.objects.filter(template=template).values_list("key", flat=True))


def states(purchase) -> tuple[str, list[str], list[str]]:
    """The state of a purchase, of its orders and of their lines."""
    purchase.refresh_from_db()
    lines = Line.objects.filter(order__purchase=purchase).order_by("order", "pk")
    return (
        purchase.state,
        list(purchase.orders.order_by("pk").values_list("status", flat=True)),
        list(lines.values_list("status", flat=True)),
    )


@pytest.fixture
def silk(db):
    return factories.make_product(factories.make_producer("Lụa B"), price=480_000, stock=4)


def test_settled_purchase_is_paid_with_all_its_orders(vase, silk):
    purchase = place([(vase, 2), (silk, 1)])
    assert settle_purchase(purchase.pk) is Settlement.PAID
    assert states(purchase) == ("paid", ["placed"] * 2, ["placed"] * 2)
    assert abs(purchase.paid_at - timezone.now()) < timedelta(minutes=1)
    assert events(purchase) == ["placed", "paid"]
    assert mails("purchase_paid") == [f"purchase_paid-{purchase.number}"]
    sales = Transaction.objects.filter(kind="sale", purchase_number=purchase.number)
    assert sales.count() == 2


def test_settled_twice_is_paid_once(vase):
    purchase = place([(vase, 2)])
    settle_purchase(purchase.pk)
    purchase.refresh_from_db()
    paid_at = purchase.paid_at
    assert settle_purchase(purchase.pk) is Settlement.ALREADY
    purchase.refresh_from_db()
    assert (purchase.paid_at, events(purchase)) == (paid_at, ["placed", "paid"])


def test_money_for_a_cancelled_purchase_is_too_late(vase):
    purchase = place([(vase, 2)])
    assert cancel_unpaid(purchase=purchase, by=None)
    assert settle_purchase(purchase.pk) is Settlement.TOO_LATE
    assert states(purchase) == ("cancelled", ["cancelled"], ["cancelled"])
    assert events(purchase) == ["placed", "cancelled"]
    assert stock(vase) == (10, 0)


def test_money_that_comes_late_revives_what_can_still_be_had(vase, silk):
    silk.made_to_order = True
    silk.save()
    purchase = place([(vase, 2), (silk, 1)])
    assert expire_purchase(purchase.pk)
    assert settle_purchase(purchase.pk) is Settlement.REVIVED
    assert states(purchase) == ("paid", ["placed"] * 2, ["placed"] * 2)
    assert events(purchase) == ["placed", "expired", "revived"]
    assert mails("purchase_paid") == [f"purchase_paid-{purchase.number}"]
    lines = Line.objects.filter(order__purchase=purchase).order_by("product__made_to_order")
    assert [(line.num_allocated, line.allocation_cancelled) for line in lines] == [
        (2, False),
        (0, False),
    ]
    assert (stock(vase), stock(silk)) == ((10, 2), (4, 0))
    assert settle_purchase(purchase.pk) is Settlement.ALREADY


@pytest.mark.parametrize(("left", "outcome"), [(1, "too_late"), (2, "revived"), (3, "revived")])
def test_money_that_comes_late_needs_what_was_held(vase, left, outcome):
    purchase = place([(vase, 2)])
    expire_purchase(purchase.pk)
    StockRecord.objects.update(num_in_stock=left)
    assert settle_purchase(purchase.pk).value == outcome
    is_late = outcome == "too_late"
    assert events(purchase)[2:] == (["paid_too_late"] if is_late else ["revived"])
    assert stock(vase) == (left, 0 if is_late else 2)
    assert states(purchase)[0] == ("expired" if is_late else "paid")
    assert bool(mails("purchase_paid")) is not is_late


def test_late_money_holds_all_lines_or_none(vase, silk):
    purchase = place([(vase, 2), (silk, 1)])
    expire_purchase(purchase.pk)
    StockRecord.objects.filter(product=silk).update(num_in_stock=0)
    assert settle_purchase(purchase.pk) is Settlement.TOO_LATE
    assert (stock(vase), stock(silk)) == ((10, 0), (0, 0))
    assert set(Line.objects.values_list("allocation_cancelled", flat=True)) == {True}


def test_late_money_without_the_voucher_gives_the_hold_back(vase):
    factories.make_voucher("MOT", percent=10, max_uses=1, max_uses_per_buyer=None)
    purchase = place([(vase, 2)], codes=["MOT"])
    expire_purchase(purchase.pk)
    place([(vase, 1)], codes=["MOT"])
    assert settle_purchase(purchase.pk) is Settlement.TOO_LATE
    assert stock(vase) == (10, 1)


def test_late_money_for_a_product_that_was_deleted_holds_nothing_of_it(vase):
    purchase = place([(vase, 2)])
    expire_purchase(purchase.pk)
    Line.objects.update(product=None)
    assert settle_purchase(purchase.pk) is Settlement.REVIVED
    assert stock(vase) == (10, 0)


def test_last_piece_that_is_held_again_leaves_the_shelf(vase):
    StockRecord.objects.update(num_in_stock=2)
    purchase = place([(vase, 2)])
    expire_purchase(purchase.pk)
    vase.refresh_from_db()
    assert vase.availability == Availability.IN_STOCK
    settle_purchase(purchase.pk)
    vase.refresh_from_db()
    assert vase.availability == Availability.SOLD_OUT


def test_purchase_whose_time_ran_out_gives_all_back_once(vase, silk):
    voucher = factories.make_voucher("MUOI", percent=10)
    purchase = place([(vase, 2), (silk, 1)], codes=["MUOI"])
    assert expire_purchase(purchase.pk) is True
    assert expire_purchase(purchase.pk) is False
    assert states(purchase) == ("expired", ["cancelled"] * 2, ["cancelled"] * 2)
    assert (stock(vase), stock(silk)) == ((10, 0), (4, 0))
    assert events(purchase) == ["placed", "expired"]
    assert mails("purchase_expired") == [f"purchase_expired-{purchase.number}"]
    lines = Line.objects.filter(order__purchase=purchase)
    assert set(lines.values_list("num_allocated", "allocation_cancelled")) == {(0, True)}
    voucher.refresh_from_db()
    assert (voucher.uses, voucher.spent) == (0, 0)


@pytest.mark.parametrize("state", ["paid", "placed", "cancelled"])
def test_only_what_waits_for_money_runs_out(vase, state):
    purchase = place([(vase, 2)], "cash" if state == "placed" else "vietqr")
    if state == "paid":
        settle_purchase(purchase.pk)
    if state == "cancelled":
        cancel_unpaid(purchase=purchase, by=None)
    held = stock(vase)
    assert expire_purchase(purchase.pk) is False
    assert (states(purchase)[0], stock(vase)) == (state, held)


def test_what_another_holds_stays_held_when_a_purchase_runs_out(vase):
    place([(vase, 3)])
    purchase = place([(vase, 2)])
    expire_purchase(purchase.pk)
    assert stock(vase) == (10, 3)


def test_hold_never_falls_below_none(vase):
    """A stock-taking may have set the hold to less than a purchase thinks it has."""
    purchase = place([(vase, 2)])
    StockRecord.objects.update(num_allocated=1)
    expire_purchase(purchase.pk)
    assert stock(vase) == (10, 0)


@pytest.mark.parametrize("method", ["vietqr", "cash"])
def test_unpaid_purchase_is_cancelled_with_all_it_held(vase, silk, buyer, method):
    voucher = factories.make_voucher("MUOI", percent=10)
    purchase = place([(vase, 2), (silk, 1)], method, codes=["MUOI"])
    assert cancel_unpaid(purchase=purchase, by=buyer) is True
    assert states(purchase) == ("cancelled", ["cancelled"] * 2, ["cancelled"] * 2)
    assert (stock(vase), stock(silk)) == ((10, 0), (4, 0))
    assert purchase.events.get(code="cancelled").by == buyer
    assert mails("purchase_cancelled") == [f"purchase_cancelled-{purchase.number}"]
    voucher.refresh_from_db()
    assert voucher.uses == 0
    assert cancel_unpaid(purchase=purchase, by=buyer) is False
    assert events(purchase) == ["placed", "cancelled"]


def test_paid_or_expired_purchase_is_not_cancelled_as_unpaid(vase):
    for purchase, state in ((paid([(vase, 1)]), "paid"), (place([(vase, 1)]), "expired")):
        if state == "expired":
            expire_purchase(purchase.pk)
        assert cancel_unpaid(purchase=purchase, by=None) is False
        assert states(purchase)[0] == state


def test_cash_purchase_that_a_producer_began_is_not_cancelled(vase, silk, owner):
    purchase = place([(vase, 1), (silk, 1)], "cash")
    order = purchase.orders.get(producer=vase.producer)
    confirm_order(order=order, by=owner)
    assert cancel_unpaid(purchase=purchase, by=None) is False
    assert states(purchase)[0] == "placed"
    cancel_order(order=order, key="k", side="producer", reason="sold_out", by=owner)
    assert cancel_unpaid(purchase=purchase, by=None) is True  # what is left has not begun
    assert states(purchase)[0] == "cancelled"
