"""What an amount in dong is about worth abroad: information, never what is charged."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency
from django.utils import timezone

from marketplace.gateways.models import ExchangeRate

CURRENCY_OF = {"en": "USD", "id": "IDR"}
LOCALES = {"en": "en_US", "id": "id_ID"}
FORMATS = {"USD": "¤#,##0.00", "IDR": "¤#,##0"}  # nobody counts in cents of a rupiah


@dataclass(frozen=True)
class About:
    """An amount in a reader's currency, with the rate's day and source."""

    text: str
    valid_on: date
    source: str


def about(amount: int, language: str) -> About | None:
    """Tell what `amount` dong are about worth for readers of a language; None for dong readers.

    The newest rate not in the future counts.
    """
    language = language[:2]
    currency = CURRENCY_OF.get(language)
    if currency is None:
        return None
    rate = ExchangeRate.objects.filter(
        currency=currency, valid_on__lte=timezone.localdate()
    ).first()
    if rate is None:
        return None
    step = Decimal("0.01") if currency == "USD" else Decimal(1)
    value = (Decimal(amount) / rate.dong).quantize(step, ROUND_HALF_UP)
    text = format_currency(
        value, currency, FORMATS[currency], locale=LOCALES[language], currency_digits=False
    )
    return About(text, rate.valid_on, rate.source)
