"""A library's addresses with some views of ours: names and patterns stay, nothing is overlooked."""

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

from marketplace.frame.addresses import CUT_SHORT, answered_by, countable, numbered, whole


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


@pytest.mark.parametrize("pk", [7, "7", "-7", 10**17])
def test_the_number_of_a_row_reaches_the_view(rf, pk):
    assert numbered(theirs)(rf.get("/"), pk=pk).content == b"theirs"
    assert numbered(theirs)(rf.get("/")).content == b"theirs"


@pytest.mark.parametrize("pk", ["x", "", "\r\n", "²", "٣", "1e9", "7 ", "1" * 30, None])
def test_what_is_no_number_of_a_row_is_not_found(rf, pk):
    with pytest.raises(Http404):
        numbered(theirs)(rf.get("/"), pk=pk)


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", f"page={10**20}", "q=%00"])
def test_what_is_no_page_of_a_list_is_not_found(rf, query):
    with pytest.raises(Http404):
        numbered(theirs)(rf.get(f"/?{query}"))
    for likely in ("page=1", "page=last", "page=1200", "q=0", ""):
        assert numbered(theirs)(rf.get(f"/?{likely}")).content == b"theirs"


@pytest.mark.parametrize("door", [numbered, countable])
def test_what_no_row_can_be_called_is_not_found(rf, door):
    """PostgreSQL fails on it, where a library asks for any text."""
    with pytest.raises(Http404):
        door(theirs)(rf.get("/"), number="\x00")
    assert door(theirs)(rf.get("/"), number="100231-1").content == b"theirs"


def test_oscar_s_pages_are_found_by_numbers_only(client, staff):
    client.force_login(staff)
    for page in ("pages/update/x/", "catalogue/option/%C2%B2/update/"):
        assert client.get(f"/vi/dashboard/{page}").status_code == 404


@pytest.mark.parametrize(
    "captured",
    [
        {"page_id": 2**63},
        {"object_id": "9" * 20},
        {"object_id": "x"},
        {"revision_id": 0, "page_id": 5},
        *({"pk": text} for text in ("\r\n", "x", "", "²", "9" * 20)),
    ],
)
def test_a_number_that_no_database_holds_is_not_found(rf, captured):
    with pytest.raises(Http404):
        countable(theirs)(rf.get("/"), **captured)


def test_numbers_that_it_holds_and_words_reach_the_view(rf):
    captured = {"page_id": 2**63 - 1, "revision_id": 1, "app_name": "²", "pk": "12"}
    found = countable(theirs)(rf.get("/"), **captured)
    assert found.content == b"theirs"


@pytest.mark.parametrize("error", CUT_SHORT)
def test_a_form_that_a_library_cannot_read_is_said_to_be_cut_short(rf, error, caplog):
    def fails(request: HttpRequest) -> HttpResponse:
        raise error("body-count")

    with pytest.raises(BadRequest, match=r"The form was cut short\."):
        whole(fails)(rf.post("/"))
    assert "body-count" in caplog.text  # with where it came from, for whoever mends it
    with pytest.raises(error):
        whole(fails)(rf.get("/"))
    with pytest.raises(OSError):  # what is no fault of the form
        whole(fails_otherwise)(rf.post("/"))


def fails_otherwise(request: HttpRequest) -> HttpResponse:
    raise OSError("the disk is full")
