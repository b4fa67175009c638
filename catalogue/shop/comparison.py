"""Up to four products side by side: what their pages say, as rows."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.certificates.queries import current_certificate
from catalogue.listing.cards import Card, cards_of
from catalogue.listing.names import Names, names_of
from catalogue.listing.shelf import Shelf, current
from catalogue.models import DeliveryReach
from catalogue.shop.product_facts import told_facts
from catalogue.shop.product_page import ProductRow, certificates_of, read_product

MOST = 4


def wanted(request: HttpRequest) -> list[int]:
    """The products an address names, each once, four at most."""
    values = [v for v in request.GET.getlist("p") if v.isascii() and v.isdigit() and len(v) <= 12]
    return list(dict.fromkeys(map(int, values)))[:MOST]


def address(pks: list[int]) -> str:
    return "?" + urlencode([("p", pk) for pk in pks])


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show products beside each other, with what differs marked."""
    shelf = current()
    cards = cards_of(wanted(request), shelf)
    pks = [card.pk for card in cards]
    products = [found for pk in pks if (found := read_product(pk))]
    context = {
        "columns": [(c, address([pk for pk in pks if pk != c.pk])) for c in cards],
        "rows": rows_of(cards, products, shelf),
        "most": MOST,
    }
    return render(request, "catalogue/compare.html", context)


def rows_of(
    cards: list[Card], products: list[ProductRow], shelf: Shelf
) -> list[tuple[str, list[str], bool]]:
    """(what, what each product says to it, whether they differ)."""
    names, today = names_of(shelf), timezone.localdate()
    certificates = [current_certificate(certificates_of(p, shelf), today) for p in products]

    def certified(certificate) -> str:
        if certificate is None or not certificate.is_valid_on(today):
            return _("no certificate today")
        return _("%(stars)s stars, to %(until)s, score %(score)s") % {
            "stars": certificate.stars,
            "until": date_format(certificate.ends_on, "m/Y"),
            "score": f"{certificate.score:.0f}",
        }

    stock = {"in": _("In stock"), "out": _("Sold out"), "made_to_order": _("Made to order")}
    table: list[tuple[str, Callable[[ProductRow], str]]] = [
        (_("Set"), lambda p: names.name("set", str(p.set_number))),
        (_("Sales unit"), lambda p: p.unit),
        (_("To choose"), lambda p: ", ".join(each.label for each in p.choices().to_choose)),
        (
            _("Weight with packing"),
            lambda p: f"{p.weight_g} g" if p.weight_g else "",
        ),
        (
            _("Delivers to"),
            lambda p: (
                str(DeliveryReach(p.delivery_reach).label)
                if p.needs_delivery
                else _("at the maker's")
            ),
        ),
        (_("Place"), lambda p: ", ".join(names.communes.get(p.commune_id or 0) or ())),
        (_("Code"), lambda p: p.code),
    ]
    rows = [
        (_("Price"), [card.price_text for card in cards]),
        (_("OCOP certificate"), [certified(certificate) for certificate in certificates]),
        (_("Reviews"), [card.rating_text for card in cards]),
        (_("Stock"), [stock[card.stock_state] for card in cards]),
        (_("Producer"), [card.producer_name for card in cards]),
        (_("Craft village"), [card.village_name for card in cards]),
        *facts_side_by_side(products, shelf, names),
        *((what, [say(product) for product in products]) for what, say in table),
    ]
    return [(what, said, len(set(said)) > 1) for what, said in rows if any(said)]


def facts_side_by_side(
    products: list[ProductRow], shelf: Shelf, names: Names
) -> list[tuple[str, list[str]]]:
    """(fact, what each product tells of it), in the order in which their pages tell them."""
    told = [{line.label: line.text for line in told_facts(each, shelf, names)} for each in products]
    labels = dict.fromkeys(label for lines in told for label in lines)
    return [(label, [lines.get(label, "") for lines in told]) for label in labels]
