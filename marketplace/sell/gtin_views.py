"""The GTIN of a product: entered with its licence by who sells it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalogue.origin.gs1 import gtins
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page
from marketplace.listings.gtin_form import GtinForm, initial_of
from marketplace.sell.access import may, own_product, producer_of


@may(May.SELL)
def gtin(request: PersonRequest, pk: int) -> HttpResponse:
    """Show and take a product's GTIN; its old code answers on."""
    product = own_product(request, pk)
    form = GtinForm(request.POST or None, initial=initial_of(product))
    if request.method == "POST" and form.is_valid() and form.save(product, request.user):
        if product.gtin:
            words = {"title": product.title, "gtin": gtins.shown(product.gtin)}
            messages.success(request, _("“%(title)s” has the GTIN %(gtin)s now.") % words)
        else:
            messages.success(request, _("“%(title)s” has no GTIN.") % {"title": product.title})
        return redirect("sell:products")
    context = {"producer": producer_of(request), "product": product, "form": form}
    return form_page(request, "sell/gtin.html", context, form=form)
