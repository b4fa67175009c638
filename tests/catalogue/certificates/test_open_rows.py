"""The rows that leave: what was entered, nobody's address, and what changed since a day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certificates.open_rows import COLUMNS, changes_since, register_rows
from catalogue.certificates.services import grant_certificate
from catalogue.models import Publication
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, revoke, today

pytestmark = pytest.mark.django_db


def test_a_row_says_what_was_entered(officer):
    rated = factories.make_rated(code="01-00577-1-2026")
    held = grant_certificate(certificate=draft(None, rated=rated), by=officer)

    [row] = register_rows()

    told = dict(zip(COLUMNS, row, strict=True))
    assert told["id"] == str(held.pk)
    assert (told["code"], told["name"]) == ("01-00577-1-2026", "Chè Suối Giàng")
    assert (told["holder"], told["commune"], told["set"]) == (
        "Hợp tác xã Suối Giàng",
        "00577",
        "11",
    )
    assert (told["stars"], told["score"], told["level"]) == ("4", "78.50", "province")
    assert told["issued_on"] == (today() - days(1)).isoformat()
    assert (told["extended_until"], told["revoked_on"]) == ("", "")


def test_rows_stand_in_the_order_of_entry_and_drafts_are_left_out(product):
    first = factories.make_certificate(product)
    second = factories.make_certificate(factories.make_product())
    hidden = factories.make_product()
    factories.make_certificate(hidden)
    type(hidden).objects.filter(pk=hidden.pk).update(publication=Publication.DRAFT)

    assert [row[0] for row in register_rows()] == [str(first.pk), str(second.pk)]


def test_rows_are_read_in_one_query(product):
    for _each in range(3):
        factories.make_certificate(factories.make_product())

    with CaptureQueriesContext(connection) as asked:
        list(register_rows())

    assert len(asked) == 1


def changed(since: datetime.date) -> list[tuple[str, str]]:
    return [(each["id"], each["event"]) for each in changes_since(since, today())]


def test_changes_are_told_from_their_day_on(product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)
    revoke(held, today() + days(5), officer)

    key = str(held.pk)
    assert changed(today()) == [(key, "granted"), (key, "revoked")]
    assert changed(today() + days(1)) == []
    told = list(changes_since(today(), today()))
    assert officer.email not in str(told) and told[1]["on"] == str(today() + days(5))


@pytest.mark.parametrize(
    ("ended", "since", "is_told"), [(1, 0, True), (2, 0, False), (0, 0, False)]
)
def test_what_ran_out_is_told_on_the_day_after_its_last(product, ended, since, is_told):
    held = factories.make_certificate(product, expires_on=today() - days(ended))

    told = changed(today() - days(since))

    assert told == ([(str(held.pk), "expired")] if is_told else [])


def test_what_ran_out_long_ago_is_told_from_then_on(product):
    held = factories.make_certificate(product, expires_on=today() - days(10))

    assert changed(today() - days(9)) == [(str(held.pk), "expired")]
    assert changed(today() - days(8)) == []
