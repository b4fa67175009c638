"""What others look for: readers counted once, misspelt or not, trimmed, and staff may hide it."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.search.models import Asked, HiddenSearch
from catalogue.search.queries import popular
from catalogue.search.services import (
    ASKED_DAYS,
    catch_up,
    forget_asked,
    note_asked,
)
from marketplace.demo.management.commands.keep_time import JOBS
from tests import factories

pytestmark = pytest.mark.django_db
READERS = [f"192.0.2.{n}" for n in range(1, 9)]


@pytest.fixture
def sauce(db):
    product = factories.make_product(title="Nước mắm cốt")
    catch_up()
    return product


def permission(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="catalogue_search", codename=codename)


def look_for(client, text: str, readers: list[str]) -> None:
    for reader in readers:
        client.get("/en/products/", {"q": text}, REMOTE_ADDR=reader)


def offered(client, language: str = "en") -> list[dict]:
    cache.delete("popular-spellings")
    return client.get(f"/{language}/search/suggest/").json()["suggestions"]


def test_one_reader_counts_once_a_day_for_a_text(client, sauce):
    look_for(client, "nước mắm", READERS[:1] * 5)
    assert Asked.objects.get().times == 1
    assert offered(client) == []
    look_for(client, "nuoc mam", READERS[:2])  # the same text without its marks
    assert Asked.objects.get().times == 2
    look_for(client, "nuoc mam cot", READERS[:1])  # another text of the same reader
    assert Asked.objects.get(text="nuoc mam cot").times == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        look_for(client, "nuoc mam", READERS[:1] * 2)
        assert Asked.objects.get(text="nuoc mam", day=timezone.localdate()).times == 1
        cache.delete("popular-spellings")  # its server has a clock of its own
        assert popular() == ["nước mắm"]  # as one of them wrote it


def test_nothing_of_a_reader_is_kept(client, sauce, monkeypatch):
    keys = []
    add = cache.add

    def kept(key, value, seconds):
        keys.append((key, value, seconds))
        return add(key, value, seconds)

    monkeypatch.setattr("catalogue.search.services.cache.add", kept)
    note_asked("nuoc mam", 1, address="192.0.2.1")
    note_asked("nuoc mam", 1, address="192.0.2.2")
    (first, value, seconds), (second, *_rest) = keys
    assert first != second
    assert (value, seconds) == (1, 24 * 60 * 60)
    assert "192.0.2" not in first + second
    assert "nuoc" not in first + second


def test_a_misspelt_text_counts_as_what_it_was_read_as(client, sauce):
    for text, reader in zip(
        ("nuoc mamm", "nuocmam", "nước mắm", "nuoc mamm"), READERS, strict=False
    ):
        look_for(client, text, [reader])
    row = Asked.objects.get()
    assert (row.text, row.times, row.found) == ("nuoc mam", 4, 1)
    look_for(client, "nuoc mamm", READERS[2:3])  # has been counted with the right spelling
    row.refresh_from_db()
    assert row.times == 4


def test_an_empty_box_offers_what_others_look_for_in_each_language(client, sauce):
    look_for(client, "nuoc mam", READERS[:3])
    look_for(client, "zzqqxx", READERS)  # looked for in vain: nobody is sent there
    (row,) = offered(client)
    assert row == {
        "kind": "Others look for",
        "title": "nuoc mam",
        "url": "/en/products/?q=nuoc+mam",
    }
    assert offered(client, "vi")[0]["kind"] == "Người khác tìm"
    assert offered(client, "id")[0]["kind"] == "Dicari orang lain"
    assert client.get(row["url"]).context["total"] == 1
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/search/suggest/")
    assert not [q for q in queries if "SUM(" in q["sql"]]  # counted a moment ago


def test_what_was_asked_long_ago_is_deleted_by_the_clock(client, sauce):
    today = timezone.localdate()
    for days in (0, ASKED_DAYS, ASKED_DAYS + 1, 400):
        Asked.objects.create(day=today - datetime.timedelta(days=days), text="lua", times=1)
    assert forget_asked in JOBS
    assert forget_asked() == 2
    assert forget_asked() == 0
    assert min(Asked.objects.values_list("day", flat=True)) == today - datetime.timedelta(days=90)


def test_staff_hide_a_text_and_let_it_be_offered_again(client, sauce, staff):
    look_for(client, "nuoc mam", READERS[:4])
    look_for(client, "mam cot", READERS[:3])
    assert [row["title"] for row in offered(client)] == ["nuoc mam", "mam cot"]
    client.force_login(staff)
    row = Asked.objects.get(text="nuoc mam")
    asked = "/admin/catalogue_search/asked/"
    for _twice in range(2):
        answer = client.post(asked, {"action": "hide", "_selected_action": row.pk}, follow=True)
        assert answer.status_code == 200
    assert HiddenSearch.objects.get().text == "nuoc mam"
    assert popular() == ["mam cot"]  # at once, although the count of a moment ago is kept
    cache.delete("popular-spellings")
    assert popular() == ["mam cot"]
    hidden = "/admin/catalogue_search/hiddensearch/"
    assert client.post(hidden + "add/", {"text": "  Mắm CỐT! "}).status_code == 302
    assert popular() == []
    assert client.post(hidden + "add/", {"text": "mam cot"}).status_code == 200  # is there
    assert client.post(hidden + "add/", {"text": "!!"}).status_code == 200
    assert HiddenSearch.objects.count() == 2
    HiddenSearch.objects.all().delete()
    cache.delete("popular-spellings")  # ten minutes later at most
    assert popular() == ["nuoc mam", "mam cot"]


def test_hiding_takes_the_right_to_do_so(client, sauce):
    look_for(client, "nuoc mam", READERS[:3])
    row = Asked.objects.get()
    reader = factories.make_user("reader@example.com")
    reader.is_staff = True
    reader.save()
    reader.user_permissions.add(permission("view_asked"))
    client.force_login(reader)
    client.post("/admin/catalogue_search/asked/", {"action": "hide", "_selected_action": row.pk})
    assert not HiddenSearch.objects.exists()
    reader.user_permissions.add(permission("add_hiddensearch"))
    client.post("/admin/catalogue_search/asked/", {"action": "hide", "_selected_action": row.pk})
    assert HiddenSearch.objects.exists()


def test_what_others_look_for_is_spelled_as_they_did(client, sauce):
    """Who typed the marks lends them to who did not."""
    for reader, text in enumerate(("nuoc mam", "Nước  mắm", "nuoc mam", "nuoc mamm")):
        client.get("/vi/products/", {"q": text}, REMOTE_ADDR=f"192.0.2.{reader}")
    cache.delete("popular-spellings")
    assert popular() == ["nước mắm"]
    assert Asked.objects.get().text == "nuoc mam"


@pytest.mark.parametrize("text", ["lan@example.vn", "0912345678", "so 0912 345 678"])
def test_what_looks_like_somebodys_is_not_kept(client, goods, text):
    assert client.get("/vi/products/", {"q": text}).status_code == 200
    assert not Asked.objects.exists()


def test_a_flood_of_texts_fills_no_table(client, goods, monkeypatch):
    from catalogue.search import services

    monkeypatch.setattr(services, "MOST_ASKED_A_DAY", 3)
    for reader, word in enumerate(("qqxza", "qqxzb", "qqxzc", "qqxzd", "qqxza")):
        client.get("/vi/products/", {"q": word}, REMOTE_ADDR=f"192.0.2.{reader}")
    assert Asked.objects.count() == 3
    assert Asked.objects.get(text="qqxza").times == 2
