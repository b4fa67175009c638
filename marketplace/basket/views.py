"""The basket, grouped by producer."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from oscar.core.loading import get_model

from catalogue.models import Product, Variant
from catalogue.products.variants import named, offered, with_label
from marketplace.accounts.waiting import has_ended, was_here
from marketplace.basket.forms import QuantityForm, VoucherForm
from marketplace.basket.requests import ShopRequest
from marketplace.basket.vouchers import codes_of, drop_code, keep_code
from marketplace.discounts.models import normal_code
from marketplace.frame.onward import asked_address, next_address, onward
from marketplace.frame.same_origin import same_origin_or_token
from marketplace.frame.screens import posted_text
from marketplace.purchases.packages import (
    Destination,
    is_visit,
    split_basket,
    with_absences,
)
from marketplace.shipping.places import place_of

LONGEST_KEY = 20  # of what a form names


def next_url(request: ShopRequest) -> str:
    """Where to go after a change: back to a page of ours, else the basket."""
    return next_address(request, reverse("basket:summary"))


def done(request: ShopRequest, variant: Variant | None = None) -> HttpResponse:
    """Go on after something was to be added; a script is told how much the basket holds now.

    Who came without a cookie passes by the basket, which sees whether the browser kept its own.
    The product's page comes back with what was chosen there.
    """
    lines = request.basket.lines.all() if request.basket.pk else ()
    address, basket = next_url(request), reverse("basket:summary")
    if variant and address == variant.product.get_absolute_url():
        address = f"{address}?variant={variant.pk}"
    if not request.COOKIES and address != basket:
        address = f"{basket}?{urlencode({'next': address})}"
    return onward(request, address, count=sum(line.quantity for line in lines))


def is_short(line: Any, quantity: int) -> bool:
    """Tell whether there are fewer than that; of seats the basket's page tells it."""
    if line.product.made_to_order or hasattr(line, "seats"):
        return False
    available = line.stockrecord.net_stock_level if line.stockrecord else 0
    return quantity > available


def complain(request: ShopRequest, form: Form) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))


class BasketView(View):
    """What is in the basket; a browser that keeps no cookies is told that nothing stays in it."""

    def get(self, request: ShopRequest) -> HttpResponse:
        if "next" in request.GET and request.COOKIES:
            return redirect(asked_address(request, reverse("basket:summary")))
        place = place_of(request)
        going = Destination(place.country, place.province_code)
        split = with_absences(split_basket(request.basket, going, codes=codes_of(request)))
        context = {
            "split": split,
            "place": place,
            "keeps_cookies": bool(request.COOKIES),
            "was_added": "next" in request.GET,
            "has_ended": has_ended(request),
            "was_here": was_here(request),
        }
        return render(request, "basket/summary.html", context)


class VoucherView(View):
    """Enter a voucher code, or take one out; what it takes off shows on the page before."""

    def post(self, request: ShopRequest) -> HttpResponse:
        if gone := request.POST.get("remove", ""):
            drop_code(request, gone)
            return redirect(next_url(request))
        form = VoucherForm(request.POST)
        if not form.is_valid():
            complain(request, form)
            return redirect(next_url(request))
        code = normal_code(form.cleaned_data["code"])
        split = split_basket(request.basket, codes=[*codes_of(request), code])
        refusal = next((refused for refused in split.refused if refused.code == code), None)
        if refusal:
            messages.error(request, f"{code}: {refusal.text}")
        else:
            keep_code(request, code)
            messages.success(request, _("Voucher %(code)s is taken off.") % {"code": code})
        return redirect(next_url(request))


