"""Put seats of a visit into the basket; the form stands on the visit's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from catalogue.models import Product
from marketplace.basket.requests import ShopRequest
from marketplace.basket.views import complain
from marketplace.basket.visit_forms import SeatsForm
from marketplace.basket.visit_lines import put_seats
from marketplace.frame.same_origin import same_origin_or_token
from marketplace.visits.models import Visit


@method_decorator(same_origin_or_token, name="dispatch")
class BookView(View):
    """Book seats: what was typed wrong is said on the visit's page, at its form."""

    def post(self, request: ShopRequest, pk: int) -> HttpResponse:
        shown = Product.objects.published().filter(pk=pk)
        visit: Visit = get_object_or_404(
            Visit.objects.select_related("product__producer"), product__in=shown
        )
        page = f"{visit.product.get_absolute_url()}#book"
        if not visit.product.producer.may_sell:
            messages.error(request, _("This visit cannot be booked at the moment."))
            return redirect(page)
        form = SeatsForm(request.POST, visit=visit)
        if not form.is_valid():
            complain(request, form)
            return redirect(page)
        if not request.basket.pk:
            request.basket.save()
        put_seats(basket=request.basket, session=form.cleaned_data["session"], guests=form.guests)
        messages.success(
            request, _("“%(title)s” is in your basket.") % {"title": visit.product.title}
        )
        return redirect(reverse("basket:summary"))
