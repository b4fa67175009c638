"""Who reads from the replica; tests/bench/scale.py shows the same with a real one."""

import pytest
from django.core import signing
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from marketplace.frame import replica
from marketplace.frame.replica import COOKIE, READS, SALT, ReadYourOwnWrites, Router


@pytest.fixture
def places(monkeypatch) -> dict[str, int]:
    """How far primary and replica have come."""
    found = {"default": 100, "replica": 100}

    def lsn(alias: str, function: str) -> int:
        if found[alias] < 0:
            raise OperationalError("gone")
        return found[alias]

    monkeypatch.setattr(ReadYourOwnWrites, "lsn", staticmethod(lsn))
    return found


@pytest.fixture
def middleware(settings, places):
    settings.DATABASES = {**settings.DATABASES, "replica": {}}
    read_from = []

    def view(request):
        read_from.append(Router().db_for_read(None))
        return HttpResponse("ok")

    made = ReadYourOwnWrites(view)
    made.read_from = read_from
    return made


def ask(middleware, path="/vi/products/", method="get", cookie="") -> HttpResponse:
    request = getattr(RequestFactory(), method)(path)
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return middleware(request)


def test_strangers_read_public_pages_from_the_replica_and_all_else_from_the_primary(middleware):
    ask(middleware)
    ask(middleware, "/vi/account/")
    ask(middleware, "/vi/basket/add/1/", "post")
    assert middleware.read_from == ["replica", "default", "default"]
    assert READS.get() == "default"


def test_a_writer_reads_from_the_primary_until_the_replica_has_it(middleware, places):
    cookie = ask(middleware, "/vi/basket/add/1/", "post").cookies[COOKIE].value
    places["replica"] = 90
    ask(middleware, cookie=cookie)
    places["replica"] = 100
    ask(middleware, cookie=cookie)
    assert middleware.read_from == ["default", "default", "replica"]


def test_a_forged_place_is_no_place(middleware):
    ask(middleware, cookie="x" * 20)
    ask(middleware, cookie=signing.dumps(10**18, salt="another"))
    ask(middleware, cookie=signing.dumps(10**18, salt=SALT))
    assert middleware.read_from == ["replica", "replica", "default"]


def test_a_replica_that_is_down_is_left_alone_for_a_while(middleware, places, monkeypatch):
    places["replica"] = -1
    ask(middleware)
    places["replica"] = 100
    ask(middleware)
    monkeypatch.setattr(replica, "DOWN_SECONDS", 0)
    ask(middleware)
    assert middleware.read_from == ["default", "default", "replica"]


def test_a_replica_that_falls_behind_is_not_read(middleware, places, monkeypatch):
    monkeypatch.setattr(replica, "CHECKED_SECONDS", -1)
    places["replica"] = 90
    ask(middleware)  # just started: it must have what the primary has now
    places.update(default=200, replica=100)
    ask(middleware)  # it has what the primary had a moment ago
    places["default"] = 300
    ask(middleware)  # it has not moved since
    monkeypatch.setattr(replica, "YOUNG_SECONDS", -1)
    places["replica"] = 250
    ask(middleware)  # nobody came for long, so what the primary had then says nothing
    places["default"] = -1
    ask(middleware)  # without a primary it is all there is
    assert middleware.read_from == ["default", "replica", "default", "default", "replica"]


def test_a_read_that_fails_on_the_replica_is_read_once_more(middleware):
    request = RequestFactory().get("/vi/products/")
    calls = []

    def view(request):
        calls.append(READS.get())
        return HttpResponse("from the primary")

    request.resolver_match = type(
        "Match", (), {"func": staticmethod(view), "args": (), "kwargs": {}}
    )
    token = READS.set("replica")
    try:
        answer = middleware.process_exception(request, OperationalError("gone"))
        again = middleware.process_exception(request, OperationalError("gone"))
    finally:
        READS.reset(token)
    assert answer.content == b"from the primary"
    assert (calls, again) == (["default"], None)
    assert middleware.process_exception(request, ValueError()) is None
