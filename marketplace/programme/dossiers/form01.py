"""Form 01, the registration: its parts, what each asks, and what of it the market knows."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from marketplace.producers.models import Producer


class Question(NamedTuple):
    """What form 01 asks: `most` signs; `is_long` over several lines."""

    label: Any
    is_needed: bool = True
    most: int = 200
    is_long: bool = False
    hint: Any = ""


PARTS: dict[str, Any] = {
    "who": _("Who files"),
    "product": _("The product"),
    "plan": _("How it goes on"),
}
FORM: dict[str, dict[str, Question]] = {
    "who": {
        "holder": Question(_("Name"), most=160),
        "representative": Question(_("Who answers for it"), most=120),
        "phone": Question(_("Phone"), most=20),
        "email": Question(_("E-mail"), most=254, is_needed=False),
        "address": Question(_("Address")),
        "tax_code": Question(_("Tax code"), most=14, is_needed=False),
    },
    "product": {
        "product_name": Question(_("Name of the product"), most=255),
        "description": Question(_("What it is and how it is made"), most=3000, is_long=True),
        "materials": Question(
            _("Materials and where they come from"),
            most=1000,
            is_long=True,
            hint=_("For instance: clay from Trúc Thôn, glaze of ashes made here."),
        ),
        "capacity": Question(
            _("How much you make in a year"), hint=_("For instance: 12.000 vases.")
        ),
        "markets": Question(_("Where you sell it"), most=500, is_needed=False, is_long=True),
    },
    "plan": {
        "people": Question(
            _("People who work on it"), hint=_("For instance: 9, of them 7 from this commune.")
        ),
        "plan": Question(
            _("What you plan for the next three years"),
            most=3000,
            is_long=True,
            hint=_("How much more, for whom, what you buy for it, whom you employ."),
        ),
    },
}
QUESTIONS = {name: each for part in FORM.values() for name, each in part.items()}


def is_filled(facts: dict[str, Any], part: str) -> bool:
    """Tell whether all that a part needs is there."""
    return all(facts.get(name) for name, each in FORM[part].items() if each.is_needed)


def known_facts(product: Product, producer: Producer) -> dict[str, str]:
    """Fill in what the market knows; the maker reads it over."""
    application = getattr(producer, "application", None)
    found = {
        "holder": producer.name,
        "representative": application.representative if application else "",
        "phone": producer.phone,
        "email": producer.email,
        "address": ", ".join(each for each in (producer.address, producer.commune.name) if each),
        "tax_code": producer.tax_code,
        "product_name": product.title or "",
    }
    return {name: text[: QUESTIONS[name].most] for name, text in found.items() if text}
