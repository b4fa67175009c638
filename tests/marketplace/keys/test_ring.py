"""A process keeps the keys for half a minute, asks for new ones, and outlives the database."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from marketplace.keys import ring, services
from marketplace.keys.models import Key

pytestmark = pytest.mark.usefixtures("keys_of_database")
LABELS = Key.Purpose.LABELS


def later(monkeypatch, seconds: float) -> None:
    now = ring.time.monotonic()
    monkeypatch.setattr(ring.time, "monotonic", lambda: now + seconds)


def test_keys_are_read_once_in_half_a_minute(monkeypatch, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(100):
            ring.newest(LABELS)
    later(monkeypatch, 29)
    with django_assert_num_queries(0):
        ring.keys_of(LABELS)
    later(monkeypatch, 31)
    with django_assert_num_queries(1):
        ring.keys_of(LABELS)


def test_an_unknown_name_asks_now_and_then_only(monkeypatch, django_assert_num_queries):
    ring.keys_of(LABELS)
    with django_assert_num_queries(0):
        assert [ring.find(LABELS, "Z") for _ in range(100)] == [None] * 100
    later(monkeypatch, 6)
    with django_assert_num_queries(1):
        assert [ring.find(LABELS, "Z") for _ in range(100)] == [None] * 100


def test_a_key_that_another_process_made_is_found_by_its_name(monkeypatch):
    known = ring.newest(LABELS)
    read = ring._read
    made = services.make_key(LABELS)
    ring.hold(read[1])  # as a process that has heard of nothing
    assert ring.newest(LABELS).name == known.name
    later(monkeypatch, 6)
    assert ring.find(LABELS, made.name).name == made.name == ring.newest(LABELS).name


def test_without_the_database_known_keys_go_on(monkeypatch):
    before = ring.newest(LABELS)

    def gone(*args):
        raise OperationalError

    monkeypatch.setattr(Key.objects, "using", gone)
    later(monkeypatch, 60)
    assert ring.newest(LABELS) == before
    ring.forget()
    with pytest.raises(OperationalError):
        ring.newest(LABELS)


def test_an_opened_key_stays_open_when_keys_are_read_anew(monkeypatch):
    before = ring.newest(LABELS)
    assert before.secret == before.secret
    later(monkeypatch, 31)
    assert ring.newest(LABELS) is before


def test_another_secret_of_the_environment_is_named(settings):
    settings.KEYS_SECRET = "another"
    with pytest.raises(ImproperlyConfigured, match="KEYS_SECRET does not open key"):
        _ = ring.newest(LABELS).secret


def test_a_secret_that_was_changed_still_opens(settings):
    before = ring.newest(LABELS).secret
    settings.KEYS_SECRET, settings.KEYS_SECRET_FALLBACKS = "another", [settings.KEYS_SECRET]
    ring.forget()
    assert ring.newest(LABELS).secret == before


def test_a_purpose_without_a_key_is_named():
    Key.objects.filter(purpose=LABELS).delete()
    with pytest.raises(ImproperlyConfigured, match="no key for labels: run manage"):
        ring.newest(LABELS)
