"""While the database's disk is full, pages are read on and forms come back."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from marketplace.accounts.signing_in import MARK
from marketplace.frame.no_room import is_full
from tests import doors

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")
ADD = "/en/account/addresses/add/"
HOME = {
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Hoàn Kiếm",
    "street": "12 Hàng Bông",
}


def of_sqlite() -> Exception:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return error


@contextmanager
def full(cause: Exception):
    """The database as it is on a full disk: it reads, and refuses to write."""

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().startswith(WRITES):
            raise OperationalError(*cause.args) from cause
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (psycopg.errors.DiskFull("could not extend file"), True),
        (of_sqlite(), True),
        (psycopg.errors.OutOfMemory("out of memory"), False),
        (sqlite3.OperationalError("database is locked"), False),
        (ValueError("53100"), False),
        (None, False),
    ],
)
def test_a_full_disk_is_told_from_what_else_is_wrong(error, is_it):
    assert is_full(error) is is_it


def answers(client: Client, paths: list[str]) -> dict[str, int]:
    return {path: client.get(path).status_code for path in paths}


@pytest.mark.parametrize("cause", [psycopg.errors.DiskFull("no room"), of_sqlite()])
def test_strangers_and_buyers_read_on(client, buyer, product, cause):
    paths = ["/vi/", "/vi/products/", product.get_absolute_url(), "/vi/basket/", "/healthz"]
    with full(cause):
        assert answers(client, paths) == dict.fromkeys(paths, 200)
    client.force_login(buyer)
    doors.pass_stage(client, buyer, ago=600)  # so that each page notes that somebody was here
    before = client.session[MARK]
    with full(cause):
        paths = [*paths[:3], "/vi/account/", "/vi/account/addresses/"]
        assert answers(client, paths) == dict.fromkeys(paths, 200)
    assert client.session[MARK] == before


def test_a_form_comes_back_with_what_was_typed_and_goes_through_later(client, buyer):
    client.force_login(buyer)
    doors.pass_stage(client, buyer)
    with full(of_sqlite()):
        answer = client.post(ADD, HOME)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "The market cannot keep anything at the moment" in page
    assert 'value="12 Hàng Bông"' in page
    assert not buyer.addresses.exists()
    assert client.post(ADD, HOME).status_code == 302
    assert buyer.addresses.count() == 1


def test_any_other_error_is_one_as_before(client):
    def fails(*args):
        raise RuntimeError("a fault of ours")

    with connection.execute_wrapper(fails):
        answer = client.get("/vi/products/?x=1")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
