"""The slots that a home page begins with: what a market has, and nothing that it does not keep."""

from typing import Any

from django.utils.translation import gettext as _

from cms.models import HomePage, PlainPage
from marketplace.frame.money import format_dong

Slots = list[tuple[str, dict[str, Any]]]
UNDER = 300_000  # dong


def first_slots(home: HomePage, language: str) -> Slots:
    """Slots in the language that is spoken; what links to a page takes it from below `home`."""
    pages = {page.kind: page.pk for page in PlainPage.objects.child_of(home).exclude(kind="")}
    price = format_dong(UNDER, language)
    return [
        ("categories", {"title": "", "sets": []}),
        ("stars", {"title": _("Five stars, valid today"), "stars": "5", "count": 8}),
        ("price", {"title": _("Under %(price)s") % {"price": price}, "under": UNDER, "count": 10}),
        ("steps", {"title": _("How stars and origin work"), "steps": how(pages)}),
        ("newest", {"title": _("New on the shelf"), "count": 9}),
        ("stories", {"title": _("Stories"), "stories": []}),
        ("trust", {"title": "", "steps": trust(pages)}),
    ]


def how(pages: dict[str, int]) -> list[dict[str, Any]]:
    return [
        step(
            _("A council rates"),
            _("OCOP councils give a product three to five stars by a public score sheet."),
        ),
        step(
            _("A certificate with an end"),
            _("Stars come from the register and go here in the night the certificate ends."),
            page=pages.get(PlainPage.Kind.RANKING),
        ),
        step(
            _("A code to scan"),
            _("The market's label tells lot, maker and day, and whether the code is genuine."),
            page=pages.get(PlainPage.Kind.RULES),
        ),
    ]


def trust(pages: dict[str, int]) -> list[dict[str, Any]]:
    return [
        step(
            _("Packed by its maker"),
            _("Charge and days show before you order."),
            "truck",
            pages.get(PlainPage.Kind.DELIVERY),
        ),
        step(
            _("Returned if not as described"),
            _("Nobody may refuse that."),
            "shopping-bag",
            pages.get(PlainPage.Kind.RETURNS),
        ),
        step(
            _("Several makers, one payment"),
            _("By transfer, card or in cash."),
            "house",
            pages.get(PlainPage.Kind.PAYMENT),
        ),
        step(
            _("Somebody who answers"),
            _("The seller first, then the market."),
            "user-round",
            pages.get(PlainPage.Kind.COMPLAINTS),
        ),
    ]


def step(title: str, text: str, icon: str = "star", page: int | None = None) -> dict[str, Any]:
    return {"icon": icon, "title": title, "text": text, "page": page}
