"""Keys for the producer's own system: see them, make one, take one back. For owners."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from marketplace.lots.keys import NameInUse, issue_key, keys_of, revoke_key
from marketplace.producers.models import Producer
from marketplace.sell.access import only_owner, producer_of
from marketplace.sell.lots.forms import KeyForm

SHOWN = 100


def producer_of_owner(request: HttpRequest) -> Producer:
    producer = producer_of(request)
    only_owner(request, producer)
    return producer


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the keys and make one; its text is in the answer to the form and nowhere else."""
    producer = producer_of_owner(request)
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
        "tab": "lots",
        "form": form,
        "text": text,
        "keys": keys_of(producer)[:SHOWN],
        "address": f"{settings.SITE_URL}{reverse('origin:epcis-capture')}",
    }
    return render(request, "sell/lots/keys.html", context, status=422 if form.errors else 200)


@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then take a key back; it cannot be given again."""
    producer = producer_of_owner(request)
    key = get_object_or_404(keys_of(producer), pk=pk)
    if request.method == "POST":
        revoke_key(key=key, by=request.user)
        messages.success(
            request, _("The key “%(name)s” does not work any more.") % {"name": key.name}
        )
        return redirect("lots:keys")
    context = {"producer": producer, "tab": "lots", "key": key}
    return render(request, "sell/lots/key_revoke.html", context)
