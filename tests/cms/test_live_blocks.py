"""Blocks that show terms as they are: of today, and nothing where there is none."""

import pytest
from django.utils.translation import override

from cms.live_blocks import (
    ContactBlock,
    DeliveryChargesBlock,
    LiveBlock,
    PaymentWaysBlock,
    ReturnTermsBlock,
)
from marketplace.aftersale.models import ReturnRule
from marketplace.shipping.models import DeliveryRate

pytestmark = pytest.mark.django_db


def shown(block: LiveBlock) -> str:
    with override("en"):
        return " ".join(block.render(None).split())


def test_charges_are_those_of_the_market_for_each_zone_that_has_any(producer):
    rate = DeliveryRate.objects.get(zone="city", producer=None)
    DeliveryRate.objects.create(
        zone="city",
        producer=producer,
        valid_from=rate.valid_from,
        first_charge=99_000,
        next_kg_charge=1,
    )
    DeliveryRate.objects.filter(zone="abroad").delete()
    text = shown(DeliveryChargesBlock())
    assert "₫22,000 up to 2,000 g" in text and "99,000" not in text
    assert "In the same province" in text and "Abroad" not in text


def test_terms_of_returns_that_ended_are_not_shown():
    assert "Arrived damaged" in shown(ReturnTermsBlock())
    ReturnRule.objects.filter(reason="damaged").update(valid_until="2025-01-01")
    assert "Arrived damaged" not in shown(ReturnTermsBlock())


def test_ways_to_pay_are_those_that_are_open(settings):
    settings.VIETQR_ACCOUNT, settings.STRIPE_SECRET_KEY = "", ""
    assert "Cash on delivery" in shown(PaymentWaysBlock())
    assert "VietQR" not in shown(PaymentWaysBlock()) and "Stripe" not in shown(PaymentWaysBlock())
    settings.VIETQR_ACCOUNT, settings.TRANSFER_HOURS = "1017595600", 24
    assert "Your goods are held for 1 d." in shown(PaymentWaysBlock())


def test_a_contact_without_a_word_still_names_who_runs_the_shop(settings):
    settings.SHOP_OPERATOR = "Công ty Làng Việt"
    text = shown(ContactBlock())
    assert "Công ty Làng Việt" in text and "href=" not in text


def test_a_live_block_says_what_it_shows():
    with pytest.raises(NotImplementedError):
        LiveBlock().live()
