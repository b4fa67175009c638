"""GTINs and their licences at the desk: found by product, entered and mended as producers do."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import GtinLicence, Product
from catalogue.origin.gs1 import gtins
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.frame.folding import fold
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.listings.gtin_form import GtinForm, initial_of

SOON = timedelta(days=60)
MOST_FOUND = 50


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List licences, what ends first on top; find a product by its words, code or number."""
    text = asked_text(request, 80)
    licences = GtinLicence.objects.select_related("producer").annotate(numbers=Count("products"))
    licences = licences.order_by("ends_on", "pk")
    today = timezone.localdate()
    context = {
        "q": text,
        "found": found_by(text) if text else [],
        "licences": page_of(request, licences),
        "today": today,
        "soon": today + SOON,
    }
    return render(request, "moderation/gtins.html", context)


def found_by(text: str) -> list[Product]:
    """Find products by number, code or words; at most as many as one looks through."""
    products = Product.objects.select_related("producer").order_by("pk")
    number = gtins.read(text)
    if gtins.is_gtin(number):
        return list(products.filter(gtin=number))
    for word in fold(text).split():
        products = products.filter(search_text__contains=word)
    return list(products[:MOST_FOUND])


@moderators_only
def product(request: PersonRequest, pk: int) -> HttpResponse:
    """Show and take the GTIN of one product."""
    found = get_object_or_404(Product.objects.select_related("producer"), pk=pk)
    form = GtinForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid() and form.save(found, request.user):
        messages.success(request, _("Saved."))
        return redirect("moderation:gtins")
    changes = found.offer_changes.filter(what="gtin").select_related("by")[:30]
    context = {"product": found, "form": form, "changes": changes}
    return form_page(request, "moderation/gtin.html", context, form=form)
