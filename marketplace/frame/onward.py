"""Where a form leads once it is done: back to the page it stands on, or on from there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.html import conditional_escape
from django.utils.http import url_has_allowed_host_and_scheme

ADDRESSES = ("/", "http://", "https://")  # Django takes "x" for a view's name, and fails
HERE = "."  # what a form says for `next` that stands on pages of any address


def next_address(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that the form names as `next`, HERE being the one it was sent from."""
    named = request.POST.get("next", "")
    address = request.headers.get("Referer", "") if named == HERE else named
    return address if is_ours(request, address) else otherwise


def asked_address(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that an address names behind `?next=`."""
    address = request.GET.get("next", "")
    return address if is_ours(request, address) else otherwise


def is_ours(request: HttpRequest, address: str) -> bool:
    """Tell whether an address is whole and leads to a page of ours."""
    return address.startswith(ADDRESSES) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, request.is_secure()
    )


def onward(request: HttpRequest, address: str, **told: object) -> HttpResponse:
    """Lead to an address; a script that stays where it is gets what there is to say, and `told`."""
    if request.headers.get("Accept") != "application/json":
        return redirect(address)
    said = [
        {"level": message.level_tag, "html": conditional_escape(message.message)}
        for message in messages.get_messages(request)
    ]
    return JsonResponse({"said": said, **told})
