"""A library's addresses with some views of ours: names and patterns stay, nothing is overlooked."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

from marketplace.frame.addresses import answered_by


def theirs(request: HttpRequest, **named: object) -> HttpResponse:
    return HttpResponse("theirs")


def ours(request: HttpRequest, **named: object) -> HttpResponse:
    return HttpResponse("ours")


USERS = [path("<int:pk>/edit/", theirs, {"kind": "user"}, name="edit"), path("", theirs)]
ADDRESSES = [
    path("login/", theirs, name="login"),
    path("users/", include((USERS, "users"), namespace="users")),
    path("plain/", include([path("edit/", theirs, name="edit")])),
]


def answers(addresses, before: str = "") -> dict[str, tuple]:
    """Of each address its name, its view and what it is given besides."""
    found: dict[str, tuple] = {}
    for each in addresses:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            found[route] = (each.name, each.callback, each.default_args)
        else:
            found |= answers(each.url_patterns, route)
    return found


def test_named_addresses_lead_to_our_views_and_all_else_stays():
    changed = answered_by(ADDRESSES, {"login": ours, "users:edit": ours})
    assert answers(changed) == {
        "login/": ("login", ours, {}),
        "users/<int:pk>/edit/": ("edit", ours, {"kind": "user"}),
        "users/": (None, theirs, {}),
        "plain/edit/": ("edit", theirs, {}),
    }
    assert {view for _name, view, _given in answers(ADDRESSES).values()} == {theirs}  # a copy
    assert (changed[1].namespace, changed[1].app_name) == ("users", "users")


def test_a_list_that_is_included_in_a_namespace_is_named_with_it():
    assert answers(answered_by(USERS, {"users:edit": ours}, "users"))["<int:pk>/edit/"][1] is ours
    with pytest.raises(LookupError):
        answered_by(USERS, {"edit": ours}, "users")


def test_a_name_that_no_address_has_stops_the_start():
    with pytest.raises(LookupError) as told:
        answered_by(ADDRESSES, {"users:gone": ours, "x": ours, "login": ours})
    assert told.value.args == ("No address has the name users:gone, x.",)
