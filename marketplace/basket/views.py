"""The basket, grouped by producer."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from oscar.core.loading import get_model

from catalogue.models import Product
from marketplace.basket.forms import QuantityForm, VoucherForm
from marketplace.basket.requests import ShopRequest
from marketplace.basket.vouchers import codes_of, drop_code, keep_code
from marketplace.discounts.models import normal_code
from marketplace.frame.same_origin import same_origin_or_token
from marketplace.purchases.packages import split_basket


def next_url(request: ShopRequest) -> str:
    """Where to go after a change: back to a page of ours, else the basket."""
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if url and allowed else reverse("basket:summary")


def complain(request: ShopRequest, form: Form) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))


class BasketView(View):
    def get(self, request: ShopRequest) -> HttpResponse:
        split = split_basket(request.basket, codes=codes_of(request))
        return render(request, "basket/summary.html", {"split": split})


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
        product = get_object_or_404(Product.objects.published().select_related("producer"), pk=pk)
        form = QuantityForm({"quantity": request.POST.get("quantity", "1")})
        if not form.is_valid() or not form.cleaned_data["quantity"]:
            complain(request, form)
            return redirect(next_url(request))
        permitted, reason = self.permitted(request, product, form.cleaned_data["quantity"])
        if not permitted:
            messages.error(request, reason)
            return redirect(next_url(request))
        request.basket.add_product(product, form.cleaned_data["quantity"])
        messages.success(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("“%(title)s” is in your basket.") % {"title": product.title},
                reverse("basket:summary"),
                _("See the basket"),
            ),
            extra_tags="safe",
        )
        return redirect(next_url(request))

    @staticmethod
    def permitted(request: ShopRequest, product: Product, quantity: int) -> tuple[bool, str]:
        """Tell whether so many more may go into the basket, and why not."""
        info = request.strategy.fetch_for_product(product)
        if not product.producer.may_sell or not info.availability.is_available_to_buy:
            return False, _("“%(title)s” cannot be bought at the moment.") % {
                "title": product.title
            }
        in_basket = 0
        if request.basket.pk:
            in_basket = sum(
                request.basket.lines.filter(product=product).values_list("quantity", flat=True)
            )
        ok, _reason = info.availability.is_purchase_permitted(in_basket + quantity)
        if ok:
            return True, ""
        left = max(0, (info.stockrecord.net_stock_level or 0) - in_basket)
        if not left:
            return False, _("All there is of “%(title)s” is already in your basket.") % {
                "title": product.title
            }
        return False, ngettext(
            "Only %(left)d more of “%(title)s” can be added.",
            "Only %(left)d more of “%(title)s” can be added.",
            left,
        ) % {"left": left, "title": product.title}


class BasketLineView(View):
    """Change or remove one line of the visitor's own basket; 0 removes."""

    def post(self, request: ShopRequest, pk: int) -> HttpResponse:
        line = get_object_or_404(
            get_model("basket", "Line").objects.select_related("product", "stockrecord"),
            pk=pk,
            basket_id=request.basket.pk or 0,
        )
        if "remove" in request.POST:
            line.delete()
            messages.success(
                request, _("“%(title)s” was taken out.") % {"title": line.product.title}
            )
            return redirect("basket:summary")
        form = QuantityForm(request.POST)
        if not form.is_valid():
            complain(request, form)
            return redirect("basket:summary")
        quantity = form.cleaned_data["quantity"]
        available = line.stockrecord.net_stock_level if line.stockrecord else 0
        if not quantity:
            line.delete()
        elif not line.product.made_to_order and quantity > available:
            messages.error(
                request,
                _("There are only %(available)d of “%(title)s”.")
                % {"available": available, "title": line.product.title},
            )
        else:
            line.quantity = quantity
            line.save(update_fields=["quantity"])
        return redirect("basket:summary")
