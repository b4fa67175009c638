"""How a document reads: words, days and numbers on paper."""

from datetime import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from marketplace.aftersale.documents import (
    foot_of,
    issue_receipt,
    party_lines,
    pdf_of,
    total_label,
    values_for,
)
from marketplace.aftersale.models import Document
from marketplace.order.models import Order
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100, title="Lọ hoa")


def of(purchase, number=0) -> Order:
    orders = purchase.orders.select_related(
        "purchase", "producer__commune__province", "shipping_address__country"
    )
    return orders.order_by("pk")[number]


def paper(kind="receipt", **values) -> Document:
    facts = {
        "order": "O-1",
        "placed_at": "2026-03-01T20:00:00+00:00",
        "seller": {"name": "Gốm", "address": "Bát Tràng", "tax_code": "01"},
        "buyer": {"name": "Lan", "address": "Hà Nội", "email": "l@x.vn", "country": "VN"},
        "lines": [{"title": "Lọ", "quantity": 2, "unit_price": 60_000, "amount": 100_000}],
        "delivery": 22_000,
        "total": 122_000,
        "platform": "Chợ",
    }
    issued_at = timezone.make_aware(datetime(2026, 3, 5, 1))
    return Document(kind=kind, year=2026, number=7, issued_at=issued_at, values=facts | values)


def test_pdf_in_an_unknown_language_is_vietnamese(vase):
    receipt = issue_receipt(of(paid([(vase, 1)])))
    assert pdf_of(receipt, "xx") == pdf_of(receipt, "vi")
    kept = receipt.files.get()
    assert (kept.language, len(kept.digest)) == ("vi", 64)
    assert pdf_of(receipt, "vi")[:4] == b"%PDF"


def test_receipt_reads_in_english():
    values = values_for(paper(paid_at="2026-03-02T18:30:00+00:00", payment_reference="FT1"), "en")
    assert (values["language"], values["title"], values["date"]) == ("en", "Receipt", [2026, 3, 5])
    facts = dict(values["facts"])
    assert facts["Number"] == "BN26-000007"
    assert facts["Order"] == "O-1"
    assert facts["Payment reference"] == "FT1"
    assert "Carrier" not in facts and "Corrects receipt" not in facts
    assert (values["seller_label"], values["buyer_label"]) == ("Seller", "Buyer")
    assert values["seller"] == ["Gốm", "Bát Tràng", "Tax code: 01"]
    assert values["buyer"] == ["Lan", "Hà Nội", "l@x.vn"]
    assert values["columns"] == ["Item", "Quantity", "Price", "Amount"]
    [row] = values["rows"]
    assert row[:2] == ["Lọ", "2"]
    assert "60,000" in row[2] and "100,000" in row[3]
    assert [label for label, _ in values["sums"]] == ["Delivery", "Paid"]
    assert "22,000" in values["sums"][0][1] and "122,000" in values["sums"][1][1]
    assert (values["note"], values["signs"]) == ("", [])
    assert "not a tax invoice" in values["foot"] and "Chợ" in values["foot"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-31T16:59:00+00:00", "March 31, 2026"),
        ("2026-03-31T17:00:00+00:00", "April 1, 2026"),
    ],
)
def test_days_on_a_paper_are_hanois(moment, day):
    facts = dict(values_for(paper(placed_at=moment, paid_at=moment), "en")["facts"])
    assert facts["Placed"] == facts["Paid on"] == day
    assert facts["Issued on"] == "March 5, 2026"


def test_delivery_note_reads_without_money_and_with_room_to_sign():
    document = paper("delivery_note", carrier="GHN", tracking_code="VN1", note="Gọi trước")
    values = values_for(document, "en")
    assert values["columns"] == ["Item", "Quantity"]
    assert values["rows"] == [["Lọ", "2"]]
    assert (values["sums"], values["note"]) == ([], "Gọi trước")
    assert values["signs"] == ["Packed by", "Handed over by", "Received by"]
    assert values["buyer_label"] == "Recipient"
    assert {"Carrier": "Giao Hàng Nhanh (GHN)", "Tracking code": "VN1"}.items() <= dict(
        values["facts"]
    ).items()
    assert "check the parcel" in values["foot"]


def test_credit_note_names_what_it_corrects():
    values = values_for(paper("credit_note", corrects="BN26-000001"), "en")
    assert dict(values["facts"])["Corrects receipt"] == "BN26-000001"


@pytest.mark.parametrize(
    ("kind", "label"),
    [("confirmation", "To pay"), ("receipt", "Paid"), ("credit_note", "Given back")],
)
def test_total_is_named_by_the_kind_of_paper(kind, label):
    with override("en"):
        assert total_label(kind) == label


def test_party_reads_in_lines_and_names_only_other_countries():
    party = {
        "name": "Lan",
        "address": "1 Main St",
        "country": "US",
        "company": "Sen",
        "company_address": "2 Lê Lợi",
        "tax_code": "03",
        "phone": "09",
        "email": "l@x.vn",
    }
    with override("en"):
        assert party_lines(party) == [
            "Lan",
            "1 Main St",
            "US",
            "Sen",
            "2 Lê Lợi",
            "Tax code: 03",
            "09",
            "l@x.vn",
        ]
        assert party_lines({"name": "Lan", "address": "", "country": "VN"}) == ["Lan"]


def test_foot_says_who_issues_tax_invoices():
    with override("en"):
        assert "list" in foot_of("delivery_note", {})
        for kind in ("confirmation", "receipt", "credit_note"):
            assert foot_of(kind, {"platform": "Chợ"}).startswith("Issued by Chợ for the seller")
