"""Open data: rows that anyone takes, and the five lines by which anyone finds a removed one."""

import csv
import io
import json
import re
import urllib.request

import pytest
from django.conf import settings

from catalogue.certificates import guards
from catalogue.certificates.models import Certificate, RegisterSnapshot
from catalogue.certificates.open_rows import COLUMNS
from catalogue.certificates.services import grant_certificate
from catalogue.certificates.snapshots import digest_of, take_snapshot
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, today

pytestmark = pytest.mark.django_db
DATA = "/ocop/data/"


def body_of(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_the_register_leaves_as_csv_and_json(client, product):
    held = factories.make_certificate(product, stars=4)

    table = client.get(f"{DATA}register.csv")
    told = json.loads(body_of(client.get(f"{DATA}register.json")))

    [row] = csv.DictReader(io.StringIO(body_of(table).decode()))
    assert table.streaming and table["Content-Type"] == "text/csv; charset=utf-8"
    assert (list(row), row["id"], row["stars"]) == (list(COLUMNS), str(held.pk), "4")
    assert told["rows"] == [row]
    assert told["checkedOn"] == today().isoformat()
    assert table["Access-Control-Allow-Origin"] == "*"
    for secret in (product.producer.phone, product.producer.email):
        assert not secret or secret not in str(row)


def test_an_empty_register_is_empty(client):
    assert json.loads(body_of(client.get(f"{DATA}register.json")))["rows"] == []
    assert body_of(client.get(f"{DATA}register.csv")).count(b"\r\n") == 1


def test_a_name_that_a_spreadsheet_would_compute_is_a_text(client):
    factories.make_certificate(None, rated=factories.make_rated("=1+1"))

    assert b",'=1+1," in body_of(client.get(f"{DATA}register.csv"))


def test_changes_since_a_day(client, product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)

    told = json.loads(body_of(client.get(f"{DATA}changes.json", {"since": str(today())})))

    assert (told["since"], told["until"]) == (str(today()), str(today()))
    [change] = told["changes"]
    assert (change["id"], change["event"], change["code"]) == (
        str(held.pk),
        "granted",
        product.code,
    )
    later = client.get(f"{DATA}changes.json", {"since": str(today() + days(1))})
    assert json.loads(body_of(later))["changes"] == []


@pytest.mark.parametrize("since", ["", "x", "2026-02-30", "2026-13-01", "\x00"])
def test_a_day_that_is_none_is_said(client, since):
    answer = client.get(f"{DATA}changes.json", {"since": since})

    assert (answer.status_code, "2026-11-01" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_edge_of_time_is_answered(client, since):
    assert client.get(f"{DATA}changes.json", {"since": since}).status_code == 200


def test_the_rows_of_a_day_are_given_by_their_sum(client, product):
    factories.make_certificate(product)
    take_snapshot()
    [told] = json.loads(body_of(client.get(f"{DATA}snapshots.json")))["snapshots"]
    name = json.loads(told["body"])["sha256"]

    plain = client.get(f"{DATA}{name}.csv")
    packed = client.get(f"{DATA}{name}.csv", headers={"Accept-Encoding": "gzip"})

    assert digest_of(plain.content) == name
    assert packed["Content-Encoding"] == "gzip"
    assert "immutable" in plain["Cache-Control"]
    assert client.get(f"{DATA}{'0' * 64}.csv").status_code == 404


@pytest.fixture
def five_lines(client, monkeypatch, capsys):
    """Run what docs/register.md shows, against this market; give what it prints."""
    text = (settings.BASE_DIR / "docs" / "register.md").read_text("utf-8")
    [lines] = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    assert len(lines.strip().splitlines()) == 5

    def run() -> list[tuple[str, bool, set[bytes]]]:
        def opened(address: str) -> io.BytesIO:
            return io.BytesIO(body_of(client.get(address.removeprefix("https://x"))))

        monkeypatch.setattr(urllib.request, "urlopen", opened)
        exec(lines, {"SITE": "https://x"})
        return eval(capsys.readouterr().out)

    return run


def test_five_lines_find_a_removed_row(five_lines, product):
    factories.make_certificate(product)
    gone = factories.make_certificate(factories.make_product())
    take_snapshot(today() - days(1))
    Certificate.objects.filter(pk=gone.pk).delete()
    take_snapshot()

    [(day, is_chained, rows)] = five_lines()

    assert (day, is_chained) == (str(today()), True)
    assert [row.split(b",")[0].decode() for row in rows] == [str(gone.pk)]


def test_five_lines_find_nothing_where_rows_only_came(five_lines, product):
    factories.make_certificate(product)
    take_snapshot(today() - days(1))
    factories.make_certificate(factories.make_product())
    take_snapshot()

    assert five_lines() == [(str(today()), True, set())]


def test_five_lines_see_that_a_statement_was_changed(five_lines, product):
    factories.make_certificate(product)
    take_snapshot(today() - days(1))
    take_snapshot()
    guards.remove()
    first = RegisterSnapshot.objects.earliest("day")
    RegisterSnapshot.objects.filter(pk=first.pk).update(
        body=first.body.replace('"rows":1', '"rows":0')
    )
    guards.install()

    assert five_lines() == [(str(today()), False, set())]
