"""What the ledger is told of purchases: every number of the order, once."""

import pytest

from marketplace.ledger.models import RefundedLine, SoldLine, Transaction
from marketplace.ledger.services import DELIVERY, NotPosted, post_payment
from marketplace.purchases.accounting import (
    delivery_line,
    post_reversal,
    post_sales_of,
    sale_lines,
    sale_of,
)
from marketplace.purchases.cancellation import cancel_lines, write_reversal
from tests import factories
from tests.flows.sale import paid, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf(db):
    return factories.make_product(
        factories.make_producer("Lụa", kind="household"), price=480_000, stock=9
    )


def reverse(order, *, delivery=0, cause="cancelled", side="buyer", by=None, key="k"):
    line = order.lines.get()
    return write_reversal(
        order=order,
        quantities={line.pk: 1},
        amounts={line.pk: int(line.line_price_incl_tax) // line.quantity},
        key=key,
        cause=cause,
        side=side,
        reason="other",
        delivery=delivery,
        by=by,
    )


def test_sale_lines_carry_the_terms_of_their_day(scarf):
    factories.make_voucher("CHO", amount=30_000)
    factories.make_voucher("NHA", amount=24_000, producer=scarf.producer, platform_share=0)
    order = place([(scarf, 2)], codes=["NHA", "CHO"]).orders.get()
    line = order.lines.get()
    [sold] = sale_lines(order)
    assert (sold.reference, sold.price, sold.quantity) == (str(line.pk), 960_000, 2)
    assert (sold.activity, sold.discount_platform, sold.discount_producer) == (
        "goods",
        30_000,
        24_000,
    )
    assert (sold.commission, sold.commission_vat) == (46_800, 3_744)
    assert (sold.withheld_vat, sold.withheld_income) == (9_360, 4_680)


def test_delivery_is_a_line_of_its_own(scarf):
    order = place([(scarf, 1)]).orders.get()
    line = delivery_line(order)
    assert (line.reference, line.price, line.activity) == (DELIVERY, 22_000, "delivery")
    assert (line.withheld_vat, line.withheld_income) == (220, 110)
    assert (line.commission, line.quantity) == (0, 1)


def test_sale_names_its_order_and_purchase(scarf):
    purchase = place([(scarf, 1)])
    order = purchase.orders.get()
    draft = sale_of(order, purchase)
    assert (draft.order_number, draft.purchase_number) == (order.number, purchase.number)


@pytest.mark.parametrize("as_rows", [False, True])
def test_sales_are_posted_once_for_each_order(scarf, as_rows):
    other = factories.make_product(factories.make_producer("Gốm"), price=90_000)
    purchase = place([(scarf, 1), (other, 1)])
    orders = list(purchase.orders.all()) if as_rows else purchase.orders.all()
    for _twice in range(2):
        post_sales_of(purchase, orders)
    sales = Transaction.objects.filter(kind="sale").order_by("order_number")
    assert [sale.order_number for sale in sales] == [f"{purchase.number}-{n}" for n in (1, 2)]
    assert SoldLine.objects.count() == 4
    post_payment(
        purchase_number=purchase.number, gateway="vietqr", reference="R", amount=purchase.total
    )


def test_what_was_taken_back_before_the_sale_is_posted_with_it(scarf, owner):
    purchase = place([(scarf, 3)], "cash")
    order = purchase.orders.get()
    for n in range(2):
        cancel_lines(
            order=order,
            key=f"k{n}",
            side="buyer",
            reason="other",
            by=None,
            quantities=[(order.lines.get().pk, 1)],
        )
    with pytest.raises(NotPosted):
        post_reversal(order.reversals.first())
    post_sales_of(purchase, [order])
    taken = Transaction.objects.filter(kind="cancellation").order_by("pk")
    assert [row.source_reference for row in taken] == ["k0", "k1"]


@pytest.mark.parametrize(
    ("cause", "kind"),
    [("returned", "return"), ("cancelled", "cancellation"), ("refused", "cancellation")],
)
def test_reversal_is_booked_by_its_cause(scarf, cause, kind):
    order = paid([(scarf, 3)]).orders.get()
    reversal = reverse(order, cause=cause)
    for _twice in range(2):
        post_reversal(reversal)
    booked = Transaction.objects.get(source_reference="k")
    assert (booked.kind, booked.note) == (kind, reversal.get_cause_display())
    assert (booked.order_number, booked.amount) == (order.number, 480_000)
    row = RefundedLine.objects.get()
    assert (row.sold.line_reference, row.quantity) == (str(order.lines.get().pk), 1)


@pytest.mark.parametrize("delivery", [0, 1, 22_000])
def test_delivery_is_booked_back_where_it_goes_back(scarf, delivery):
    order = paid([(scarf, 1)]).orders.get()
    post_reversal(reverse(order, delivery=delivery))
    booked = Transaction.objects.get(source_reference="k")
    assert booked.amount == 480_000 + delivery
    names = set(RefundedLine.objects.values_list("sold__line_reference", flat=True))
    assert (DELIVERY in names) is bool(delivery)


@pytest.mark.parametrize("side", ["buyer", "producer", "staff", "carrier"])
def test_only_staff_are_named_in_the_books(scarf, buyer, side):
    order = paid([(scarf, 3)]).orders.get()
    post_reversal(reverse(order, side=side, by=buyer))
    assert Transaction.objects.get(source_reference="k").by == (buyer if side == "staff" else None)
