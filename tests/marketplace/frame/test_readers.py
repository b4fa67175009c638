"""Readers are counted by page and day, cached pages too, machines not, and nobody is noted."""

import pytest
from django.core.signals import request_finished
from django.db import DatabaseError
from django.test import RequestFactory
from django.utils import timezone

from cms.readers import Reading
from marketplace.frame import readers
from marketplace.frame.readers import EVERY, is_person, kept_by, note, write, write_if_due
from tests.cms.conftest import founded_site  # noqa: F401 - a fixture

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def counted(settings, monkeypatch):
    """What is handed over, in place of the rows that the pages keep."""
    settings.COUNT_READERS = True
    found: list[dict] = []
    monkeypatch.setattr(readers, "_keep", [found.append])
    readers._waiting.clear()
    yield found
    readers._waiting.clear()


def opened() -> dict[str, int]:
    return {path: times for (_day, path), times in readers._waiting.items()}


@pytest.mark.django_db
def test_pages_of_editors_are_counted_from_the_cache_too(client, founded_site):  # noqa: F811
    for path in ("/vi/villages/", "/vi/villages/", "/en/stories/", "/vi/products/", "/vi/none/"):
        client.get(path, headers={"user-agent": FIREFOX})
    client.head("/vi/villages/", headers={"user-agent": FIREFOX})
    assert opened() == {"/vi/villages/": 2, "/en/stories/": 1}


@pytest.mark.django_db
def test_who_has_the_page_already_is_counted(client, founded_site):  # noqa: F811
    answer = client.get("/vi/villages/", headers={"user-agent": FIREFOX})
    again = client.get(
        "/vi/villages/", headers={"user-agent": FIREFOX, "if-none-match": answer["ETag"]}
    )
    assert (again.status_code, opened()) == (304, {"/vi/villages/": 2})


@pytest.mark.parametrize(
    ("agent", "more", "counts"),
    [
        (FIREFOX, {}, True),
        ("", {}, False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", {}, False),
        ("curl/8.5", {}, False),
        (FIREFOX, {"HTTP_SEC_PURPOSE": "prefetch"}, False),
    ],
)
def test_machines_are_left_out(agent, more, counts):
    meta = RequestFactory(headers={"user-agent": agent} if agent else {}).get("/").META | more
    assert is_person(meta) is counts


@pytest.mark.django_db
def test_it_is_written_once_a_minute_after_an_answer(counted, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(readers.time, "monotonic", lambda: now[0])
    note("/vi/")
    now[0] += EVERY - 1
    write_if_due()
    assert counted == []
    now[0] += 1
    write_if_due()
    assert counted == [{(str(timezone.localdate()), "/vi/"): 1}]
    write_if_due()
    assert (len(counted), opened()) == (1, {})


def test_every_answer_that_has_left_asks_whether_it_is_due():
    assert "readers" in {key[0] for key, *_receiver in request_finished.receivers}


@pytest.mark.django_db
def test_what_cannot_be_written_waits(monkeypatch, caplog):
    def away(found):
        raise DatabaseError

    monkeypatch.setattr(readers, "_keep", [away])
    note("/vi/")
    write()
    note("/vi/")
    assert opened() == {"/vi/": 2}
    assert "readers were not written" in caplog.text


def test_the_room_is_bounded(monkeypatch):
    monkeypatch.setattr(readers, "MOST", 2)
    for path in ("/a", "/b", "/c", "/a"):
        note(path)
    assert opened() == {"/a": 2, "/b": 1}


def test_nothing_is_counted_where_the_setting_is_off(settings):
    settings.COUNT_READERS = False
    note("/vi/")
    assert opened() == {}


def test_whoever_knows_the_pages_keeps_them(monkeypatch):
    first = list(readers._keep)
    kept_by(print)
    kept_by(print)
    assert readers._keep == [*first, print]


@pytest.mark.django_db
def test_what_one_cannot_keep_is_kept_by_none(monkeypatch):
    """Else it would be counted twice by whoever could."""
    from cms.models import HomePage

    def away(found):
        raise DatabaseError

    home = HomePage.objects.first()
    before = home.title
    monkeypatch.setattr(readers, "_keep", [lambda found: HomePage.objects.update(title="x"), away])
    note("/vi/")
    write()
    assert HomePage.objects.first().title == before


@pytest.mark.django_db
def test_the_market_s_pages_are_kept_in_rows(client, founded_site, monkeypatch):  # noqa: F811
    from cms.readers import keep

    monkeypatch.setattr(readers, "_keep", [keep])
    client.get("/vi/villages/", headers={"user-agent": FIREFOX})
    write()
    assert [(row.page.slug, row.times) for row in Reading.objects.all()] == [("villages", 1)]
