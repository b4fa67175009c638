"""What migrations make on PostgreSQL is kept as SQL for the tests; it is what they make."""

import lzma
import os
import re
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.databases import fingerprint
from tests.source import empty_postgresql as kept
from tests.source.empty_market import OWN, digest_of

# Times, keys by chance, and numbers of rows that are counted in the order in which apps came.
BY_CHANCE = re.compile(
    r"'\d{4}-\d\d-\d\d \d\d:\d\d:[^']*'|'[0-9a-f-]{36}'|^SELECT pg_catalog.setval.*", re.M
)


def held() -> str:
    return lzma.decompress(kept.FILE.read_bytes()).decode()


def test_the_file_is_the_one_that_was_made():
    assert digest_of(kept.FILE) == kept.stated()["file"]


def test_no_installation_gets_a_key_of_another():
    assert f"CREATE TABLE public.{OWN} " in held()
    assert f"INSERT INTO public.{OWN} " not in held()


@pytest.mark.parametrize(
    ("vendor", "now"), [("sqlite", None), ("postgresql", "of other migrations")]
)
def test_other_engines_and_other_migrations_begin_with_nothing(vendor, now):
    asked = SimpleNamespace(vendor=vendor)  # to connect it would need more
    assert not kept.begin(asked, now or kept.stated()["made by"])


def test_commands_of_psql_are_left_out(monkeypatch):
    said = SimpleNamespace(stdout="\\restrict a\nSELECT 1;\n\\unrestrict a\n")
    monkeypatch.setattr(kept.subprocess, "run", lambda *asked, **more: said)
    assert kept.sql_of("postgres://nowhere/market") == "SELECT 1;\n"


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "postgresql"
    or "EMPTY_MARKET" not in os.environ
    or kept.stated()["made by"] != fingerprint(),
    reason="compares what is used (EMPTY_MARKET=1, on PostgreSQL, with the migrations that made it)",
)
def test_migrations_make_what_it_holds():
    anew = BY_CHANCE.sub("", kept.migrated("market_compared"))
    assert sorted(anew.splitlines()) == sorted(BY_CHANCE.sub("", held()).splitlines())
