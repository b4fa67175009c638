"""To be told when a product is back: asked on a page, proven by a mail's link."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.models import Product
from marketplace.accounts.requests import person_of
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.listings.models import Wanted
from marketplace.listings.wanted import (
    ask,
    can_come_back,
    confirm,
    end,
    stop,
    waits,
    wanted_of,
)


class AskForm(forms.Form):
    """Where somebody without an account is to be told."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NothingToFill(forms.Form):
    """Somebody with an account is told at its address."""


@for_audience("anyone")
def ask_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to be told; what is there, or no longer sold, leads back to its page."""
    product = get_object_or_404(Product.objects.select_related("producer"), pk=pk, is_public=True)
    if not can_come_back(product):
        return redirect(product.get_absolute_url())
    user = person_of(request)
    if request.method == "POST" and user and "stop" in request.POST:
        stop(product, user)
        messages.success(request, _("We will not write about this product any more."))
        return redirect(product.get_absolute_url())
    form = (NothingToFill if user else AskForm)(request.POST or None)
    if request.method == "POST" and (user or form.is_valid()):
        email = user.email if user else form.cleaned_data["email"]
        ask(product=product, email=email, language=get_language() or "vi", user=user)
        if user:
            messages.success(request, _("We will write to you as soon as it is back."))
        else:
            messages.success(
                request, _("Please follow the link in the mail that we just sent you.")
            )
        return redirect(product.get_absolute_url())
    context = {"product": product, "form": form, "to": user.email if user else ""}
    context["waits"] = user is not None and waits(product, user)
    return private(form_page(request, "wanted/ask.html", context, form=form))


def wanted_or_404(token: str) -> Wanted:
    found = wanted_of(token)
    if found is None:
        raise Http404
    return found


@for_audience("anyone")
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Prove the address of a wish, or end it, by a button: some mailboxes open links themselves."""
    wanted = wanted_or_404(token)
    if request.method == "POST":
        if "stop" in request.POST:
            end(wanted)
            messages.success(request, _("We will not write about this product any more."))
        elif confirm(wanted):
            messages.success(request, _("We will write to you as soon as it is back."))
        else:
            messages.info(request, _("This wish is over. Please ask again on the product's page."))
        return redirect(wanted.product.get_absolute_url())
    return private(render(request, "wanted/confirm.html", {"wanted": wanted}))
