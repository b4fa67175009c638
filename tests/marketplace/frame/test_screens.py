"""What screens of all faces do alike: pages of a list, ids of a form, files for one reader."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.test import RequestFactory

from marketplace.accounts.models import User
from marketplace.frame.screens import (
    PER_PAGE,
    Part,
    asked_text,
    file_for_one,
    form_page,
    ids_in,
    is_done,
    page_asked,
    page_links,
    page_of,
    page_of_part,
    posted_text,
    private,
)

GET, POST = RequestFactory().get, RequestFactory().post


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        ("?page=2", 2),
        ("?page=3", 3),
        ("?page=4", 3),
        ("?page=999999999999999999999", 3),
        ("?page=0", 3),
        ("?page=abc", 1),
        ("?page=1.5", 1),
        ("?page=", 1),
    ],
)
def test_a_list_shows_the_page_that_is_asked_for_or_one_there_is(asked, number):
    page = page_of(GET(f"/{asked}"), range(2 * PER_PAGE + 1))
    assert page.number == number
    assert list(page) == list(range(2 * PER_PAGE + 1))[(number - 1) * PER_PAGE : number * PER_PAGE]


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("", "1"),
        ("?page=2", "2"),
        ("?page=-1", "1"),
        ("?page=0", "1"),
        ("?page=", "1"),
        ("?page=x", "x"),
    ],
)
def test_what_lies_before_the_first_page_is_the_first(asked, page):
    assert page_asked(GET(f"/{asked}")) == page


def test_links_lead_to_the_pages_around_and_to_both_ends():
    pages = Paginator(range(90), 10)
    assert page_links(pages, pages.page(5), "?q=a&") == [
        ("1", "?q=a&page=1", False),
        ("…", "", False),
        ("4", "?q=a&page=4", False),
        ("5", "?q=a&page=5", True),
        ("6", "?q=a&page=6", False),
        ("…", "", False),
        ("9", "?q=a&page=9", False),
    ]


def test_fifty_stand_on_a_page():
    assert page_of(GET("/"), range(50)).paginator.num_pages == 1
    assert page_of(GET("/"), range(51)).paginator.num_pages == 2


def test_ids_of_a_form_are_numbers_that_a_row_can_have():
    ticked = ["7", "", "-1", "x", "1.5", "9" * 18, "9" * 19, "7"]
    assert ids_in(POST("/", {"line": ticked, "other": "8"}), "line") == [7, 10**18 - 1, 7]
    assert ids_in(POST("/"), "line") == []


class Name(forms.Form):
    name = forms.CharField()


@pytest.mark.parametrize(("sent", "status"), [(None, 200), ({"name": "Lan"}, 200), ({}, 422)])
def test_a_refused_form_says_so_by_its_status(monkeypatch, sent, status):
    monkeypatch.setattr(
        "marketplace.frame.screens.render",
        lambda request, template, context, status: HttpResponse(template, status=status),
    )
    answer = form_page(GET("/"), "a.html", {}, form=Name(sent))
    assert (answer.status_code, answer.content) == (status, b"a.html")


def test_what_is_for_one_reader_is_kept_by_nobody():
    assert dict(private(HttpResponse()).items()) == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "same-origin",
    }
    file = file_for_one(b"1,2", kind="text/csv", name="so-cai.csv")
    assert (file.content, dict(file.items())) == (
        b"1,2",
        {
            "Content-Type": "text/csv",
            "Content-Disposition": 'attachment; filename="so-cai.csv"',
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "same-origin",
        },
    )
    shown = file_for_one(b"%PDF", kind="application/pdf", name="a.pdf", disposition="inline")
    assert shown["Content-Disposition"] == 'inline; filename="a.pdf"'


def test_text_that_is_searched_for_has_no_nul_and_an_end(rf):
    assert asked_text(rf.get("/", {"q": " a\x00b " + "c" * 9}), 4) == "ab c"
    assert asked_text(rf.get("/"), 4) == ""


@pytest.mark.parametrize(
    ("sent", "read"),
    [("a\x00b", "ab"), (" hai\ndòng ", "hai\ndòng"), ("x" * 9, "xxxxx"), (None, "")],
)
def test_posted_text_is_without_nul_and_cut(rf, sent, read):
    request = rf.post("/", {} if sent is None else {"note": sent})
    assert posted_text(request, "note", 5 if sent and len(sent) == 9 else 50) == read


def found(rows, asked):
    return rows.filter(first_name=asked) if asked else rows


NAMES = {
    "a": Part("First", Q(first_name="An"), ("pk",)),
    "b": Part("Second", Q(first_name="Binh"), ("-pk",)),
}


@pytest.mark.parametrize(
    ("asked", "shown", "names"),
    [
        ("", "a", ["a@example.com"]),
        ("?show=nothing", "a", ["a@example.com"]),
        ("?show=b", "b", ["c@example.com", "b@example.com"]),
        ("?show=b&q=Binh", "b", ["c@example.com", "b@example.com"]),
        ("?show=b&q=An", "b", []),
    ],
)
def test_a_list_shows_the_part_that_is_asked_for_and_counts_all(db, asked, shown, names):
    for letter, name in (("a", "An"), ("b", "Binh"), ("c", "Binh")):
        User.objects.create(email=f"{letter}@example.com", first_name=name)
    listed = page_of_part(GET(f"/{asked}"), User.objects.all(), NAMES, matching=found)
    assert [person.email for person in listed["page"]] == names
    assert (listed["show"], listed["q"]) == (shown, asked.partition("q=")[2])
    assert listed["parts"] == [
        ("First", "?show=a", shown == "a", 1),
        ("Second", "?show=b", shown == "b", 2),
    ]
    others = User.objects.exclude(email="b@example.com")
    apart = page_of_part(
        GET(f"/{asked}"), User.objects.all(), NAMES, matching=found, counted=others
    )
    assert [count for _title, _address, _shown, count in apart["parts"]] == [1, 1]
    assert [person.email for person in apart["page"]] == names


class NotThis(Exception):
    pass


def test_a_deed_is_done_with_what_a_form_says_or_its_refusal_stands_at_the_field():
    asked: list[str] = []

    def deed(*, name):
        if name == "Mai":
            raise NotThis("Not this one.")
        asked.append(name)

    def answer(request):
        form = Name(request.POST or None)
        done = is_done(request, form, deed, field="name", refused=NotThis)
        return done, form.errors.get("name", [])

    assert answer(GET("/")) == (False, [])
    assert answer(POST("/", {"name": ""}))[0] is False
    assert answer(POST("/", {"name": "Mai"})) == (False, ["Not this one."])
    assert asked == []
    assert answer(POST("/", {"name": "Lan"})) == (True, [])
    assert asked == ["Lan"]
