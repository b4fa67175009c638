"""A day's snapshot: one a day, signed, chained; what is changed or removed later is found."""

import gzip
import json

import pytest
from django.db import DatabaseError, connection, transaction

from catalogue.certificates import guards
from catalogue.certificates.models import Certificate, RegisterSnapshot
from catalogue.certificates.snapshots import (
    content_of,
    digest_of,
    faults_of,
    find_faults,
    is_kept,
    is_signed,
    take_snapshot,
    written_rows,
)
from marketplace.finance.services import find_all_faults, snapshot_faults
from tests import factories
from tests.catalogue.certificates.certificates import days, today

pytestmark = pytest.mark.django_db


def rows_of(snapshot) -> list[str]:
    text = gzip.decompress(content_of(snapshot.sha256)).decode()
    return text.split("\r\n")[1:-1]


@pytest.fixture
def two(product):
    """Snapshots of yesterday and today; a certificate came between them."""
    factories.make_certificate(product)
    take_snapshot(today() - days(1))
    factories.make_certificate(factories.make_product())
    take_snapshot()
    return list(RegisterSnapshot.objects.all())


def test_a_day_has_one_snapshot(two):
    assert take_snapshot() == take_snapshot(today() - days(1)) == 0
    assert [each.day for each in two] == [today() - days(1), today()]


def test_a_statement_names_day_rows_content_and_the_one_before(two):
    first, second = (json.loads(each.body) for each in two)

    assert (first["day"], first["rows"], first["prev"]) == (str(today() - days(1)), 1, "")
    assert (second["rows"], second["prev"]) == (2, digest_of(two[0].body))
    assert second["sha256"] == digest_of(gzip.decompress(content_of(second["sha256"])))
    assert set(rows_of(two[0])) < set(rows_of(two[1]))
    assert faults_of(two) == []


def test_a_day_without_an_entry_keeps_no_second_copy(product):
    factories.make_certificate(product)
    take_snapshot(today() - days(1))
    take_snapshot()

    first, second = RegisterSnapshot.objects.all()
    assert first.sha256 == second.sha256
    assert (bool(first.content), bool(second.content)) == (True, False)
    assert faults_of([first, second]) == []
    assert content_of("0" * 64) is None


def test_the_same_register_is_written_the_same_way(product):
    factories.make_certificate(product)

    assert written_rows() == written_rows()


def test_a_removed_row_is_found(two):
    gone = Certificate.objects.earliest("pk")
    Certificate.objects.filter(pk=gone.pk).delete()

    take_snapshot(today() + days(1))

    third = RegisterSnapshot.objects.latest("day")
    [missing] = set(rows_of(two[1])) - set(rows_of(third))
    assert missing.split(",")[0] == str(gone.pk)


def test_one_byte_of_a_statement_is_found(two):
    two[0].body = two[0].body.replace('"rows":1', '"rows":2')

    assert not is_signed(two[0])
    assert faults_of(two) == [str(today() - days(1)), str(today())]


def test_one_byte_of_the_rows_is_found(two):
    packed = bytearray(gzip.decompress(bytes(two[1].content)))
    packed[-3] ^= 1
    guards.remove()
    RegisterSnapshot.objects.filter(pk=two[1].pk).update(content=gzip.compress(bytes(packed)))
    guards.install()

    assert not is_kept(two[1])
    assert faults_of(two) == [str(today())]


def test_rows_that_are_no_longer_readable_are_found(two):
    guards.remove()
    RegisterSnapshot.objects.filter(pk=two[1].pk).update(content=bytes(two[1].content)[:-9])
    guards.install()

    assert faults_of(two) == [str(today())]


def test_a_signature_of_an_unknown_key_is_none(two):
    two[0].key = "somebody"

    assert not is_signed(two[0])


def test_a_statement_left_out_breaks_the_chain(two):
    factories.make_certificate(factories.make_product())
    take_snapshot(today() + days(1))
    third = RegisterSnapshot.objects.latest("day")

    assert faults_of([two[0], third]) == [str(third.day)]


@pytest.mark.parametrize(
    "change",
    [
        lambda row: RegisterSnapshot.objects.update(body="{}"),
        lambda row: RegisterSnapshot.objects.all().delete(),
        lambda row: row.save(),
        lambda row: connection.cursor().execute(f"DELETE FROM {guards.SNAPSHOTS}"),
    ],
    ids=["update", "delete", "save", "sql"],
)
def test_a_snapshot_is_neither_changed_nor_deleted(two, change):
    with pytest.raises(DatabaseError, match=guards.SNAPSHOT_WORDS), transaction.atomic():
        change(two[0])


def test_the_nightly_check_names_a_day_that_was_changed(two):
    assert (find_faults(), snapshot_faults()) == ([], [])
    guards.remove()
    RegisterSnapshot.objects.filter(pk=two[0].pk).update(sha256="0" * 64)
    guards.install()
    assert find_faults() == [str(two[0].day)]
    (fault,) = [each for each in find_all_faults() if each.code == "register"]
    assert fault.in_english() == (
        f"What the register published on {two[0].day} is not what was signed and kept."
    )
