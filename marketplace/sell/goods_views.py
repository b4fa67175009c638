"""The lists of the portal's products and of what the producer proposed."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Product
from catalogue.products.names import by_title
from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.folding import fold
from marketplace.frame.screens import asked_text, page_of
from marketplace.frame.tables_out import sheet_response
from marketplace.listings.models import Revision
from marketplace.sell import goods
from marketplace.sell.access import is_owner, may, own_products, producer_of
from marketplace.sell.goods_table import WIDTHS, header, rows_of
from marketplace.sell.offered import Offered, Together, offers_of, with_offers
from marketplace.sell.work import Part

PER_PAGE = 15
FIRST_PROPOSALS = 3  # on the list of products; the rest has a list of its own
PROPOSALS_A_PAGE = 20


class Row(NamedTuple):
    """A product of the list: what is offered of it, its page, and the stars that it has today."""

    together: Together
    path: str
    stars: int

    @property
    def offer(self) -> Offered:
        """The first offer, which of a product without variants is all."""
        return self.together.offers[0]


@may(May.SELL)
@require_safe
def products(request: PersonRequest) -> HttpResponse:
    """List the producer's products, by part or by what is asked for, with what waits on top."""
    producer, own = producer_of(request), own_products(request)
    asked = asked_text(request, goods.LONGEST_ASKED)
    parts = goods.parts_of(own, request.GET.get("show", ""))
    shown = next(part.name for part in parts if part.is_shown)
    found = goods.matching(goods.products_in(own, shown), asked)
    page = page_of(request, with_offers(found).order_by(by_title()), PER_PAGE)
    waiting = proposals_of(request)
    context = {
        "producer": producer,
        "page": page,
        "rows": [row_of(product) for product in page],
        "parts": parts,
        "show": shown,
        "q": asked,
        "revisions": waiting[:FIRST_PROPOSALS],
        "revision_count": waiting.count(),
        "is_owner": is_owner(request),
    }
    return render(request, "sell/products.html", context)


@may(May.SELL)
@fresh_to_take
@require_safe
def products_file(request: PersonRequest, kind: str) -> HttpResponse:
    """Give the products of the part and the words that are shown as a table."""
    asked = asked_text(request, goods.LONGEST_ASKED)
    shown = request.GET.get("show", "")
    shown = shown if shown in goods.PARTS else goods.FIRST
    found = goods.matching(goods.products_in(own_products(request), shown), asked)
    found = with_offers(found.select_related("ocop_set"))
    found = found.order_by(by_title(), "pk")
    name = f"products-{timezone.localdate():%Y-%m-%d}"
    return sheet_response(kind, name, header(), rows_of(found), widths=WIDTHS)


def row_of(product: Product) -> Row:
    return Row(Together(offers_of(product)), product.get_absolute_url(), goods.stars_of(product))


def proposals_of(request: PersonRequest) -> QuerySet[Revision]:
    """What the producer proposed and is not in the shop yet: what came back first."""
    open_ones = producer_of(request).revisions.exclude(state=Revision.State.PUBLISHED)
    return open_ones.select_related("product").order_by("state", "-updated_at", "-pk")


@may(May.SELL)
@require_safe
def proposals(request: PersonRequest) -> HttpResponse:
    """List all that was proposed, by state or by a word of its name."""
    own = producer_of(request).revisions.select_related("product").order_by("-updated_at", "-pk")
    parts = states_of(own, request.GET.get("show", ""))
    shown = next(part.name for part in parts if part.is_shown)
    asked = asked_text(request, goods.LONGEST_ASKED)
    rows = own.filter(state=shown) if shown != "all" else own
    if asked:
        named = Q(content__title_vi__icontains=asked)
        rows = rows.filter(named | Q(product__search_text__contains=fold(asked)))
    context = {
        "producer": producer_of(request),
        "page": page_of(request, rows, PROPOSALS_A_PAGE),
        "parts": parts,
        "show": shown,
        "q": asked,
    }
    return render(request, "sell/proposals.html", context)


def states_of(revisions: QuerySet[Revision], wanted: str) -> list[Part]:
    """The states of proposals with their counts, and all of them. One query."""
    counts = dict(revisions.order_by().values_list("state").annotate(Count("pk")))
    names = [("all", _("All"), sum(counts.values()))]
    names += [(state.value, str(state.label), counts.get(state, 0)) for state in Revision.State]
    shown = wanted if wanted in Revision.State.values else "all"
    return [Part(name, title, count, name == shown) for name, title, count in names]
