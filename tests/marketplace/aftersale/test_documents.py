"""Papers of a sale: what each holds, when it is issued, how it reads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale import documents
from marketplace.aftersale.cash import deliver, refuse
from marketplace.aftersale.documents import (
    ISSUE,
    STILL_DUE,
    NotYetIssued,
    arrived_lines,
    is_due,
    issue,
    issue_confirmation,
    issue_credit_note,
    issue_delivery_note,
    issue_due,
    issue_receipt,
    issued,
    line_values,
    lines_of,
    parties,
)
from marketplace.aftersale.models import CashCollection, Document, DocumentSeries
from marketplace.aftersale.takeback import cancel_order
from marketplace.order.models import Order
from marketplace.purchases.cancellation import write_reversal
from marketplace.purchases.models import Purchase
from tests import factories
from tests.flows.sale import arrived, paid, place, ship, transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100, title="Lọ hoa")


def of(purchase, number=0) -> Order:
    orders = purchase.orders.select_related(
        "purchase", "producer__commune__province", "shipping_address__country"
    )
    return orders.order_by("pk")[number]


# Numbers


def test_issued_document_is_kept_under_its_key(vase):
    order = of(paid([(vase, 1)]))
    document = issue(key="k", kind="receipt", order=order, values={"a": 1})
    year = timezone.localtime().year
    assert (document.key, document.kind, document.year, document.number) == (
        "k",
        "receipt",
        year,
        1,
    )
    assert (document.order, document.values) == (order, {"a": 1})
    assert abs(document.issued_at - timezone.now()) < timedelta(minutes=1)
    assert issue(key="k", kind="receipt", order=order, values={"a": 2}) == document
    assert Document.objects.get().values == {"a": 1}
    series = DocumentSeries.objects.get()
    assert (series.code, series.year, series.last_number) == ("BN", year, 1)


def test_year_of_a_number_is_hanois(vase, monkeypatch):
    """On 31 December at 18:00 UTC the next year has begun."""
    order = of(paid([(vase, 1)]))
    eve = datetime(2026, 12, 31, 18, tzinfo=UTC)
    monkeypatch.setattr(documents.timezone, "now", lambda: eve)
    document = issue(key="k", kind="confirmation", order=order, values={})
    assert (document.year, document.code) == (2027, "XN27-000001")


@pytest.mark.parametrize(
    ("kind", "series"),
    [("confirmation", "XN"), ("receipt", "BN"), ("delivery_note", "PX"), ("credit_note", "GC")],
)
def test_each_kind_has_a_series_of_its_own(vase, kind, series):
    order = of(paid([(vase, 1)]))
    numbers = [issue(key=str(n), kind=kind, order=order, values={}).number for n in range(2)]
    assert numbers == [1, 2]
    assert Document.objects.first().code[:2] == series


# Snapshots


def test_parties_are_seller_buyer_and_market(vase, settings):
    settings.SHOP_OPERATOR = "Công ty Chợ"
    maker = vase.producer
    maker.address, maker.tax_code, maker.phone = "Xóm 3", "0101", "0911"
    maker.save()
    purchase = paid([(vase, 1)])
    Purchase.objects.update(
        company="Hoa Sen", company_address="1 Lê Lợi", tax_code="0300588569", phone="0999"
    )
    found = parties(of(purchase))
    order = of(purchase)
    assert (found["purchase"], found["order"]) == (purchase.number, order.number)
    assert (found["placed_at"], found["payment_method"]) == (
        order.date_placed.isoformat(),
        "vietqr",
    )
    commune = maker.commune
    assert found["seller"] == {
        "name": maker.name,
        "address": f"Xóm 3, {commune.name}, {commune.province.name}",
        "tax_code": "0101",
        "phone": "0911",
    }
    assert found["platform"] == "Công ty Chợ"
    assert found["buyer"] == {
        "name": "Nguyễn Lan",
        "address": "12 Hàng Bông, Hoàn Kiếm, Hà Nội",
        "country": "VN",
        "phone": "+84912345678",
        "email": "khach@example.vn",
        "company": "Hoa Sen",
        "company_address": "1 Lê Lợi",
        "tax_code": "0300588569",
    }


def test_buyer_of_a_ticket_has_a_phone_and_no_address(producer):
    ticket = factories.make_product(producer, needs_delivery=False)
    purchase = paid([(ticket, 1)])
    Purchase.objects.update(phone="0999")
    buyer = parties(of(purchase))["buyer"]
    assert (buyer["name"], buyer["address"], buyer["country"], buyer["phone"]) == (
        "",
        "",
        "",
        "0999",
    )


def test_address_without_a_phone_names_none(vase):
    order = of(paid([(vase, 1)]))
    order.shipping_address.phone_number = ""
    assert parties(order)["buyer"]["phone"] == ""


def test_row_says_the_price_before_discounts_and_what_was_paid(vase):
    factories.make_voucher("MUOI", percent=10)
    order = of(paid([(vase, 3)], codes=["MUOI"]))
    line = order.lines.get()
    assert lines_of(order) == [
        {
            "line": line.pk,
            "title": vase.get_title(),
            "sku": line.partner_sku,
            "quantity": 3,
            "unit_price": 100_000,
            "amount": 270_000,
        }
    ]
    line.unit_price_incl_tax = None
    assert line_values(line, 2, 5)["unit_price"] == 0
    assert (line_values(line, 2, 5)["quantity"], line_values(line, 2, 5)["amount"]) == (2, 5)


# What is attested, and when


def test_confirmation_says_what_is_to_be_paid(vase):
    order = of(place([(vase, 3)], "cash"))
    document = issue_confirmation(order)
    assert document.key == f"confirmation-{order.number}"
    assert (document.values["total"], document.values["delivery"]) == (322_000, 22_000)
    assert len(document.values["lines"]) == 1
    assert issue_confirmation(order) == document


def test_nothing_is_confirmed_or_receipted_before_the_money(vase):
    order = of(place([(vase, 3)]))
    for make in (issue_confirmation, issue_receipt):
        with pytest.raises(NotYetIssued):
            make(order)
    assert not DocumentSeries.objects.exists()


def test_receipt_says_what_was_paid_when_and_how(vase):
    purchase = place([(vase, 3)])
    transfer(purchase, reference="FT-77")
    order = of(purchase)
    receipt = issue_receipt(order)
    assert receipt.key == f"receipt-{order.number}"
    values = receipt.values
    assert (values["total"], values["delivery"]) == (322_000, 22_000)
    assert values["paid_at"] == order.purchase.paid_at.isoformat()
    assert "FT-77" in values["payment_reference"]


def test_delivery_that_costs_more_than_the_goods_stands_on_the_receipt(producer):
    card = factories.make_product(producer, price=5_000, weight_g=100)
    values = issue_receipt(of(paid([(card, 2)]))).values
    assert (values["total"], values["delivery"]) == (32_000, 22_000)


def test_receipt_is_of_one_order_of_the_purchase(vase):
    other = factories.make_product(factories.make_producer("Lụa"), price=480_000)
    purchase = paid([(vase, 1), (other, 1)])
    totals = [issue_receipt(of(purchase, n)).values["total"] for n in range(2)]
    assert totals == [122_000, 502_000]


def test_cancelled_purchase_that_was_never_paid_has_no_receipt(vase):
    order = of(place([(vase, 1)], "cash"))
    with pytest.raises(NotYetIssued):
        issue_receipt(order)


def test_receipt_in_cash_waits_for_the_last_parcel(vase, owner):
    purchase = place([(vase, 3)], "cash")
    order = of(purchase)
    line = order.lines.get()
    one, two = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 2)])
    deliver(parcel=one, by=owner)
    with pytest.raises(NotYetIssued):
        issue_receipt(of(purchase))
    refuse(parcel=two, by=owner)
    values = issue_receipt(of(purchase)).values
    assert (values["total"], values["delivery"]) == (122_000, 22_000)
    assert [(row["quantity"], row["amount"]) for row in values["lines"]] == [(1, 100_000)]
    assert values["payment_reference"] == ""


def test_receipt_in_cash_sums_its_parcels_and_is_of_the_last(vase, owner):
    purchase = place([(vase, 3)], "cash")
    order = of(purchase)
    line = order.lines.get()
    for units in (1, 2):
        deliver(parcel=ship(order, owner, [(line, units)]), by=owner)
    first, last = CashCollection.objects.order_by("pk")
    CashCollection.objects.filter(pk=first.pk).update(
        collected_at=last.collected_at - timedelta(days=2)
    )
    values = issue_receipt(of(purchase)).values
    assert (values["total"], values["delivery"]) == (322_000, 22_000)
    assert values["paid_at"] == last.collected_at.isoformat()


def test_lines_that_arrived_leave_out_what_was_cancelled_or_refused(vase, owner):
    scarf = factories.make_product(vase.producer, price=180_000, weight_g=100)
    bowl = factories.make_product(vase.producer, price=50_000, weight_g=100)
    order = of(place([(vase, 5), (scarf, 1), (bowl, 2)], "cash"))
    of_vase, of_scarf, of_bowl = order.lines.order_by("pk")
    cancel_order(
        order=order,
        key="k",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(of_vase.pk, 1), (of_scarf.pk, 1)],
    )
    refuse(parcel=ship(order, owner, [(of_vase, 2)]), by=owner)
    deliver(parcel=ship(order, owner), by=owner)
    write_reversal(  # a return of what arrived does not change what was paid
        order=order,
        quantities={of_vase.pk: 1},
        amounts={of_vase.pk: 100_000},
        key="r",
        cause="returned",
        side="staff",
        reason="other",
    )
    rows = arrived_lines(of(order.purchase))
    assert [(row["line"], row["quantity"], row["amount"]) for row in rows] == [
        (of_vase.pk, 2, 200_000),
        (of_bowl.pk, 2, 100_000),
    ]


def test_line_of_many_that_all_fell_away_is_left_out(vase):
    """More than 256: equal, not the same object."""
    vase.stockrecords.update(num_in_stock=400)
    order = of(place([(vase, 300)], "cash"))
    cancel_order(order=order, key="k", side="buyer", reason="other", by=None)
    assert arrived_lines(order) == []


def test_delivery_note_says_what_is_in_the_parcel_and_no_price_of_it(vase, owner):
    purchase = paid([(vase, 3)])
    Purchase.objects.update(note="Gọi trước")
    order = of(purchase)
    parcel = ship(order, owner, [(order.lines.get(), 2)])
    parcel.order = order
    order.purchase.refresh_from_db()
    note = issue_delivery_note(parcel)
    assert note.key == f"delivery_note-{parcel.pk}"
    values = note.values
    assert [(row["quantity"], row["amount"]) for row in values["lines"]] == [(2, 0)]
    assert (values["carrier"], values["tracking_code"]) == ("Bưu điện", "VN1")
    assert (values["shipped_at"], values["note"]) == (parcel.shipped_at.isoformat(), "Gọi trước")
    assert issue_delivery_note(parcel) == note


def test_credit_note_says_what_goes_back(vase):
    order = of(paid([(vase, 3)]))
    reversal = write_reversal(
        order=order,
        quantities={order.lines.get().pk: 2},
        amounts={order.lines.get().pk: 200_000},
        key="k",
        cause="cancelled",
        side="buyer",
        reason="other",
        delivery=5_000,
    )
    note = issue_credit_note(reversal)
    values = note.values
    assert note.key == f"credit_note-{reversal.pk}"
    assert (values["delivery"], values["total"], values["cause"]) == (5_000, 205_000, "cancelled")
    assert [(row["quantity"], row["amount"]) for row in values["lines"]] == [(2, 200_000)]
    assert values["corrects"] == Document.objects.get(kind="receipt").code


def test_credit_note_without_a_receipt_corrects_none(vase, owner):
    purchase = place([(vase, 3)], "cash")
    order = of(purchase)
    reversal = write_reversal(
        order=order,
        quantities={order.lines.get().pk: 1},
        amounts={order.lines.get().pk: 100_000},
        key="k",
        cause="cancelled",
        side="buyer",
        reason="other",
    )
    assert issue_credit_note(reversal).values["corrects"] == ""


def test_confirmation_and_receipt_may_be_asked_for_by_name():
    assert {"confirmation": issue_confirmation, "receipt": issue_receipt} == ISSUE


# What is due


def due_kinds() -> list[str]:
    return sorted(Document.objects.values_list("kind", flat=True))


def test_paid_order_is_due_both_papers_and_one_in_cash_the_first(vase, owner):
    place([(vase, 1)])
    assert issue_due() == 0
    place([(vase, 1)], "cash")
    assert (issue_due(), due_kinds()) == (1, ["confirmation"])
    paid([(vase, 1)])
    assert (issue_due(), due_kinds()) == (2, ["confirmation", "confirmation", "receipt"])
    assert issue_due() == 0


def test_cash_that_arrived_is_due_a_receipt(vase, owner):
    arrived([(vase, 1)], owner, "cash")
    assert (issue_due(), due_kinds()) == (2, ["confirmation", "receipt"])


def test_cancelled_order_is_due_nothing(vase):
    order = of(paid([(vase, 1)]))
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    assert issue_due() == 0


def test_order_that_waits_for_money_is_due_nothing_whatever_its_purchase(vase):
    order = of(paid([(vase, 1)]))
    Order.objects.filter(pk=order.pk).update(status="pending")
    assert issue_due() == 0


@pytest.mark.parametrize(("minutes", "made"), [(1, 2), (-1, 0)])
def test_old_orders_get_their_papers_on_demand_only(vase, minutes, made):
    order = of(paid([(vase, 1)]))
    Order.objects.update(date_placed=timezone.now() - STILL_DUE + timedelta(minutes=minutes))
    assert issue_due() == made
    assert issue_receipt(of(order.purchase)).number == 1
    assert timedelta(days=90) == STILL_DUE


def test_order_whose_paper_cannot_be_issued_yet_does_not_count(vase, owner):
    """Another order of the purchase in cash was paid; this one is on its way."""
    arrived([(vase, 1)], owner, "cash")
    Order.objects.update(status="shipped")
    assert (issue_due(), due_kinds()) == (1, ["confirmation"])


# When


def test_paper_is_due_once_its_sale_stands(vase, owner):
    """A confirmation of what is ordered, a receipt of what is paid: in cash when all arrived."""
    confirmation, receipt = Document.Kind.CONFIRMATION, Document.Kind.RECEIPT

    def due(purchase) -> list[bool]:
        return [is_due(kind, of(purchase)) for kind in (confirmation, receipt)]

    purchase = place([(vase, 1)])
    assert due(purchase) == [False, False]
    transfer(purchase)
    assert due(purchase) == [True, True]
    in_cash = place([(vase, 2)], "cash")
    assert due(in_cash) == [True, False]
    line = of(in_cash).lines.get()
    for parcel, is_paid in [(ship(of(in_cash), owner, [(line, 1)]), False), (None, True)]:
        deliver(parcel=parcel or ship(of(in_cash), owner), by=owner)
        assert due(in_cash) == [True, is_paid]


def test_paper_that_was_issued_is_found_and_none_is_made(vase):
    order = of(paid([(vase, 1)]))
    assert issued(Document.Kind.CONFIRMATION, order.number) is None
    made = issue_confirmation(order)
    assert issued(Document.Kind.CONFIRMATION, order.number) == made
    assert issued(Document.Kind.RECEIPT, order.number) is None
    assert Document.objects.count() == 1