@method_decorator(same_origin_or_token, name="dispatch")
class BasketAddView(View):
    """Add a product; the button stands on pages that carry no token (same_origin.py)."""

    def post(self, request: ShopRequest, pk: int) -> HttpResponse:
        product = get_object_or_404(self.sold(), pk=pk)
        asked = posted_text(request, "variant", LONGEST_KEY)
        variant = chosen(product, asked)
        if product.highest_price is not None and variant is None and not asked:
            return redirect(f"{product.get_absolute_url()}?choose=1#choose")
        form = QuantityForm({"quantity": request.POST.get("quantity", "1")})
        if not form.is_valid() or not form.cleaned_data["quantity"]:
            complain(request, form)
            return done(request, variant)
        quantity = form.cleaned_data["quantity"]
        permitted, reason = self.permitted(request, product, variant, quantity)
        if not permitted:
            messages.error(request, reason)
            return done(request, variant)
        request.basket.add_record(product, variant and variant.record, quantity)
        messages.success(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("“%(title)s” is in your basket.") % {"title": title_of(product, variant)},
                reverse("basket:summary"),
                _("See the basket"),
            ),
            extra_tags="safe",
        )
        return done(request, variant)

    @staticmethod
    def sold() -> QuerySet[Product]:
        return Product.objects.published().select_related("producer", "ocop_group")

    @staticmethod
    def permitted(
        request: ShopRequest, product: Product, variant: Variant | None, quantity: int
    ) -> tuple[bool, str]:
        """Tell whether so many more may go into the basket, and why not."""
        info = request.strategy.fetch_for_product(product, variant and variant.record)
        title = title_of(product, variant)
        if is_visit(product):  # it is booked for a day, on its page
            return False, _("Please choose a day and time on the page of “%(title)s”.") % {
                "title": title
            }
        if not product.producer.may_sell or not info.availability.is_available_to_buy:
            return False, _("“%(title)s” cannot be bought at the moment.") % {"title": title}
        in_basket = 0
        if request.basket.pk:
            same = request.basket.lines.filter(stockrecord=info.stockrecord)
            in_basket = sum(same.values_list("quantity", flat=True))
        ok, _reason = info.availability.is_purchase_permitted(in_basket + quantity)
        if ok:
            return True, ""
        left = max(0, (info.stockrecord.net_stock_level or 0) - in_basket)
        if not left:
            return False, _("All there is of “%(title)s” is already in your basket.") % {
                "title": title
            }
        return False, ngettext(
            "Only %(left)d more of “%(title)s” can be added.",
            "Only %(left)d more of “%(title)s” can be added.",
            left,
        ) % {"left": left, "title": title}


def chosen(product: Product, asked: str) -> Variant | None:
    """The variant that a form names, or the only one there is to choose; None for none.

    One query for a product with variants, none for others. Raises Http404 for what is no variant
    of the product; one that is offered no more is given, and cannot be bought.
    """
    if asked:
        key = int(asked) if asked.isdecimal() and len(asked) < 18 else 0
        return get_object_or_404(product.variants.select_related("record"), pk=key)
    found = offered(product) if product.highest_price is not None else []
    return found[0] if len(found) == 1 else None


def title_of(product: Product, variant: Variant | None) -> str:
    return with_label(product.title, variant.label) if variant else product.title


class BasketLineView(View):
    """Change or remove one line of the visitor's own basket; 0 removes."""

    def post(self, request: ShopRequest, pk: int) -> HttpResponse:
        rows = get_model("basket", "Line").objects
        found = rows.select_related("product", "stockrecord__variant", "seats")
        line = found.filter(pk=pk, basket_id=request.basket.pk or 0).first()
        if line is None:
            return self.gone(request, pk)
        title = named(line.product.title, line.stockrecord)
        if "remove" in request.POST:
            line.delete()
            messages.success(request, _("“%(title)s” was taken out.") % {"title": title})
            return redirect("basket:summary")
        form = QuantityForm(request.POST)
        if not form.is_valid():
            complain(request, form)
            return redirect("basket:summary")
        quantity = form.cleaned_data["quantity"]
        available = line.stockrecord.net_stock_level if line.stockrecord else 0
        if not quantity:
            line.delete()
        elif is_short(line, quantity):
            messages.error(
                request,
                _("There are only %(available)d of “%(title)s”.")
                % {"available": available, "title": title},
            )
        else:
            line.quantity = quantity
            line.save(update_fields=["quantity"])
        return redirect("basket:summary")

    @staticmethod
    def gone(request: ShopRequest, pk: int) -> HttpResponse:
        """Say that another window was faster: the line went, or its basket was ordered."""
        basket = get_model("basket", "Basket")
        if get_model("basket", "Line").objects.filter(pk=pk, basket__status=basket.OPEN).exists():
            raise Http404
        messages.info(
            request,
            _("That is no longer in your basket: another window took it out or ordered it."),
        )
        return redirect("basket:summary")
