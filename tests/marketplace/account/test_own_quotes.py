"""What a person asked is told to that person, in words that a page and a file can show."""

import pytest

from marketplace.account.own_quotes import quotes
from marketplace.account.own_words import enquiries
from marketplace.enquiries.services import ask
from tests.marketplace.quotes.quoted import FIRM, accepted, asked, offered

pytestmark = pytest.mark.django_db


def test_a_quote_is_told_whole(producer, owner, buyer, stranger):
    quote = offered(asked(producer, user=buyer), owner)
    purchase = accepted(quote)
    asked(producer, user=stranger)
    (row,) = quotes(buyer).rows
    assert (row["number"], row["total_dong"], row["purchase"]) == (
        quote.number,
        2_460_000,
        purchase.number,
    )
    assert (row["phone"], row["tax_code"], row["address"]) == (FIRM.phone, FIRM.tax_code, "Hà Nội")
    assert row["words"] == ["In logo dưới đáy.", "Gồm hộp giấy."]
    assert "2.460.000" in dict(quotes(buyer).shown[0])["Tổng cộng"]


def test_what_is_not_offered_yet_has_no_sum(producer, buyer):
    asked(producer, user=buyer)
    assert quotes(buyer).rows[0]["total_dong"] is None


def test_an_enquiry_is_told_with_its_words(producer, buyer):
    about = {"kind": "visit", "name": "Lan", "email": "", "language": "vi"}
    ask(producer=producer, user=buyer, text="Mở cửa?", **about)
    (shown,) = enquiries(buyer).shown
    assert dict(shown)["Lời"].endswith("Mở cửa?")
