"""Prices and stock of a page of products in one go: all that was typed, or nothing of it."""

from collections.abc import Iterable
from uuid import uuid4, uuid5

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.products.names import by_title
from catalogue.products.services import StockIsHeld, StockMoved
from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.fields import DongField, WholeField
from marketplace.frame.screens import asked_text, ids_in, page_of
from marketplace.listings.offers import change_price, count_stock, is_far_off
from marketplace.listings.product_form import MOST_DONG, MOST_PIECES
from marketplace.sell import goods
from marketplace.sell.access import may, own_products, producer_of
from marketplace.sell.offered import Offered, offers_of, with_offers

PER_PAGE = 15


class RowForm(forms.Form):
    """A product's price and stock, or a variant's, as they are to be, and what was seen of them."""

    price = DongField(
        label=gettext_lazy("Price"), min_value=1000, max_value=MOST_DONG, required=False
    )
    stock = WholeField(
        label=gettext_lazy("In stock"), min_value=0, max_value=MOST_PIECES, required=False
    )
    sure = forms.BooleanField(label=gettext_lazy("Yes, this price"), required=False)
    seen_price = DongField(required=False, widget=forms.HiddenInput)
    seen_stock = WholeField(
        min_value=0, max_value=MOST_PIECES, required=False, widget=forms.HiddenInput
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    asks = False  # whether the price is so far off that the person is asked

    def __init__(self, data, *, offer: Offered) -> None:
        self.offer = offer
        shown = {"price": offer.price, "stock": offer.in_stock}
        seen = {"seen_price": offer.price, "seen_stock": offer.in_stock, "key": uuid4()}
        name = f"v{offer.variant.pk}" if offer.variant else f"p{offer.product.pk}"
        super().__init__(data, prefix=name, initial=shown | seen)
        if offer.product.made_to_order:
            del self.fields["stock"]

    def new_price(self) -> int | None:
        """The price that was typed anew, in dong; None where it was left."""
        price = self.cleaned_data["price"]
        return price if price != self.cleaned_data["seen_price"] else None

    def new_stock(self) -> int | None:
        """How many were counted; None where the number was left."""
        count = self.cleaned_data.get("stock")
        return count if count != self.cleaned_data["seen_stock"] else None

    def see(self, in_stock: int) -> None:
        """Show the person's answer again as of who sees what is there now."""
        self.data = {**dict(self.data.items()), self.add_prefix("seen_stock"): str(in_stock)}

    def ask_about(self, price: int | None) -> None:
        """Ask once more about a price that is far from the last."""
        if price is None or self.cleaned_data["sure"]:
            return
        if is_far_off(price, self.offer.price):
            self.asks = True
            self.add_error(
                "price", _("It is less than half or more than double of what it was. Is it right?")
            )


class NotAll(Exception):
    """A row was refused, so none is saved."""


@may(May.SELL)
def bulk(request: PersonRequest) -> HttpResponse:
    """Take a page of prices and stocks; a refused row leaves everything as it was."""
    own = with_offers(own_products(request)).order_by(by_title())
    asked = asked_text(request, goods.LONGEST_ASKED)
    shown = request.GET.get("show", "")
    shown = shown if shown in goods.PARTS else goods.FIRST
    page = page_of(request, goods.matching(goods.products_in(own, shown), asked), PER_PAGE)
    if request.method == "POST":
        chosen = own.filter(pk__in=ids_in(request, "row")[:PER_PAGE])
        rows = [RowForm(request.POST, offer=each) for one in chosen for each in offers_of(one)]
        valid = [row.is_valid() for row in rows]
        if all(valid):
            try:
                count = save(rows, request.user)
            except NotAll:
                pass
            else:
                said = ngettext("%(count)s change is saved.", "%(count)s changes are saved.", count)
                messages.success(request, said % {"count": count})
                return redirect(request.get_full_path())
    else:
        rows = [RowForm(None, offer=each) for product in page for each in offers_of(product)]
    context = {
        "producer": producer_of(request),
        "page": page,
        "rows": rows,
        "parts": goods.parts_of(own_products(request), shown),
        "show": shown,
        "q": asked,
    }
    is_refused = any(row.errors for row in rows)
    return render(request, "sell/bulk.html", context, status=422 if is_refused else 200)


@transaction.atomic
def save(rows: Iterable[RowForm], by: User) -> int:
    """Save what was typed anew; give how many figures. Raises NotAll, and then nothing is."""
    rows = list(rows)
    count = sum(save_row(row, by) for row in rows)
    if any(row.errors for row in rows):
        raise NotAll
    return count


def save_row(row: RowForm, by: User) -> int:
    """Save one row's figures; what refuses them is told at its field."""
    price, stock = row.new_price(), row.new_stock()
    row.ask_about(price)
    if row.errors:
        return 0
    product, key = row.offer.product, row.cleaned_data["key"]
    record_id = row.offer.record_id
    count = 0
    if price is not None:
        count += change_price(product=product, price=price, by=by, key=key, record_id=record_id)
    if stock is not None:
        seen = row.cleaned_data["seen_stock"] or 0
        try:
            count += count_stock(
                product=product,
                counted=stock,
                seen=seen,
                by=by,
                key=uuid5(key, "stock"),
                record_id=record_id,
            )
        except StockIsHeld as refusal:
            row.add_error("stock", str(refusal))
        except StockMoved as refusal:
            row.add_error("stock", str(refusal))
            row.see(refusal.now)
    return count
