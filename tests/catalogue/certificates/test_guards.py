"""The database itself keeps the events of certificates, whoever asks it."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalogue.certificates import guards
from catalogue.certificates.services import revoke_certificate
from marketplace.finance.services import find_all_faults
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(product, officer):
    certificate = factories.make_certificate(product)
    revoke_certificate(
        certificate=certificate, on=certificate.issued_on, ground="misuse", by=officer, note="…"
    )
    return certificate.events.get()


@pytest.mark.parametrize(
    "change",
    [
        lambda event: type(event).objects.update(note="nothing happened"),
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: type(event).objects.all().delete(),
        lambda event: connection.cursor().execute(f"DELETE FROM {guards.TABLE}"),
    ],
    ids=["update", "save", "delete", "delete all", "sql"],
)
def test_event_of_a_certificate_is_neither_changed_nor_deleted(event, change):
    with pytest.raises(DatabaseError, match=guards.WORDS), transaction.atomic():
        change(event)
    assert type(event).objects.get().note == "…"


def test_lost_guard_is_told_by_the_nightly_check(db):
    assert guards.missing() == []
    guards.remove()
    names = [fault.values["name"] for fault in find_all_faults()]
    assert names == guards.missing()
    assert len(names) == 6
    guards.install()
    assert find_all_faults() == []
