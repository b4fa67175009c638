"""Keys for the producer's own system: see them, make one, take one back. For owners."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page
from marketplace.lots.keys import NameInUse, issue_key, revoke_key
from marketplace.sell.access import may, own_keys, producer_of
from marketplace.sell.lots.forms import KeyForm

SHOWN = 100


@never_cache
@may(May.ANSWER)
def index(request: PersonRequest) -> HttpResponse:
    """List the keys and make one; its text is in the answer to the form and nowhere else."""
    producer = producer_of(request)
    form, text = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            text = issue_key(producer=producer, name=name, by=request.user)
        except NameInUse:
            form.add_error("name", _("A key of this name is in use. Revoke it, or choose another."))
        else:
            form = KeyForm()
    context = {
        "producer": producer,
        "form": form,
        "text": text,
        "keys": own_keys(request)[:SHOWN],
        "address": f"{settings.SITE_URL}{reverse('origin:epcis-capture')}",
    }
    return form_page(request, "sell/lots/keys.html", context, form=form)


@may(May.ANSWER)
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once, then take a key back; it cannot be given again."""
    producer = producer_of(request)
    key = get_object_or_404(own_keys(request), pk=pk)
    if request.method == "POST":
        revoke_key(key=key, by=request.user)
        messages.success(
            request, _("The key “%(name)s” does not work any more.") % {"name": key.name}
        )
        return redirect("lots:keys")
    context = {"producer": producer, "key": key}
    return render(request, "sell/lots/key_revoke.html", context)
