"""What an offer tells machines of delivery and of returns: the rows that are in force today.

A vase of 1 500 g, first 1 000 g 30 000 ₫, each further started kg 5 000 ₫: delivery elsewhere in
Vietnam 35 000 ₫, from 800 000 ₫ on 0 ₫ where the rate says so. Search engines ask for one return
policy of an offer; that is the buyer's change of mind, where it holds for the goods. What the law
gives for goods that are not as described stands beside it.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from catalogue.listing.shelf import current
from catalogue.models import DeliveryReach
from catalogue.search.services import touch
from marketplace.aftersale.models import ReturnRule
from marketplace.aftersale.returns import rule_for
from marketplace.aftersale.rules import ReturnReason
from marketplace.shipping.charges import NoDelivery, Quote, RateBook
from marketplace.shipping.models import DeliveryRate

SCHEMA = "https://schema.org/"
FOOD_GROUPS = (1, 2, 3)  # as a return is asked for (marketplace.aftersale.returns.check_rule)


def offer_terms(product: Any, price: int) -> Mapping[str, object]:
    """What schema.org's Offer says beside the price. Asked once a producer, kept with the shelf."""
    shelf = current()
    book = shelf.remember(("rates", product.producer_id), partial(RateBook, [product.producer_id]))
    found: dict[str, object] = {"shippingDetails": delivery(product, price, book)}
    rules = shelf.remember("return rules", rules_of_today)
    remorse = rules[ReturnReason.CHANGED_MIND]
    if remorse and holds_for(remorse, product):
        found["hasMerchantReturnPolicy"] = returns(remorse, rules[ReturnReason.NOT_AS_DESCRIBED])
    return found


def rules_of_today() -> dict[str, ReturnRule | None]:
    asked = (ReturnReason.CHANGED_MIND, ReturnReason.NOT_AS_DESCRIBED)
    return {reason: rule_for(reason, timezone.localdate()) for reason in asked}


def holds_for(rule: ReturnRule, product: Any) -> bool:
    is_food = product.group_number in FOOD_GROUPS
    return (rule.takes_food or not is_food) and (
        rule.takes_made_to_order or not product.made_to_order
    )


def delivery(product: Any, price: int, book: RateBook) -> list[Mapping[str, object]]:
    """One piece, elsewhere in Vietnam; what stays in its province has no charge for a country."""
    if product.delivery_reach < DeliveryReach.COUNTRY or product.weight_g is None:
        return []
    try:
        quote = book.quote(
            producer_id=product.producer_id,
            zone=DeliveryRate.Zone.COUNTRY,
            goods=price,
            weight_g=product.weight_g,
        )
    except NoDelivery:
        return []
    return [details(quote, product.lead_days if product.made_to_order else 0)]


def details(quote: Quote, lead_days: int) -> Mapping[str, object]:
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": str(quote.charge),
            "currency": "VND",
        },
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "VN"},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": days(0, lead_days) if lead_days else None,
            "transitTime": days(quote.days_min, quote.days_max),
        },
    }


def days(least: int, most: int) -> Mapping[str, object]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}


def returns(remorse: ReturnRule, fault: ReturnRule | None) -> Mapping[str, object]:
    fees = "FreeReturn" if remorse.is_producers_fault else "ReturnFeesCustomerResponsibility"
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": "VN",
        "returnPolicyCategory": f"{SCHEMA}MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": remorse.days,
        "returnMethod": f"{SCHEMA}ReturnByMail",
        "returnFees": f"{SCHEMA}{fees}",
        "itemDefectReturnFees": f"{SCHEMA}FreeReturn" if fault else None,
    }


@receiver([post_save, post_delete], sender=DeliveryRate, dispatch_uid="rates-changed")
@receiver([post_save, post_delete], sender=ReturnRule, dispatch_uid="return-rules-changed")
def _terms_changed(**kwargs: Any) -> None:
    """Pages that say what delivery costs, and what may come back, say it anew."""
    touch("page", [0])
