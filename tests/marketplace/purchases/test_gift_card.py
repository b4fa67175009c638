"""The card of a gift: in the buyer's language, with whatever was written."""

import pytest

from marketplace.purchases.gift_card import NoGift, card_of, card_pdf
from marketplace.purchases.gifts import Gift
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
GIFT = Gift(sender="Lan & Hòa", message="Chúc mừng <năm> mới\n#strong[x]")


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def test_card_says_to_whom_from_whom_and_the_words(vase):
    card = card_of(place([(vase, 1)], gift=GIFT).orders.get())
    assert (card["to"], card["sender"], card["words"]) == ("Nguyễn Lan", "Lan & Hòa", GIFT.message)
    assert card["title"] == "Món quà dành cho bạn"
    assert card["made_by"] == f"Sản phẩm của {vase.producer.name}"


def test_card_speaks_the_language_of_who_gives(vase):
    purchase = place([(vase, 1)], gift=Gift())
    purchase.language = "en"
    purchase.save(update_fields=["language"])
    assert card_of(purchase.orders.get())["title"] == "A gift for you"


def test_there_is_no_card_without_a_gift(vase):
    with pytest.raises(NoGift):
        card_of(place([(vase, 1)]).orders.get())


@pytest.mark.parametrize("message", [GIFT.message, "", "đ" * 300, "𠊛好\n\n\n🎁"])
def test_card_is_set_whatever_is_written(vase, message):
    pdf = card_pdf(place([(vase, 1)], gift=Gift(message=message)).orders.get())
    assert pdf.startswith(b"%PDF")
