"""Where things are to be sent: chosen once on a page of its own, kept by the browser."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from marketplace.frame.access import for_audience
from marketplace.frame.onward import asked_address, next_address
from marketplace.frame.screens import form_page, private
from marketplace.shipping.places import KEPT, offered_places, place_of


class PlaceForm(forms.Form):
    """A province or a country."""

    place = forms.ChoiceField(label=_("Deliver to"), choices=offered_places)


@for_audience("anyone")
def choose(request: HttpRequest) -> HttpResponse:
    """Choose where things go; back to the page it was asked on."""
    home = f"/{request.LANGUAGE_CODE}/"
    place = place_of(request)
    form = PlaceForm(request.POST or None, initial={"place": place.value})
    if request.method == "POST" and form.is_valid():
        answer = redirect(next_address(request, home))
        answer.set_cookie(
            settings.PLACE_COOKIE,
            form.cleaned_data["place"],
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return answer
    context = {"form": form, "onward": asked_address(request, next_address(request, home))}
    return private(form_page(request, "shipping/place.html", context, form=form))
